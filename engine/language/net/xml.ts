/** System.Xml as scripts use it: documents, elements and attributes as properties, XPath of the usual kinds. */
import { toText } from '../conversion/to-text';
import { NetException, PSInvalidCastException, PSRuntimeException } from '../errors';
import type { NetType } from '../types';
import type { Value } from '../values';
import { foldCase, knownTypes, NetObject, PSArray } from '../values';
import { behave } from './binding';
import type { MemberView } from './members';
import { invalidOperation } from './object-behaviour';
import { xmlAdapter } from './xml-adapter';
import { parseXml, XmlNodeValue } from './xml-node';
import { selectNodes } from './xpath';

/** XmlNodeList and XmlAttributeCollection. */
class XmlList extends NetObject {
  constructor(
    readonly items: readonly XmlNodeValue[],
    private readonly typeName = 'System.Xml.XmlChildNodes',
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes[this.typeName] ?? knownTypes['System.Xml.XmlNodeList']!;
  }
  enumerate(): readonly Value[] {
    return this.items;
  }
}

const node = (self: Value): XmlNodeValue => self as XmlNodeValue;
const nodeOrNull = (found: XmlNodeValue | undefined): Value => found ?? null;

/** What a child element is as a property: its text if it has nothing else, else the element. */
function childValue(child: XmlNodeValue): Value {
  if (child.kind !== 'Element') return child.value;
  if (child.attributes.length === 0) {
    if (child.children.length === 0) return '';
    if (child.children.length === 1 && (child.children[0]!.kind === 'Text' || child.children[0]!.kind === 'CDATA'))
      return child.children[0]!.value;
  }
  return child;
}

function members(self: XmlNodeValue): Map<string, { name: string; nodes: XmlNodeValue[] }> {
  const found = new Map<string, { name: string; nodes: XmlNodeValue[] }>();
  const put = (name: string, item: XmlNodeValue): void => {
    const key = foldCase(name);
    const known = found.get(key);
    if (known) known.nodes.push(item);
    else found.set(key, { name, nodes: [item] });
  };
  for (const attribute of self.attributes) put(attribute.localName, attribute);
  for (const child of self.children) put(child.kind === 'XmlDeclaration' ? 'xml' : child.localName, child);
  return found;
}

xmlAdapter.get = (self, name) => {
  if (!(self instanceof XmlNodeValue)) return undefined;
  const found = members(self).get(foldCase(name));
  if (!found) return undefined;
  const values = found.nodes.map((item) =>
    item.kind === 'Attribute' || item.kind === 'XmlDeclaration' ? item.value : childValue(item),
  );
  return values.length === 1 ? values[0]! : new PSArray(values);
};
xmlAdapter.set = (self, name, value) => {
  if (!(self instanceof XmlNodeValue)) return false;
  const found = members(self).get(foldCase(name));
  if (!found) return false;
  const fail = (text: string): PSRuntimeException =>
    new PSRuntimeException(text, 'XmlNodeSetShouldBeAString', {
      category: 'NotSpecified',
      exceptionType: 'System.Management.Automation.SetValueException',
    });
  if (typeof value !== 'string')
    throw fail(`Cannot set "${found.name}" because only strings can be used as values to set XmlNode properties.`);
  const only = found.nodes[0]!;
  if (found.nodes.length > 1 || (only.kind === 'Element' && typeof childValue(only) !== 'string'))
    throw fail(
      `Cannot set "${found.name}" because only unique attributes or unique non-attributed leaf nodes can be set.`,
    );
  if (only.kind === 'Element') only.setInnerText(value);
  else only.value = value;
  return true;
};
xmlAdapter.views = (self) => {
  if (!(self instanceof XmlNodeValue)) return undefined;
  return [...members(self).values()].map(({ name, nodes }): MemberView => {
    const values = nodes.map((item) => (item.kind === 'Attribute' ? item.value : childValue(item)));
    const type =
      values.length > 1 ? 'System.Object[]' : typeof values[0] === 'string' ? 'string' : 'System.Xml.XmlElement';
    return { name, memberType: 'Property', definition: `${type} ${name} {get;${type === 'string' ? 'set;' : ''}}` };
  });
};

function load(text: string): XmlNodeValue {
  return parseXml(text);
}
function replaceContent(self: XmlNodeValue, text: string): void {
  const made = load(text);
  self.children.length = 0;
  for (const child of [...made.children]) self.append(child);
}
function siblings(self: XmlNodeValue, step: number): Value {
  const list = self.parent?.children ?? [];
  return nodeOrNull(list[list.indexOf(self) + step]);
}
function descendants(self: XmlNodeValue, name: string, out: XmlNodeValue[] = []): XmlNodeValue[] {
  for (const child of self.children) {
    if (child.kind === 'Element' && (name === '*' || child.name === name)) out.push(child);
    descendants(child, name, out);
  }
  return out;
}

behave('System.Xml.XmlNode', {
  toText: (self) => node(self).localName,
  methods: {
    ToString: (self) => node(self).localName,
    AppendChild: (self, [child]) => node(self).append(node(child)),
    PrependChild: (self, [child]) => {
      node(child).remove();
      node(child).parent = node(self);
      node(self).children.unshift(node(child));
      return child;
    },
    InsertBefore: (self, [child, before]) => insert(node(self), node(child), before, 0),
    InsertAfter: (self, [child, after]) => insert(node(self), node(child), after, 1),
    RemoveChild: (self, [child]) => {
      if (node(child).parent !== self)
        throw new NetException('System.ArgumentException', 'The node to be removed is not a child of this node.');
      node(child).remove();
      return child;
    },
    ReplaceChild: (self, [next, old]) => {
      const list = node(self).children;
      const at = list.indexOf(node(old));
      node(old).parent = undefined;
      node(next).remove();
      node(next).parent = node(self);
      list[at] = node(next);
      return old;
    },
    RemoveAll: (self) => {
      node(self).children.length = 0;
      node(self).attributes.length = 0;
      return undefined;
    },
    Clone: (self) => clone(node(self), true),
    CloneNode: (self, [deep]) => clone(node(self), deep === true),
    SelectNodes: (self, [path]) => new XmlList(selectNodes(node(self), String(path)), 'System.Xml.XPathNodeList'),
    SelectSingleNode: (self, [path]) => nodeOrNull(selectNodes(node(self), String(path))[0]),
    GetNamespaceOfPrefix: (self, [prefix]) => node(self).namespaceOf(String(prefix)),
    GetEnumerator: (self) => new XmlList(node(self).children),
    get_Item: (self, [name]) => nodeOrNull(node(self).children.find((child) => child.name === name)),
  },
  properties: {
    Attributes: (self) =>
      node(self).kind === 'Element' ? new XmlList(node(self).attributes, 'System.Xml.XmlAttributeCollection') : null,
    BaseURI: () => '',
    ChildNodes: (self) => new XmlList(node(self).children),
    FirstChild: (self) => nodeOrNull(node(self).children[0]),
    LastChild: (self) => nodeOrNull(node(self).children.at(-1)),
    HasChildNodes: (self) => node(self).children.length > 0,
    InnerText: {
      get: (self) => node(self).plainText(),
      set: (self, value) => {
        if (node(self).kind === 'Element') node(self).setInnerText(String(value));
        else node(self).value = String(value);
      },
    },
    InnerXml: {
      get: (self) => (node(self).kind === 'Attribute' ? node(self).value : node(self).innerXml()),
      set: (self, value) => {
        if (node(self).kind === 'Document') replaceContent(node(self), String(value));
        else {
          const made = load(`<x>${String(value)}</x>`);
          node(self).children.length = 0;
          for (const child of [...made.root!.children]) node(self).append(child);
        }
      },
    },
    IsReadOnly: () => false,
    LocalName: (self) => node(self).localName,
    Name: (self) => node(self).name,
    NamespaceURI: (self) => (node(self).kind === 'Element' ? node(self).namespaceOf(node(self).prefix) : ''),
    NextSibling: (self) => siblings(node(self), 1),
    PreviousSibling: (self) => siblings(node(self), -1),
    NodeType: (self) => node(self).kind,
    OuterXml: (self) => node(self).outerXml(),
    OwnerDocument: (self) => (node(self).kind === 'Document' ? null : node(self).document),
    ParentNode: (self) => (node(self).kind === 'Attribute' ? null : nodeOrNull(node(self).parent)),
    Prefix: { get: (self) => node(self).prefix, set: () => {} },
    Value: {
      get: (self) => (node(self).kind === 'Element' || node(self).kind === 'Document' ? null : node(self).value),
      set: (self, value) => {
        if (node(self).kind === 'Element' || node(self).kind === 'Document')
          throw invalidOperation("Cannot set a value on node type 'Element'.");
        node(self).value = String(value);
      },
    },
  },
});

function insert(parent: XmlNodeValue, child: XmlNodeValue, reference: Value, offset: number): Value {
  child.remove();
  child.parent = parent;
  const at =
    reference instanceof XmlNodeValue
      ? parent.children.indexOf(reference) + offset
      : offset === 0
        ? parent.children.length
        : 0;
  parent.children.splice(at, 0, child);
  return child;
}
function clone(self: XmlNodeValue, deep: boolean): XmlNodeValue {
  const copy = new XmlNodeValue(self.kind, self.name, self.value);
  copy.isEmpty = self.isEmpty;
  copy.namespaces = { ...self.namespaces };
  for (const attribute of self.attributes) copy.setAttribute(attribute.name, attribute.value);
  if (deep) for (const child of self.children) copy.append(clone(child, true));
  return copy;
}

behave('System.Xml.XmlElement', {
  methods: {
    GetAttribute: (self, [name]) => node(self).getAttribute(String(name))?.value ?? '',
    GetAttributeNode: (self, [name]) => nodeOrNull(node(self).getAttribute(String(name))),
    GetElementsByTagName: (self, [name]) => new XmlList(descendants(node(self), String(name))),
    HasAttribute: (self, [name]) => node(self).getAttribute(String(name)) !== undefined,
    RemoveAttribute: (self, [name]) => {
      node(self).getAttribute(String(name))?.remove();
      return undefined;
    },
    RemoveAllAttributes: (self) => {
      node(self).attributes.length = 0;
      return undefined;
    },
    SetAttribute: (self, args) => {
      node(self).setAttribute(String(args[0]), String(args.at(-1)));
      return undefined;
    },
    SetAttributeNode: (self, [attribute]) => {
      node(self).setAttribute(node(attribute).name, node(attribute).value);
      return null;
    },
  },
  properties: {
    HasAttributes: (self) => node(self).attributes.length > 0,
    IsEmpty: { get: (self) => node(self).isEmpty, set: () => {} },
  },
});
behave('System.Xml.XmlAttribute', {
  properties: { OwnerElement: (self) => nodeOrNull(node(self).parent), Specified: () => true },
});
behave('System.Xml.XmlText', {
  properties: {
    Data: {
      get: (self) => node(self).value,
      set: (self, value) => {
        node(self).value = String(value);
      },
    },
    Length: (self) => node(self).value.length,
  },
});

const made =
  (kind: ConstructorParameters<typeof XmlNodeValue>[0], fixedName?: string) => (_self: Value, args: Value[]) => {
    const created = new XmlNodeValue(kind, fixedName ?? String(args[0]), fixedName ? String(args[0] ?? '') : '');
    if (kind === 'Element') created.isEmpty = true;
    return created;
  };
behave('System.Xml.XmlDocument', {
  convertFrom: (value) => {
    if (value instanceof XmlNodeValue && value.kind === 'Document') return value;
    if (value === null || value === undefined) return undefined;
    const text = toText(value);
    try {
      return load(text);
    } catch (error) {
      if (!(error instanceof NetException)) throw error;
      throw new PSInvalidCastException(
        `Cannot convert value "${text}" to type "System.Xml.XmlDocument". Error: "${error.message}"`,
        'InvalidCastToXmlDocument',
        error.exception,
      );
    }
  },
  methods: {
    CreateAttribute: made('Attribute'),
    CreateCDataSection: made('CDATA', '#cdata-section'),
    CreateComment: made('Comment', '#comment'),
    CreateElement: made('Element'),
    CreateTextNode: made('Text', '#text'),
    CreateXmlDeclaration: (_s, [version, encoding]) =>
      new XmlNodeValue(
        'XmlDeclaration',
        'xml',
        `version="${String(version)}"${encoding ? ` encoding="${String(encoding)}"` : ''}`,
      ),
    GetElementsByTagName: (self, [name]) => new XmlList(descendants(node(self), String(name))),
    ImportNode: (_s, [other, deep]) => clone(node(other), deep === true),
    LoadXml: (self, [text]) => void replaceContent(node(self), String(text)) as undefined,
    Load: (self, [path], context) => {
      if (!context.files) throw new NetException('System.NotSupportedException', 'No file system here.');
      return void replaceContent(node(self), new TextDecoder().decode(context.files.read(String(path)))) as undefined;
    },
    Save: (self, [path], context) => {
      if (typeof path !== 'string' || !context.files)
        throw new NetException('System.NotSupportedException', 'This simulation saves documents to files only.');
      return void context.files.write(path, new TextEncoder().encode(node(self).outerXml())) as undefined;
    },
  },
  properties: {
    DocumentElement: (self) => nodeOrNull(node(self).root),
    PreserveWhitespace: { get: () => false, set: () => {} },
  },
  construct: () => new XmlNodeValue('Document', '#document'),
});
for (const name of ['System.Xml.XmlNodeList', 'System.Xml.XmlNamedNodeMap', 'System.Xml.XmlAttributeCollection']) {
  const list = (self: Value): readonly XmlNodeValue[] => (self as XmlList).items;
  const item = (self: Value, [key]: Value[]): Value =>
    typeof key === 'number' ? nodeOrNull(list(self)[key]) : nodeOrNull(list(self).find((one) => one.name === key));
  behave(name, {
    signatures: name.endsWith('NodeList')
      ? []
      : [
          'pint Count {get;}',
          'mSystem.Xml.XmlNode Item(int index)',
          'mSystem.Xml.XmlNode GetNamedItem(string name)',
          'mSystem.Xml.XmlNode get_ItemOf(System.Object key)',
        ],
    methods: { Item: item, get_ItemOf: item, GetNamedItem: item, get_Item: item },
    properties: { Count: (self) => list(self).length },
  });
}
