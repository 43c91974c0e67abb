/** Encodings of -Encoding in 5.1. seen: powershell-semantics.md 12; code page 1252 of an en-US machine. */

export type TextEncoding =
  | 'unicode'
  | 'bigendianunicode'
  | 'utf8'
  | 'utf7'
  | 'utf32'
  | 'ascii'
  | 'default'
  | 'oem'
  | 'byte';

const names: Record<string, TextEncoding> = {
  unknown: 'unicode',
  string: 'unicode',
  unicode: 'unicode',
  bigendianunicode: 'bigendianunicode',
  utf8: 'utf8',
  utf7: 'utf7',
  utf32: 'utf32',
  ascii: 'ascii',
  default: 'default',
  oem: 'oem',
  byte: 'byte',
};

export function encodingByName(name: string): TextEncoding | undefined {
  return names[name.toLowerCase()];
}

/** Characters of code page 1252 from 0x80 to 0x9f; 0: not assigned. */
const upper1252 = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0,
  0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];

/** Characters of code page 437 from 0x80 to 0xff. */
const upper437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const question = 0x3f;

function encode1252(code: number): number {
  if (code < 0x80 || (code >= 0xa0 && code < 0x100)) return code;
  const index = upper1252.indexOf(code);
  if (index >= 0) return 0x80 + index;
  return code >= 0x80 && code < 0xa0 ? code : question;
}

function encodeUtf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    let code = character.codePointAt(0)!;
    // Half a surrogate pair cannot be written.
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

function decodeUtf8(bytes: Uint8Array, start: number): string {
  let text = '';
  let i = start;
  while (i < bytes.length) {
    const lead = bytes[i++];
    let more = lead < 0x80 ? 0 : lead >= 0xf0 && lead < 0xf8 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : -1;
    if (lead >= 0xf8) more = -1;
    if (more < 0) {
      text += '\ufffd';
      continue;
    }
    let code = more === 0 ? lead : lead & (0x3f >> more);
    let good = true;
    for (let k = 0; k < more; k++) {
      if (i >= bytes.length || (bytes[i] & 0xc0) !== 0x80) {
        good = false;
        break;
      }
      code = (code << 6) | (bytes[i++] & 63);
    }
    text += good && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return text;
}

/** Bytes of a text; `withMark` puts the byte order mark in front where the encoding has one. */
export function encodeText(text: string, encoding: TextEncoding, withMark: boolean): Uint8Array {
  const bytes: number[] = [];
  switch (encoding) {
    case 'unicode':
      if (withMark) bytes.push(0xff, 0xfe);
      for (let i = 0; i < text.length; i++) bytes.push(text.charCodeAt(i) & 255, text.charCodeAt(i) >> 8);
      break;
    case 'bigendianunicode':
      if (withMark) bytes.push(0xfe, 0xff);
      for (let i = 0; i < text.length; i++) bytes.push(text.charCodeAt(i) >> 8, text.charCodeAt(i) & 255);
      break;
    case 'utf32':
      if (withMark) bytes.push(0xff, 0xfe, 0, 0);
      for (const character of text) {
        const code = character.codePointAt(0)!;
        bytes.push(code & 255, (code >> 8) & 255, (code >> 16) & 255, 0);
      }
      break;
    case 'utf8':
      if (withMark) bytes.push(0xef, 0xbb, 0xbf);
      return Uint8Array.from([...bytes, ...encodeUtf8(text)]);
    case 'utf7':
    case 'ascii':
      for (let i = 0; i < text.length; i++) bytes.push(text.charCodeAt(i) < 0x80 ? text.charCodeAt(i) : question);
      break;
    case 'oem':
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        const index = code < 0x80 ? -1 : upper437.indexOf(text[i]);
        bytes.push(code < 0x80 ? code : index >= 0 ? 0x80 + index : question);
      }
      break;
    default:
      for (let i = 0; i < text.length; i++) bytes.push(encode1252(text.charCodeAt(i)));
  }
  return Uint8Array.from(bytes);
}

function decodeUnits(bytes: Uint8Array, start: number, low: 0 | 1): string {
  let text = '';
  for (let i = start; i + 1 < bytes.length; i += 2)
    text += String.fromCharCode(bytes[i + low] | (bytes[i + 1 - low] << 8));
  return text;
}

/** Text of bytes: a byte order mark decides, else `encoding`. */
export function decodeText(bytes: Uint8Array, encoding: TextEncoding): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return decodeUtf8(bytes, 3);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUnits(bytes, 2, 0);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUnits(bytes, 2, 1);
  switch (encoding) {
    case 'unicode':
      return decodeUnits(bytes, 0, 0);
    case 'bigendianunicode':
      return decodeUnits(bytes, 0, 1);
    case 'utf8':
      return decodeUtf8(bytes, 0);
    case 'ascii':
    case 'utf7': {
      let text = '';
      for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : '?';
      return text;
    }
    case 'oem': {
      let text = '';
      for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : upper437[byte - 0x80];
      return text;
    }
    default: {
      let text = '';
      for (const byte of bytes)
        text += String.fromCharCode(byte >= 0x80 && byte < 0xa0 ? upper1252[byte - 0x80] || byte : byte);
      return text;
    }
  }
}
