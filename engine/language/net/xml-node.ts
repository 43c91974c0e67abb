/** XML nodes and a small non-validating parser. Messages: System.Xml of the .NET Framework. */
import { NetException } from '../errors';
import type { NetType } from '../types';
import { knownTypes, NetObject } from '../values';

export type XmlKind =
  | 'Document'
  | 'Element'
  | 'Attribute'
  | 'Text'
  | 'CDATA'
  | 'Comment'
  | 'ProcessingInstruction'
  | 'XmlDeclaration'
  | 'DocumentType';

const classNames: Record<XmlKind, string> = {
  Document: 'XmlDocument',
  Element: 'XmlElement',
  Attribute: 'XmlAttribute',
  Text: 'XmlText',
  CDATA: 'XmlCDataSection',
  Comment: 'XmlComment',
  ProcessingInstruction: 'XmlProcessingInstruction',
  XmlDeclaration: 'XmlDeclaration',
  DocumentType: 'XmlDocumentType',
};

export class XmlNodeValue extends NetObject {
  parent: XmlNodeValue | undefined;
  readonly children: XmlNodeValue[] = [];
  readonly attributes: XmlNodeValue[] = [];
  /** `<a/>`, not `<a></a>`. */
  isEmpty = false;
  namespaces: Record<string, string> = {};
  constructor(
    readonly kind: XmlKind,
    readonly name: string,
    public value = '',
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes[`System.Xml.${classNames[this.kind]}`]!;
  }
  get localName(): string {
    return this.name.slice(this.name.indexOf(':') + 1);
  }
  get prefix(): string {
    const cut = this.name.indexOf(':');
    return cut < 0 ? '' : this.name.slice(0, cut);
  }
  get document(): XmlNodeValue {
    let at: XmlNodeValue = this;
    while (at.parent) at = at.parent;
    return at;
  }
  get root(): XmlNodeValue | undefined {
    return this.children.find((child) => child.kind === 'Element');
  }
  append(child: XmlNodeValue): XmlNodeValue {
    child.remove();
    child.parent = this;
    this.children.push(child);
    return child;
  }
  remove(): void {
    const { parent } = this;
    if (!parent) return;
    const list = this.kind === 'Attribute' ? parent.attributes : parent.children;
    const at = list.indexOf(this);
    if (at >= 0) list.splice(at, 1);
    this.parent = undefined;
  }
  plainText(): string {
    if (this.kind === 'Element' || this.kind === 'Document')
      return this.children.map((child) => (child.kind === 'Comment' ? '' : child.plainText())).join('');
    return this.kind === 'Comment' ||
      this.kind === 'ProcessingInstruction' ||
      this.kind === 'XmlDeclaration' ||
      this.kind === 'DocumentType'
      ? ''
      : this.value;
  }
  getAttribute(name: string): XmlNodeValue | undefined {
    return this.attributes.find((attribute) => attribute.name === name);
  }
  setAttribute(name: string, value: string): XmlNodeValue {
    let found = this.getAttribute(name);
    if (found) found.value = value;
    else {
      found = new XmlNodeValue('Attribute', name, value);
      found.parent = this;
      this.attributes.push(found);
    }
    return found;
  }
  setInnerText(text: string): void {
    for (const child of this.children) child.parent = undefined;
    this.children.length = 0;
    if (text !== '') this.append(new XmlNodeValue('Text', '#text', text));
    this.isEmpty = false;
  }
  namespaceOf(prefix: string): string {
    for (let at: XmlNodeValue | undefined = this; at; at = at.parent) {
      const found = at.namespaces[prefix];
      if (found !== undefined) return found;
    }
    return prefix === 'xml' ? 'http://www.w3.org/XML/1998/namespace' : '';
  }
  outerXml(): string {
    switch (this.kind) {
      case 'Document':
        return this.innerXml();
      case 'Element': {
        const attributes = this.attributes.map((attribute) => ` ${attribute.outerXml()}`).join('');
        if (this.children.length === 0 && this.isEmpty) return `<${this.name}${attributes} />`;
        return `<${this.name}${attributes}>${this.innerXml()}</${this.name}>`;
      }
      case 'Attribute':
        return `${this.name}="${escapeXml(this.value).replaceAll('"', '&quot;')}"`;
      case 'Text':
        return escapeXml(this.value);
      case 'CDATA':
        return `<![CDATA[${this.value}]]>`;
      case 'Comment':
        return `<!--${this.value}-->`;
      case 'DocumentType':
        return `<!DOCTYPE ${this.value}>`;
      default:
        return `<?${this.name}${this.value ? ` ${this.value}` : ''}?>`;
    }
  }
  innerXml(): string {
    return this.children.map((child) => child.outerXml()).join('');
  }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const nameStart = /[A-Za-z_:\u00c0-\u{10ffff}]/u;
const namePattern = /[A-Za-z_:\u00c0-\u{10ffff}][-A-Za-z0-9._:\u00b7\u00c0-\u{10ffff}]*/uy;
const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Parses a whole document. White space between elements is dropped, as XmlDocument does by default. */
export function parseXml(text: string): XmlNodeValue {
  return new XmlParser(text).parse();
}

class XmlParser {
  private at = 0;
  constructor(private readonly text: string) {}

  private fail(message: string, at = this.at): NetException {
    const before = this.text.slice(0, at).split('\n');
    const line = before.length;
    const column = before[before.length - 1]!.length + 1;
    return new NetException('System.Xml.XmlException', `${message} Line ${line}, position ${column}.`, {
      hresult: -2146232000,
      properties: { LineNumber: line, LinePosition: column },
    });
  }

  private space(): boolean {
    const start = this.at;
    while (/[ \t\r\n]/.test(this.text[this.at] ?? 'x')) this.at++;
    return this.at > start;
  }

  private name(): string {
    namePattern.lastIndex = this.at;
    const found = namePattern.exec(this.text)?.[0];
    if (found === undefined) {
      const char = this.text[this.at];
      if (char === undefined) throw this.eof('Name');
      throw this.fail(
        `Name cannot begin with the '${char}' character, hexadecimal value 0x${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}.`,
      );
    }
    this.at += found.length;
    return found;
  }

  private eof(what: string): NetException {
    return this.fail(`Unexpected end of file while parsing ${what} has occurred.`, this.text.length);
  }

  private until(mark: string, what: string): string {
    const end = this.text.indexOf(mark, this.at);
    if (end < 0) throw this.eof(what);
    const found = this.text.slice(this.at, end);
    this.at = end + mark.length;
    return found;
  }

  private decode(raw: string, from: number): string {
    return raw
      .replace(/\r\n?/g, '\n')
      .replace(/&([^;&\s<]*)(;?)/g, (_whole, body: string, semicolon: string, offset: number) => {
        if (semicolon === '') throw this.fail('An error occurred while parsing EntityName.', from + offset + 1);
        const code = /^#(?:x([0-9a-fA-F]+)|(\d+))$/.exec(body);
        if (code) return String.fromCodePoint(code[1] ? Number.parseInt(code[1], 16) : Number(code[2]));
        const known = entities[body];
        if (known === undefined)
          throw this.fail(
            body === '' ? 'An error occurred while parsing EntityName.' : `Reference to undeclared entity '${body}'.`,
            from + offset + 1,
          );
        return known;
      });
  }

  parse(): XmlNodeValue {
    const document = new XmlNodeValue('Document', '#document');
    if (this.text.charCodeAt(0) === 0xfeff) this.at++;
    const stack: XmlNodeValue[] = [document];
    const starts: number[] = [];
    while (this.at < this.text.length) {
      const top = stack[stack.length - 1]!;
      if (this.text[this.at] !== '<') {
        const from = this.at;
        const end = this.text.indexOf('<', this.at);
        const raw = this.text.slice(this.at, end < 0 ? this.text.length : end);
        if (top.kind === 'Document') {
          const solid = raw.search(/[^ \t\r\n]/);
          if (solid >= 0) throw this.fail('Data at the root level is invalid.', from + solid);
        } else if (/[^ \t\r\n]/.test(raw)) top.append(new XmlNodeValue('Text', '#text', this.decode(raw, from)));
        this.at = end < 0 ? this.text.length : end;
        continue;
      }
      if (this.text.startsWith('<!--', this.at)) {
        this.at += 4;
        top.append(new XmlNodeValue('Comment', '#comment', this.until('-->', 'Comment')));
      } else if (this.text.startsWith('<![CDATA[', this.at)) {
        this.at += 9;
        top.append(new XmlNodeValue('CDATA', '#cdata-section', this.until(']]>', 'CDATA')));
      } else if (this.text.startsWith('<!DOCTYPE', this.at)) {
        this.at += 9;
        top.append(new XmlNodeValue('DocumentType', 'DOCTYPE', this.until('>', 'DOCTYPE').trim()));
      } else if (this.text.startsWith('<?', this.at)) {
        const start = this.at;
        this.at += 2;
        const name = this.name();
        const body = this.until('?>', 'PI').trim();
        if (name === 'xml' && start !== 0 && !(start === 1 && this.text.charCodeAt(0) === 0xfeff))
          throw this.fail(
            'Unexpected XML declaration. The XML declaration must be the first node in the document, and no white space characters are allowed to appear before it.',
            start + 2,
          );
        top.append(new XmlNodeValue(name === 'xml' ? 'XmlDeclaration' : 'ProcessingInstruction', name, body));
      } else if (this.text.startsWith('</', this.at)) {
        this.at += 2;
        const from = this.at;
        const name = this.name();
        this.space();
        if (this.text[this.at] !== '>') {
          if (this.at >= this.text.length) throw this.eof('EndElement');
          throw this.unexpected('>');
        }
        this.at++;
        if (stack.length === 1) throw this.fail('Unexpected end tag.', from);
        if (top.name !== name) {
          const [line, column] = this.position(starts[starts.length - 1]!);
          throw this.fail(
            `The '${top.name}' start tag on line ${line} position ${column} does not match the end tag of '${name}'.`,
            from,
          );
        }
        stack.pop();
        starts.pop();
      } else {
        this.element(top, stack, starts);
      }
    }
    if (stack.length > 1) {
      const names = stack
        .slice(1)
        .reverse()
        .map((node) => node.name);
      throw this.fail(
        `Unexpected end of file has occurred. The following elements are not closed: ${names.join(', ')}.`,
        this.text.length,
      );
    }
    if (!document.root)
      throw new NetException('System.Xml.XmlException', 'Root element is missing.', { hresult: -2146232000 });
    return document;
  }

  private position(at: number): [number, number] {
    const before = this.text.slice(0, at).split('\n');
    return [before.length, before[before.length - 1]!.length + 1];
  }

  private unexpected(wanted: string): NetException {
    const char = this.text[this.at]!;
    return this.fail(`'${char}' is an unexpected token. The expected token is '${wanted}'.`);
  }

  private element(top: XmlNodeValue, stack: XmlNodeValue[], starts: number[]): void {
    this.at++;
    const start = this.at;
    if (!nameStart.test(this.text[this.at] ?? '')) this.name();
    const name = this.name();
    if (top.kind === 'Document' && top.root) throw this.fail('There are multiple root elements.', start);
    const element = new XmlNodeValue('Element', name);
    for (;;) {
      const spaced = this.space();
      const char = this.text[this.at];
      if (char === undefined) throw this.eof('Name');
      if (char === '>') {
        this.at++;
        break;
      }
      if (char === '/') {
        this.at++;
        if (this.text[this.at] !== '>') throw this.at >= this.text.length ? this.eof('Name') : this.unexpected('>');
        this.at++;
        element.isEmpty = true;
        break;
      }
      if (!spaced)
        throw this.at === start + name.length
          ? this.fail(
              `The '${char}' character, hexadecimal value 0x${char.charCodeAt(0).toString(16).toUpperCase()}, cannot be included in a name.`,
            )
          : this.unexpected('>');
      const from = this.at;
      const attribute = this.name();
      this.space();
      if (this.text[this.at] !== '=') throw this.at >= this.text.length ? this.eof('Name') : this.unexpected('=');
      this.at++;
      this.space();
      const quote = this.text[this.at];
      if (quote !== '"' && quote !== "'")
        throw quote === undefined
          ? this.eof('Name')
          : this.fail(`'${quote}' is an unexpected token. The expected token is '"' or '''.`);
      this.at++;
      const valueStart = this.at;
      const raw = this.until(quote, 'AttributeValue');
      if (raw.includes('<'))
        throw this.fail(
          `'<', hexadecimal value 0x3C, is an invalid attribute character.`,
          valueStart + raw.indexOf('<'),
        );
      if (element.getAttribute(attribute)) throw this.fail(`'${attribute}' is a duplicate attribute name.`, from);
      const value = this.decode(raw, valueStart).replace(/[\t\n]/g, ' ');
      element.setAttribute(attribute, value);
      if (attribute === 'xmlns') element.namespaces[''] = value;
      else if (attribute.startsWith('xmlns:')) element.namespaces[attribute.slice(6)] = value;
    }
    top.append(element);
    if (element.prefix && element.prefix !== 'xml' && element.namespaceOf(element.prefix) === '')
      throw this.fail(`'${element.prefix}' is an undeclared prefix.`, start);
    if (!element.isEmpty) {
      stack.push(element);
      starts.push(start);
    }
  }
}
