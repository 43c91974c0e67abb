/** A small reader of XML texts into plain nodes, and escaping, for CliXml and ConvertTo-Xml. */

export interface XmlNode {
  name: string;
  attributes: Record<string, string>;
  children: XmlNode[];
  /** Text between the children, joined. */
  text: string;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, code: string) => {
    if (code.startsWith('#x')) return String.fromCodePoint(Number.parseInt(code.slice(2), 16));
    if (code.startsWith('#')) return String.fromCodePoint(Number(code.slice(1)));
    return entities[code] ?? whole;
  });
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll('"', '&quot;');
}

/** The root element; undefined where the text is no well-formed XML. */
export function parseXml(source: string): XmlNode | undefined {
  const token =
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<!DOCTYPE[^>]*>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/g;
  const stack: XmlNode[] = [];
  let root: XmlNode | undefined;
  let at = 0;
  for (const match of source.matchAll(token)) {
    if (match.index !== at) return undefined;
    at += match[0].length;
    const top = stack.at(-1);
    const [, cdata, closing, name, attributes, empty, text] = match;
    if (text !== undefined) {
      if (top) top.text += unescapeXml(text);
      else if (text.trim() !== '' && text.trim() !== '\ufeff') return undefined;
    } else if (cdata !== undefined) {
      if (top) top.text += cdata;
    } else if (name !== undefined) {
      if (closing) {
        if (stack.pop()?.name !== name) return undefined;
        continue;
      }
      const node: XmlNode = { name, attributes: {}, children: [], text: '' };
      for (const [, key, double, single] of attributes.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
        node.attributes[key] = unescapeXml(double ?? single ?? '');
      if (top) top.children.push(node);
      else if (root) return undefined;
      else root = node;
      if (!empty) stack.push(node);
    }
  }
  return at === source.length && stack.length === 0 ? root : undefined;
}
