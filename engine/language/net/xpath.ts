/** XPath of the kinds administrators write: `/a/b`, `//x[@k='v']`, `a[2]`, `@k`, `text()`, `..`, `a|b`, tests with and, or, =, !=, contains(). */
import { NetException } from '../errors';
import type { XmlNodeValue } from './xml-node';

interface Step {
  axis: 'child' | 'descendant' | 'attribute' | 'self' | 'parent';
  test: string;
  predicates: string[];
}

function notSimulated(path: string): NetException {
  return new NetException(
    'System.Xml.XPath.XPathException',
    `'${path}' uses XPath that this simulation does not provide.`,
  );
}

/** Splits at a mark outside quotes and brackets. */
function splitOutside(text: string, mark: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '[' || char === '(') depth++;
    else if (char === ']' || char === ')') depth--;
    else if (depth === 0 && text.startsWith(mark, i)) {
      parts.push(text.slice(start, i));
      start = i + mark.length;
      i = start - 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function parseSteps(path: string): Step[] {
  const steps: Step[] = [];
  let descend = false;
  for (const raw of splitOutside(path, '/')) {
    if (raw === '') {
      descend = steps.length > 0 || descend;
      continue;
    }
    const match = /^(@|attribute::|child::|descendant::|self::|parent::)?([\w:.*-]+(?:\(\))?)((?:\[[\s\S]*\])*)$/.exec(
      raw.trim(),
    );
    if (!match) throw notSimulated(path);
    const [, prefix = '', name = '', tail = ''] = match;
    const predicates = tail === '' ? [] : splitPredicates(tail);
    let axis: Step['axis'] = 'child';
    let test = name;
    if (prefix === '@' || prefix === 'attribute::') axis = 'attribute';
    else if (prefix === 'descendant::' || descend) axis = 'descendant';
    else if (name === '.' || prefix === 'self::') axis = 'self';
    else if (name === '..' || prefix === 'parent::') axis = 'parent';
    if (descend && axis === 'attribute') {
      steps.push({ axis: 'descendant', test: '*', predicates: [] });
    }
    if (name === '.' || name === '..') test = 'node()';
    steps.push({ axis, test, predicates });
    descend = false;
  }
  return steps;
}

function splitPredicates(tail: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < tail.length; i++) {
    if (tail[i] === '[' && depth++ === 0) start = i + 1;
    else if (tail[i] === ']' && --depth === 0) found.push(tail.slice(start, i));
  }
  return found;
}

function passes(node: XmlNodeValue, test: string): boolean {
  if (test === 'node()') return true;
  if (test === 'text()') return node.kind === 'Text' || node.kind === 'CDATA';
  if (test === 'comment()') return node.kind === 'Comment';
  if (node.kind !== 'Element' && node.kind !== 'Attribute') return false;
  if (test === '*') return true;
  // A plain name matches only nodes outside any namespace.
  return node.name === test && (node.kind === 'Attribute' || test.includes(':') || node.namespaceOf('') === '');
}

function allBelow(node: XmlNodeValue, out: XmlNodeValue[]): void {
  for (const child of node.children) {
    out.push(child);
    allBelow(child, out);
  }
}

function axisNodes(node: XmlNodeValue, step: Step): XmlNodeValue[] {
  switch (step.axis) {
    case 'attribute':
      return node.attributes.filter((item) => !item.name.startsWith('xmlns')).filter((item) => passes(item, step.test));
    case 'self':
      return passes(node, step.test) ? [node] : [];
    case 'parent':
      return node.parent && passes(node.parent, step.test) ? [node.parent] : [];
    case 'descendant': {
      const all: XmlNodeValue[] = [];
      allBelow(node, all);
      return all.filter((item) => passes(item, step.test));
    }
    default:
      return node.children.filter((item) => passes(item, step.test));
  }
}

/** A predicate's operand: literal text, number, or the text of the first node a path finds. */
function operand(node: XmlNodeValue, text: string, position: number, size: number): string | number | XmlNodeValue[] {
  const source = text.trim();
  const literal = /^(?:"([^"]*)"|'([^']*)')$/.exec(source);
  if (literal) return literal[1] ?? literal[2]!;
  if (/^-?\d+(?:\.\d+)?$/.test(source)) return Number(source);
  if (source === 'position()') return position;
  if (source === 'last()') return size;
  const last = /^last\(\)\s*-\s*(\d+)$/.exec(source);
  if (last) return size - Number(last[1]);
  const call = /^(string|normalize-space|string-length|count|name|local-name|translate|concat|sum)\(([\s\S]*)\)$/.exec(
    source,
  );
  if (call) {
    const argument = call[2]!.trim();
    if (call[1] === 'count') return select(node, argument).length;
    if (call[1] === 'name') return node.name;
    if (call[1] === 'local-name') return node.localName;
    const value = argument === '' ? node.plainText() : textOf(operand(node, argument, position, size));
    if (call[1] === 'string') return value;
    if (call[1] === 'normalize-space') return value.trim().replace(/\s+/g, ' ');
    if (call[1] === 'string-length') return value.length;
    throw notSimulated(source);
  }
  return select(node, source);
}
const textOf = (value: string | number | XmlNodeValue[]): string =>
  typeof value === 'object' ? (value[0]?.plainText() ?? '') : String(value);

function holds(node: XmlNodeValue, predicate: string, position: number, size: number): boolean {
  const source = predicate.trim();
  const or = splitOutside(source, ' or ');
  if (or.length > 1) return or.some((part) => holds(node, part, position, size));
  const and = splitOutside(source, ' and ');
  if (and.length > 1) return and.every((part) => holds(node, part, position, size));
  const not = /^not\(([\s\S]*)\)$/.exec(source);
  if (not) return !holds(node, not[1]!, position, size);
  const test = /^(contains|starts-with)\(([\s\S]*)\)$/.exec(source);
  if (test) {
    const [a = '', b = ''] = splitOutside(test[2]!, ',').map((part) => textOf(operand(node, part, position, size)));
    return test[1] === 'contains' ? a.includes(b) : a.startsWith(b);
  }
  for (const mark of ['!=', '<=', '>=', '=', '<', '>']) {
    const sides = splitOutside(source, mark);
    if (sides.length !== 2) continue;
    const left = operand(node, sides[0]!, position, size);
    const right = operand(node, sides[1]!, position, size);
    const values = typeof left === 'object' ? left.map((item) => item.plainText()) : [String(left)];
    return values.some((value) => {
      const other = textOf(right);
      if (mark === '=') return typeof right === 'number' ? Number(value) === right : value === other;
      if (mark === '!=') return value !== other;
      const [x, y] = [Number(value), Number(other)];
      return mark === '<' ? x < y : mark === '>' ? x > y : mark === '<=' ? x <= y : x >= y;
    });
  }
  const value = operand(node, source, position, size);
  if (typeof value === 'number') return value === position;
  return typeof value === 'object' ? value.length > 0 : value !== '';
}

function select(start: XmlNodeValue, path: string): XmlNodeValue[] {
  const absolute = path.startsWith('/');
  let current = [absolute ? start.document : start];
  const steps = parseSteps(path.startsWith('//') ? `descendant::${path.slice(2)}` : absolute ? path.slice(1) : path);
  for (const step of steps) {
    const next = new Set<XmlNodeValue>();
    for (const node of current) {
      let found = axisNodes(node, step);
      for (const predicate of step.predicates) {
        // In `//a[1]` positions count among the same parent's children.
        const groups = new Map<XmlNodeValue | undefined, XmlNodeValue[]>();
        for (const item of found) {
          const group = groups.get(item.parent);
          if (group) group.push(item);
          else groups.set(item.parent, [item]);
        }
        found = found.filter((item) => {
          const group = groups.get(item.parent)!;
          return holds(item, predicate, group.indexOf(item) + 1, group.length);
        });
      }
      for (const item of found) next.add(item);
    }
    current = [...next];
  }
  return current;
}

/** Nodes that an XPath expression finds from a node. */
export function selectNodes(start: XmlNodeValue, path: string): XmlNodeValue[] {
  const parts = splitOutside(path, '|');
  return parts.length === 1
    ? select(start, path.trim())
    : [...new Set(parts.flatMap((part) => select(start, part.trim())))];
}
