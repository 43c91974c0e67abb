/**
 * CliXml, the text form of objects that Export-Clixml and remoting use (MS-PSRP 2.2.5). Reading gives plain values back for
 * simple types, and `Deserialized.X` objects without methods for all others.
 */
import { convertTo, toDisplayText, toText } from '../../language/conversion';
import { isShellError, propertiesOf, readMember, typeNamesOf } from '../../language/formatting/object-access';
import { enumerate } from '../../language/net';
import { formatDateTime, parseDateTime } from '../../language/text';
import {
  baseOf,
  double,
  knownTypes,
  PSArray,
  PSChar,
  PSCustomObject,
  PSDateTime,
  PSDecimal,
  PSDictionary,
  PSDouble,
  PSEnum,
  PSGuid,
  PSInteger,
  PSList,
  PSSingle,
  PSTimeSpan,
  PSVersion,
  type Value,
} from '../../language/values';
import { escapeAttribute, escapeXml, parseXml, type XmlNode } from './xml-text';

const newLine = '\r\n';
const integerTags: Record<string, string> = {
  Byte: 'By',
  SByte: 'SB',
  Int16: 'I16',
  UInt16: 'U16',
  UInt32: 'U32',
  Int64: 'I64',
  UInt64: 'U64',
};

/** Control characters are written as _xHHHH_. */
function encodeText(text: string): string {
  return escapeXml(
    text.replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_').replace(/[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/g, (unit) => {
      const code = unit.charCodeAt(0);
      if (code >= 0xd800) return unit;
      return `_x${code.toString(16).toUpperCase().padStart(4, '0')}_`;
    }),
  );
}

function decodeText(text: string): string {
  return text.replace(/_x([0-9a-fA-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** XSD form of a date: `2016-08-20T17:18:19.0000000`. */
function dateText(value: PSDateTime): string {
  return formatDateTime(value, "yyyy-MM-dd'T'HH:mm:ss.fffffff", true) + (value.kind === 'Utc' ? 'Z' : '');
}

/** XSD duration: `P1DT2H3M4.5S`. */
function durationText(ticks: bigint): string {
  const sign = ticks < 0n ? '-' : '';
  const whole = ticks < 0n ? -ticks : ticks;
  const days = whole / 864_000_000_000n;
  const hours = (whole / 36_000_000_000n) % 24n;
  const minutes = (whole / 600_000_000n) % 60n;
  const seconds = (whole / 10_000_000n) % 60n;
  const fraction = (whole % 10_000_000n).toString().padStart(7, '0').replace(/0+$/, '');
  const time =
    (hours ? `${hours}H` : '') +
    (minutes ? `${minutes}M` : '') +
    (seconds || fraction ? `${seconds}${fraction ? `.${fraction}` : ''}S` : '');
  const date = days ? `${days}D` : '';
  return `${sign}P${date}${time ? `T${time}` : date ? '' : 'T0S'}`;
}

class Writer {
  private refs = 0;
  private readonly typeRefs = new Map<string, number>();

  value(value: Value, name: string | undefined, depth: number, indent: string): string {
    const base = baseOf(value);
    const n = name === undefined ? '' : ` N="${escapeAttribute(encodeText(name))}"`;
    const tag = (element: string, text: string): string => `${indent}<${element}${n}>${text}</${element}>`;
    if (base === null || base === undefined) return `${indent}<Nil${n} />`;
    if (typeof base === 'string') return tag('S', encodeText(base));
    if (typeof base === 'number') return tag('I32', String(base));
    if (typeof base === 'boolean') return tag('B', String(base));
    if (base instanceof PSInteger) return tag(integerTags[base.kind], base.value.toString());
    if (base instanceof PSDouble) return tag('Db', toText(base));
    if (base instanceof PSSingle) return tag('Sg', toText(base));
    if (base instanceof PSDecimal) return tag('D', toText(base));
    if (base instanceof PSChar) return tag('C', String(base.code));
    if (base instanceof PSDateTime) return tag('DT', dateText(base));
    if (base instanceof PSTimeSpan) return tag('TS', durationText(base.ticks));
    if (base instanceof PSGuid) return tag('G', base.text);
    if (base instanceof PSVersion) return tag('Version', toText(base));
    return this.object(value, base, n, depth, indent);
  }

  private typeNames(names: readonly string[], indent: string): string[] {
    const key = names.join('|');
    const known = this.typeRefs.get(key);
    if (known !== undefined) return [`${indent}<TNRef RefId="${known}" />`];
    const ref = this.typeRefs.size;
    this.typeRefs.set(key, ref);
    return [
      `${indent}<TN RefId="${ref}">`,
      ...names.map((name) => `${indent}  <T>${encodeText(name)}</T>`),
      `${indent}</TN>`,
    ];
  }

  private object(value: Value, base: Value, n: string, depth: number, indent: string): string {
    const inner = `${indent}  `;
    const deeper = `${inner}  `;
    const lines = [`${indent}<Obj${n} RefId="${this.refs++}">`, ...this.typeNames(typeNamesOf(value), inner)];
    if (base instanceof PSEnum) {
      lines.push(`${inner}<ToString>${encodeText(toDisplayText(base))}</ToString>`, `${inner}<I32>${base.value}</I32>`);
    } else if (base instanceof PSDictionary) {
      lines.push(`${inner}<DCT>`);
      for (const item of base.items())
        lines.push(
          `${deeper}<En>`,
          this.value(item.key, 'Key', depth - 1, `${deeper}  `),
          this.value(item.value ?? null, 'Value', depth - 1, `${deeper}  `),
          `${deeper}</En>`,
        );
      lines.push(`${inner}</DCT>`);
    } else {
      const items = base instanceof PSCustomObject ? undefined : enumerate(base);
      if (items) {
        lines.push(`${inner}<LST>`);
        for (const item of items) lines.push(this.value(item ?? null, undefined, depth - 1, deeper));
        lines.push(`${inner}</LST>`);
      } else this.properties(value, base, depth, inner, lines);
    }
    lines.push(`${indent}</Obj>`);
    return lines.join(newLine);
  }

  private properties(value: Value, base: Value, depth: number, inner: string, lines: string[]): void {
    const custom = base instanceof PSCustomObject;
    if (!custom) lines.push(`${inner}<ToString>${encodeText(toDisplayText(value))}</ToString>`);
    if (depth <= 0 && !custom) return;
    const element = custom ? 'MS' : 'Props';
    lines.push(`${inner}<${element}>`);
    for (const { name, set } of propertiesOf(value)) {
      if (set) continue;
      let member: Value = null;
      try {
        member = readMember(value, name) ?? null;
      } catch (failed) {
        if (!isShellError(failed)) throw failed;
      }
      const simple = depth > 0 || typeof baseOf(member) !== 'object';
      lines.push(
        simple
          ? this.value(member, name, depth - 1, `${inner}  `)
          : `${inner}  <S N="${escapeAttribute(encodeText(name))}">${encodeText(toDisplayText(member))}</S>`,
      );
    }
    lines.push(`${inner}</${element}>`);
  }
}

/** Text of a CliXml file. */
export function writeClixml(items: readonly Value[], depth: number): string {
  const writer = new Writer();
  const lines = items.map((item) => writer.value(item, undefined, depth, '  '));
  return `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${newLine}${lines.join(newLine)}${newLine}</Objs>`;
}

const kindOfTag: Record<string, PSInteger['kind']> = Object.fromEntries(
  Object.entries(integerTags).map(([kind, tag]) => [tag, kind as PSInteger['kind']]),
);

class Reader {
  private readonly types = new Map<string, string[]>();
  private readonly objects = new Map<string, Value>();

  value(node: XmlNode): Value {
    const text = node.text;
    const kind = kindOfTag[node.name];
    if (kind) return new PSInteger(kind, BigInt(text.trim()));
    switch (node.name) {
      case 'Nil':
        return null;
      case 'I32':
        return Number(text);
      case 'B':
        return text.trim() === 'true';
      case 'Db':
      case 'Sg':
        return double(text.trim() === '∞' || text.trim() === 'INF' ? Infinity : Number(text));
      case 'D':
        return convertTo(text, knownTypes['System.Decimal']);
      case 'C':
        return new PSChar(Number(text));
      case 'DT':
        return parseDateTime(text.trim()) ?? text;
      case 'TS':
        return new PSTimeSpan(durationTicks(text.trim()));
      case 'G':
        return new PSGuid(text.trim());
      case 'Version':
        return convertTo(text.trim(), knownTypes['System.Version']);
      case 'Ref':
        return this.objects.get(node.attributes.RefId) ?? null;
      case 'Obj':
        return this.object(node);
      default:
        return decodeText(text);
    }
  }

  private object(node: XmlNode): Value {
    const child = (name: string): XmlNode | undefined => node.children.find((one) => one.name === name);
    const names = this.typeNames(child('TN'), child('TNRef'));
    const dictionary = child('DCT');
    if (dictionary) {
      const table = new PSDictionary();
      for (const entry of dictionary.children) {
        const [key, value] = ['Key', 'Value'].map((name) => entry.children.find((one) => one.attributes.N === name));
        if (key) table.set(this.value(key), value ? this.value(value) : null);
      }
      return table;
    }
    const list = child('LST') ?? child('STK') ?? child('QUE') ?? child('IE');
    if (list) {
      const items = list.children.map((one) => this.value(one));
      return names[0]?.endsWith('[]') ? new PSArray(items) : new PSList(items);
    }
    const object = new PSCustomObject();
    if (names.length > 0) object.typeNames = this.deserialized(names);
    if (node.attributes.RefId !== undefined) this.objects.set(node.attributes.RefId, object);
    for (const group of [child('Props'), child('MS')])
      for (const member of group?.children ?? []) object.set(decodeText(member.attributes.N ?? ''), this.value(member));
    const text = child('ToString');
    if (text && (child('Props') || !child('MS'))) object.text = decodeText(text.text);
    const simple = node.children.find((one) => kindOfTag[one.name] || one.name === 'I32' || one.name === 'S');
    if (simple && !child('Props') && !child('MS'))
      return names.includes('System.Enum') && text ? decodeText(text.text) : this.value(simple);
    return object;
  }

  private deserialized(names: readonly string[]): string[] {
    if (names[0] === 'System.Management.Automation.PSCustomObject' || names[0].startsWith('Selected.'))
      return names.map((name) =>
        name === 'System.Object' ? name : name.startsWith('Deserialized.') ? name : `Deserialized.${name}`,
      );
    return names.map((name) => (name.startsWith('Deserialized.') ? name : `Deserialized.${name}`));
  }

  private typeNames(definition: XmlNode | undefined, reference: XmlNode | undefined): string[] {
    if (definition) {
      const names = definition.children.map((one) => decodeText(one.text));
      this.types.set(definition.attributes.RefId, names);
      return names;
    }
    return reference ? (this.types.get(reference.attributes.RefId) ?? []) : [];
  }
}

function durationTicks(text: string): bigint {
  const match = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/.exec(text);
  if (!match) return 0n;
  const [, sign, days, hours, minutes, seconds, fraction] = match;
  const total =
    BigInt(days ?? 0) * 864_000_000_000n +
    BigInt(hours ?? 0) * 36_000_000_000n +
    BigInt(minutes ?? 0) * 600_000_000n +
    BigInt(seconds ?? 0) * 10_000_000n +
    BigInt((fraction ?? '').padEnd(7, '0').slice(0, 7) || 0);
  return sign ? -total : total;
}

/** Objects of a CliXml text; undefined where it is none. */
export function readClixml(text: string): Value[] | undefined {
  const root = parseXml(text);
  if (root?.name !== 'Objs') return undefined;
  const reader = new Reader();
  return root.children.map((node) => reader.value(node));
}
