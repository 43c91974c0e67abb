/** Guid, Version, IP and MAC addresses, Uri, MailAddress, cultures, secure strings. */
import { formatGuid } from '../conversion/format-value';
import { versionToText } from '../conversion/to-text';
import { NetException } from '../errors';
import type { NetType } from '../types';
import type { Value } from '../values';
import { knownTypes, NetObject, PSArray, PSChar, PSEnum, PSGuid, PSInteger, PSVersion } from '../values';
import { behave, type MethodBody } from './binding';
import { compareNet } from './equality';
import { byteArray, bytesOf } from './number-behaviour';
import { argumentError, argumentRange, formatError, setReference, stringArray } from './object-behaviour';

function attempt(make: (text: string) => Value): MethodBody {
  return (_s, args) => {
    try {
      setReference(args.at(-1) as Value, make(String(args[0] ?? '')));
      return true;
    } catch (error) {
      if (!(error instanceof NetException)) throw error;
      return false;
    }
  };
}

const guid = (self: Value): PSGuid => self as PSGuid;
export function parseGuid(text: string): PSGuid {
  const trimmed = text.trim().toLowerCase();
  const match = /^(?:\{([0-9a-f-]{36})\}|\(([0-9a-f-]{36})\)|([0-9a-f-]{36}))$/.exec(trimmed) ?? undefined;
  const plain = match?.[1] ?? match?.[2] ?? match?.[3];
  if (plain && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(plain)) return new PSGuid(plain);
  if (/^[0-9a-f]{32}$/.test(trimmed))
    return new PSGuid(trimmed.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
  if (/-/.test(trimmed) || trimmed.length === 32)
    throw formatError('Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).');
  throw formatError('Unrecognized Guid format.');
}
const emptyGuid = '00000000-0000-0000-0000-000000000000';
function guidBytes(text: string): number[] {
  const bytes = text
    .replaceAll('-', '')
    .match(/../g)!
    .map((byte) => Number.parseInt(byte, 16));
  return [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map((i) => bytes[i]!);
}
behave('System.Guid', {
  methods: {
    CompareTo: (self, [other]) => compareNet(self, other),
    Equals: (self, [other]) => other instanceof PSGuid && other.text === guid(self).text,
    ToString: (self, args) => formatGuid(guid(self).text, typeof args[0] === 'string' ? args[0] : ''),
    ToByteArray: (self) => byteArray(guidBytes(guid(self).text)),
  },
  staticMethods: {
    NewGuid: (_s, _a, context) => {
      const random = (): number => Math.floor((context.time?.random() ?? 0.5) * 65536);
      const hex = (value: number): string => value.toString(16).padStart(4, '0');
      const parts = Array.from({ length: 8 }, random);
      parts[3] = (parts[3]! & 0x0fff) | 0x4000;
      parts[4] = (parts[4]! & 0x3fff) | 0x8000;
      const [a, b, c, d, e, f, g, h] = parts.map(hex);
      return new PSGuid(`${a}${b}-${c}-${d}-${e}-${f}${g}${h}`);
    },
    Parse: (_s, [text]) => parseGuid(String(text)),
    TryParse: (_s, args) => {
      try {
        setReference(args[1], parseGuid(String(args[0])));
        return true;
      } catch (error) {
        if (!(error instanceof NetException)) throw error;
        setReference(args[1], new PSGuid(emptyGuid));
        return false;
      }
    },
    ParseExact: (_s, [text]) => parseGuid(String(text)),
  },
  staticProperties: { Empty: () => new PSGuid(emptyGuid) },
  construct: (_s, [value]) => {
    if (typeof value === 'string') return parseGuid(value);
    if (value instanceof PSArray) {
      const bytes = bytesOf(value);
      if (bytes.length !== 16) throw argumentError('Byte array for GUID must be exactly 16 bytes long.');
      const at = (i: number): string => bytes[i]!.toString(16).padStart(2, '0');
      const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map(at).join('');
      return parseGuid(order);
    }
    return new PSGuid(emptyGuid);
  },
  convertFrom: (value) => (typeof value === 'string' ? undefined : undefined),
});

const version = (self: Value): PSVersion => self as PSVersion;
export function parseVersion(text: string): PSVersion {
  const parts = text.split('.');
  if (parts.length < 2 || parts.length > 4) throw argumentError('Version string portion was too short or too long.');
  const numbers = parts.map((part) => {
    if (!/^\s*[+-]?\d+\s*$/.test(part)) throw formatError();
    const number = Number(part);
    if (number > 2147483647)
      throw new NetException('System.OverflowException', 'Value was either too large or too small for an Int32.');
    if (number < 0) throw argumentRange('version', "Version's parameters must be greater than or equal to zero.");
    return number;
  });
  return new PSVersion(numbers[0]!, numbers[1]!, numbers[2] ?? -1, numbers[3] ?? -1);
}
behave('System.Version', {
  methods: {
    Clone: (self) => self,
    CompareTo: (self, [other]) => (other instanceof PSVersion ? Math.sign(compareNet(self, other)) : 1),
    Equals: (self, [other]) => other instanceof PSVersion && compareNet(self, other) === 0,
    ToString: (self, [count]) => {
      if (typeof count !== 'number') return versionToText(version(self));
      const parts = [version(self).major, version(self).minor, version(self).build, version(self).revision];
      const defined = parts.filter((part) => part >= 0).length;
      if (count < 0 || count > defined) throw argumentError(`Argument must be between 0 and ${defined}.`, 'fieldCount');
      return parts.slice(0, count).join('.');
    },
  },
  properties: {
    Major: (self) => version(self).major,
    Minor: (self) => version(self).minor,
    Build: (self) => version(self).build,
    Revision: (self) => version(self).revision,
    MajorRevision: (self) => new PSInteger('Int16', BigInt(version(self).revision >> 16)),
    MinorRevision: (self) => new PSInteger('Int16', BigInt.asIntN(16, BigInt(version(self).revision))),
  },
  staticMethods: { Parse: (_s, [text]) => parseVersion(String(text)), TryParse: attempt(parseVersion) },
  construct: (_s, args) => {
    if (typeof args[0] === 'string') return parseVersion(args[0]);
    const numbers = args as number[];
    if (numbers.some((number) => number < 0))
      throw argumentRange('version', "Version's parameters must be greater than or equal to zero.");
    return new PSVersion(numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? -1, numbers[3] ?? -1);
  },
});

export class IPAddressValue extends NetObject {
  constructor(
    /** 4 or 16 bytes. */
    readonly bytes: readonly number[],
    readonly scope = 0,
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Net.IPAddress']!;
  }
  override hashKey(): string {
    return this.toString();
  }
  override toString(): string {
    if (this.bytes.length === 4) return this.bytes.join('.');
    const groups = Array.from({ length: 8 }, (_, i) => (this.bytes[i * 2]! << 8) | this.bytes[i * 2 + 1]!);
    let best = -1;
    let length = 1;
    for (let i = 0; i < 8; ) {
      let j = i;
      while (j < 8 && groups[j] === 0) j++;
      if (j - i > length) {
        best = i;
        length = j - i;
      }
      i = j + 1;
    }
    const hex = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
    const text = best < 0 ? hex(groups) : `${hex(groups.slice(0, best))}::${hex(groups.slice(best + length))}`;
    return this.scope ? `${text}%${this.scope}` : text;
  }
}
const badAddress = (): NetException =>
  new NetException('System.FormatException', 'An invalid IP address was specified.', { hresult: -2146233033 });
export function parseAddress(given: string): IPAddressValue {
  const text = given.trim();
  if (!text.includes(':')) {
    const parts = text.split('.');
    if (parts.length > 4 || parts.some((part) => !/^(?:0x[0-9a-f]+|\d+)$/i.test(part))) throw badAddress();
    const numbers = parts.map((part) => (/^0\d/.test(part) ? Number.parseInt(part, 8) : Number(part)));
    const last = numbers.pop()!;
    if (numbers.some((number) => number > 255) || last >= 256 ** (4 - numbers.length)) throw badAddress();
    const bytes = [...numbers];
    for (let i = 3 - numbers.length; i >= 0; i--) bytes.push(Math.floor(last / 256 ** i) % 256);
    return new IPAddressValue(bytes);
  }
  const [address = '', scope] = text.replace(/^\[|\]$/g, '').split('%');
  const v4 = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  let plain = address;
  if (v4) {
    const [a, b, c, d] = v4[2]!.split('.').map(Number) as [number, number, number, number];
    plain = `${v4[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const halves = plain.split('::');
  if (halves.length > 2) throw badAddress();
  const words = (half: string): number[] =>
    half === ''
      ? []
      : half.split(':').map((word) => {
          if (!/^[0-9a-f]{1,4}$/i.test(word)) throw badAddress();
          return Number.parseInt(word, 16);
        });
  const head = words(halves[0]!);
  const tail = halves.length === 2 ? words(halves[1]!) : [];
  const gap = 8 - head.length - tail.length;
  if (halves.length === 1 ? gap !== 0 : gap < 0) throw badAddress();
  const groups = [...head, ...new Array<number>(gap).fill(0), ...tail];
  return new IPAddressValue(
    groups.flatMap((group) => [group >> 8, group & 255]),
    scope ? Number(scope) : 0,
  );
}
const ip = (self: Value): IPAddressValue => self as IPAddressValue;
const family = (self: Value): PSEnum =>
  new PSEnum(knownTypes['System.Net.Sockets.AddressFamily']!, ip(self).bytes.length === 4 ? 2 : 23);
behave('System.Net.IPAddress', {
  toText: (self) => ip(self).toString(),
  methods: {
    Equals: (self, [other]) => other instanceof IPAddressValue && other.toString() === ip(self).toString(),
    GetAddressBytes: (self) => byteArray(ip(self).bytes),
    ToString: (self) => ip(self).toString(),
    MapToIPv4: (self) => new IPAddressValue(ip(self).bytes.slice(-4)),
    MapToIPv6: (self) =>
      ip(self).bytes.length === 16
        ? self
        : new IPAddressValue([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, ...ip(self).bytes]),
  },
  properties: {
    AddressFamily: family,
    Address: (self) => {
      const { bytes } = ip(self);
      if (bytes.length !== 4)
        throw new NetException(
          'System.Net.Sockets.SocketException',
          'The attempted operation is not supported for the type of object referenced',
        );
      return new PSInteger('Int64', BigInt(bytes[0]! + bytes[1]! * 256 + bytes[2]! * 65536 + bytes[3]! * 16777216));
    },
    ScopeId: (self) => new PSInteger('Int64', BigInt(ip(self).scope)),
    IsIPv6LinkLocal: (self) =>
      ip(self).bytes.length === 16 && ip(self).bytes[0] === 0xfe && (ip(self).bytes[1]! & 0xc0) === 0x80,
    IsIPv6SiteLocal: (self) =>
      ip(self).bytes.length === 16 && ip(self).bytes[0] === 0xfe && (ip(self).bytes[1]! & 0xc0) === 0xc0,
    IsIPv6Multicast: (self) => ip(self).bytes.length === 16 && ip(self).bytes[0] === 0xff,
    IsIPv6Teredo: (self) => ip(self).bytes.length === 16 && ip(self).bytes.slice(0, 4).join() === '32,1,0,0',
    IsIPv4MappedToIPv6: (self) =>
      ip(self).bytes.length === 16 && ip(self).bytes.slice(0, 12).join() === '0,0,0,0,0,0,0,0,0,0,255,255',
  },
  staticMethods: {
    Parse: (_s, [text]) => parseAddress(String(text)),
    TryParse: attempt(parseAddress),
    IsLoopback: (_s, [address]) => ip(address).bytes[0] === 127 || ip(address).toString() === '::1',
    NetworkToHostOrder: (_s, [value]) => swap(value),
    HostToNetworkOrder: (_s, [value]) => swap(value),
  },
  staticProperties: {
    Any: () => new IPAddressValue([0, 0, 0, 0]),
    Loopback: () => new IPAddressValue([127, 0, 0, 1]),
    Broadcast: () => new IPAddressValue([255, 255, 255, 255]),
    None: () => new IPAddressValue([255, 255, 255, 255]),
    IPv6Any: () => parseAddress('::'),
    IPv6Loopback: () => parseAddress('::1'),
    IPv6None: () => parseAddress('::'),
  },
  construct: (_s, [value]) => {
    if (value instanceof PSArray) {
      const bytes = bytesOf(value);
      if (bytes.length !== 4 && bytes.length !== 16)
        throw argumentError('An invalid IP address was specified.', 'address');
      return new IPAddressValue(bytes);
    }
    const number = Number((value as PSInteger).value);
    if (number < 0 || number > 0xffffffff) throw argumentRange('newAddress');
    return new IPAddressValue([number & 255, (number >>> 8) & 255, (number >>> 16) & 255, (number >>> 24) & 255]);
  },
  convertFrom: (value) =>
    typeof value === 'number' && value >= 0
      ? new IPAddressValue([value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255])
      : undefined,
});
function swap(value: Value): Value {
  if (typeof value === 'number')
    return ((value & 255) << 24) | ((value & 0xff00) << 8) | ((value >> 8) & 0xff00) | ((value >> 24) & 255) | 0;
  const integer = value as PSInteger;
  const size = integer.kind === 'Int16' ? 2 : 8;
  let out = 0n;
  for (let i = 0; i < size; i++) out = (out << 8n) | ((integer.value >> BigInt(8 * i)) & 255n);
  return new PSInteger(integer.kind, BigInt.asIntN(size * 8, out));
}

class PhysicalAddressValue extends NetObject {
  constructor(readonly bytes: readonly number[]) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Net.NetworkInformation.PhysicalAddress']!;
  }
  override hashKey(): string {
    return this.bytes.join('-');
  }
}
const mac = (self: Value): string =>
  (self as PhysicalAddressValue).bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
behave('System.Net.NetworkInformation.PhysicalAddress', {
  toText: mac,
  methods: { ToString: mac, GetAddressBytes: (self) => byteArray((self as PhysicalAddressValue).bytes) },
  staticMethods: {
    Parse: (_s, [text]) => {
      const clean = String(text ?? '');
      if (!/^(?:[0-9A-F]{2}(?:-[0-9A-F]{2})*|(?:[0-9A-F]{2})*)$/.test(clean))
        throw formatError('An invalid physical address was specified.');
      return new PhysicalAddressValue(
        (clean.replaceAll('-', '').match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)),
      );
    },
  },
  staticProperties: { None: () => new PhysicalAddressValue([]) },
  construct: (_s, [bytes]) => new PhysicalAddressValue(bytesOf(bytes)),
});

/** A URI; relative ones know only their text. */
class UriValue extends NetObject {
  readonly parts: RegExpExecArray | null;
  constructor(readonly original: string) {
    super();
    this.parts =
      /^([a-z][a-z0-9+.-]*):(?:\/\/(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?)?([^?#]*)(\?[^#]*)?(#.*)?$/i.exec(
        original.trim(),
      );
  }
  get netType(): NetType {
    return knownTypes['System.Uri']!;
  }
  override hashKey(): string {
    return this.absolute();
  }
  get scheme(): string {
    return (this.parts?.[1] ?? '').toLowerCase();
  }
  get port(): number {
    const defaults: Record<string, number> = { http: 80, https: 443, ftp: 21, ldap: 389 };
    return this.parts?.[4] ? Number(this.parts[4]) : (defaults[this.scheme] ?? -1);
  }
  get isDefaultPort(): boolean {
    return !this.parts?.[4] || new UriValue(`${this.scheme}://h`).port === this.port;
  }
  get path(): string {
    const path = this.parts?.[5] ?? '';
    return encodeURI(decode(path)) || (this.parts?.[3] !== undefined ? '/' : '');
  }
  get host(): string {
    return (this.parts?.[3] ?? '').toLowerCase();
  }
  authority(): string {
    return this.host + (this.isDefaultPort ? '' : `:${this.port}`);
  }
  absolute(): string {
    if (!this.parts) return this.original;
    const user = this.parts[2] ? `${this.parts[2]}@` : '';
    const slashes = this.parts[3] !== undefined ? `//${user}${this.authority()}` : '';
    return `${this.scheme}:${slashes}${this.path}${encodeURI(decode(this.parts[6] ?? ''))}${this.parts[7] ?? ''}`;
  }
}
function decode(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
function makeUri(text: string, kind = 1): UriValue {
  const uri = new UriValue(
    /^[a-z]:[\\/]/i.test(text)
      ? `file:///${text.replaceAll('\\', '/')}`
      : /^\\\\/.test(text)
        ? `file:${text.replaceAll('\\', '/')}`
        : text,
  );
  if (text === '' && kind === 1) throw new NetException('System.UriFormatException', 'Invalid URI: The URI is empty.');
  if (!uri.parts && kind === 1)
    throw new NetException('System.UriFormatException', 'Invalid URI: The format of the URI could not be determined.');
  return uri;
}
const uri = (self: Value): UriValue => self as UriValue;
function needAbsolute(self: Value): UriValue {
  if (!uri(self).parts)
    throw new NetException('System.InvalidOperationException', 'This operation is not supported for a relative URI.');
  return uri(self);
}
behave('System.Uri', {
  toText: (self) => (uri(self).parts ? decode(uri(self).absolute()) : uri(self).original),
  methods: {
    ToString: (self) => (uri(self).parts ? decode(uri(self).absolute()) : uri(self).original),
    Equals: (self, [other]) => other instanceof UriValue && other.absolute() === uri(self).absolute(),
    GetLeftPart: (self, [part]) => {
      const it = needAbsolute(self);
      const level = part instanceof PSEnum ? part.value : Number(part);
      return `${it.scheme}://${level === 0 ? '' : it.authority()}${level >= 2 ? it.path : ''}`;
    },
    IsBaseOf: (self, [other]) => other instanceof UriValue && other.absolute().startsWith(uri(self).absolute()),
  },
  properties: {
    AbsolutePath: (self) => needAbsolute(self).path,
    AbsoluteUri: (self) => needAbsolute(self).absolute(),
    Authority: (self) => needAbsolute(self).authority(),
    DnsSafeHost: (self) => needAbsolute(self).host.replace(/^\[|\]$/g, ''),
    Fragment: (self) => needAbsolute(self).parts![7] ?? '',
    Host: (self) => needAbsolute(self).host,
    IdnHost: (self) => needAbsolute(self).host,
    IsAbsoluteUri: (self) => uri(self).parts !== null,
    IsDefaultPort: (self) => needAbsolute(self).isDefaultPort,
    IsFile: (self) => needAbsolute(self).scheme === 'file',
    IsLoopback: (self) => /^(?:localhost|127\.|\[::1\])/.test(needAbsolute(self).host),
    IsUnc: (self) => needAbsolute(self).scheme === 'file' && uri(self).host !== '',
    LocalPath: (self) => {
      const it = needAbsolute(self);
      const path = decodeURIComponent(it.path);
      if (it.scheme !== 'file') return path;
      return it.host ? `\\\\${it.host}${path.replaceAll('/', '\\')}` : path.replace(/^\//, '').replaceAll('/', '\\');
    },
    OriginalString: (self) => uri(self).original,
    PathAndQuery: (self) => needAbsolute(self).path + (uri(self).parts![6] ?? ''),
    Port: (self) => needAbsolute(self).port,
    Query: (self) => needAbsolute(self).parts![6] ?? '',
    Scheme: (self) => needAbsolute(self).scheme,
    Segments: (self) => stringArray(needAbsolute(self).path.match(/[^/]*\/|[^/]+$/g) ?? []),
    UserEscaped: () => false,
    UserInfo: (self) => needAbsolute(self).parts![2] ?? '',
    HostNameType: (self) =>
      /^\d+(?:\.\d+){3}$/.test(needAbsolute(self).host) ? 'IPv4' : /^\[/.test(uri(self).host) ? 'IPv6' : 'Dns',
  },
  staticMethods: {
    EscapeDataString: (_s, [text]) =>
      encodeURIComponent(String(text)).replace(
        /[!'()*]/g,
        (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    EscapeUriString: (_s, [text]) => encodeURI(String(text)),
    UnescapeDataString: (_s, [text]) => {
      try {
        return decodeURIComponent(String(text));
      } catch {
        return text;
      }
    },
    IsWellFormedUriString: (_s, [text]) => new UriValue(String(text)).parts !== null && !/[\s<>]/.test(String(text)),
    CheckSchemeName: (_s, [text]) => /^[a-z][a-z0-9+.-]*$/i.test(String(text)),
  },
  construct: (_s, args) => {
    if (args[0] instanceof UriValue) {
      const base = args[0];
      const relative = args[1] instanceof UriValue ? args[1].original : String(args[1]);
      if (/^[a-z][a-z0-9+.-]*:/i.test(relative)) return makeUri(relative);
      const root = `${base.scheme}://${base.authority()}`;
      const stack = (relative.startsWith('/') ? relative : base.path.replace(/[^/]*$/, '') + relative).split('/');
      const out: string[] = [];
      for (const part of stack) {
        if (part === '..') out.length > 1 && out.pop();
        else if (part !== '.') out.push(part);
      }
      return makeUri(root + out.join('/'));
    }
    return makeUri(String(args[0]), args[1] instanceof PSEnum ? args[1].value : 1);
  },
  convertFrom: (value) => (typeof value === 'string' ? makeUri(value, 0) : undefined),
});

class MailAddressValue extends NetObject {
  constructor(
    readonly address: string,
    readonly displayName: string,
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Net.Mail.MailAddress']!;
  }
}
const mail = (self: Value): MailAddressValue => self as MailAddressValue;
const mailText = (self: Value): string =>
  mail(self).displayName ? `"${mail(self).displayName}" <${mail(self).address}>` : mail(self).address;
behave('System.Net.Mail.MailAddress', {
  signatures: [
    'c(string address)',
    'c(string address, string displayName)',
    'pstring Address {get;}',
    'pstring DisplayName {get;}',
    'pstring Host {get;}',
    'pstring User {get;}',
    'mstring ToString()',
  ],
  toText: mailText,
  methods: { ToString: mailText },
  properties: {
    Address: (self) => mail(self).address,
    DisplayName: (self) => mail(self).displayName,
    Host: (self) => mail(self).address.replace(/^.*@/, ''),
    User: (self) => mail(self).address.replace(/@.*$/, ''),
  },
  construct: (_s, [address, name]) => {
    const match = /^\s*(?:"?([^"<]*?)"?\s*<([^<>\s]+@[^<>\s]+)>|([^<>\s@]+@[^<>\s@]+))\s*$/.exec(String(address));
    if (!match) throw formatError('The specified string is not in the form required for an e-mail address.');
    return new MailAddressValue(match[2] ?? match[3]!, typeof name === 'string' ? name : (match[1] ?? ''));
  },
});

const cultureNames: Record<string, [lcid: number, display: string]> = {
  '': [127, 'Invariant Language (Invariant Country)'],
  en: [9, 'English'],
  'en-US': [1033, 'English (United States)'],
  'en-GB': [2057, 'English (United Kingdom)'],
  de: [7, 'German'],
  'de-DE': [1031, 'German (Germany)'],
  fr: [12, 'French'],
  'fr-FR': [1036, 'French (France)'],
  'es-ES': [3082, 'Spanish (Spain, International Sort)'],
  'it-IT': [1040, 'Italian (Italy)'],
  'nl-NL': [1043, 'Dutch (Netherlands)'],
  'ja-JP': [1041, 'Japanese (Japan)'],
  'zh-CN': [2052, 'Chinese (Simplified, China)'],
  'pt-BR': [1046, 'Portuguese (Brazil)'],
  'ru-RU': [1049, 'Russian (Russia)'],
  'sv-SE': [1053, 'Swedish (Sweden)'],
  'tr-TR': [1055, 'Turkish (Turkey)'],
  'pl-PL': [1045, 'Polish (Poland)'],
};
export class CultureValue extends NetObject {
  constructor(readonly name: string) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Globalization.CultureInfo']!;
  }
  get isInvariantCulture(): boolean {
    return this.name === '';
  }
  override hashKey(): string {
    return this.name;
  }
}
const culture = (self: Value): CultureValue => self as CultureValue;
function findCulture(value: Value): CultureValue {
  const text = value instanceof PSInteger ? Number(value.value) : value;
  const found = Object.entries(cultureNames).find(([name, [lcid]]) =>
    typeof text === 'number' ? lcid === text : name.toLowerCase() === String(text).toLowerCase(),
  );
  if (!found)
    throw new NetException(
      'System.Globalization.CultureNotFoundException',
      `Culture is not supported.\r\nParameter name: ${typeof text === 'number' ? 'culture' : 'name'}\r\n${String(text)} is an invalid culture identifier.`,
    );
  return new CultureValue(found[0]);
}
const parentOf = (self: Value): CultureValue =>
  new CultureValue(culture(self).name.includes('-') ? culture(self).name.slice(0, 2) : '');
behave('System.Globalization.CultureInfo', {
  toText: (self) => culture(self).name,
  methods: {
    ToString: (self) => culture(self).name,
    Clone: (self) => self,
    Equals: (self, [other]) => other instanceof CultureValue && other.name === culture(self).name,
  },
  properties: {
    Name: (self) => culture(self).name,
    DisplayName: (self) => cultureNames[culture(self).name]?.[1] ?? culture(self).name,
    EnglishName: (self) => cultureNames[culture(self).name]?.[1] ?? culture(self).name,
    NativeName: (self) => cultureNames[culture(self).name]?.[1] ?? culture(self).name,
    LCID: (self) => cultureNames[culture(self).name]?.[0] ?? 4096,
    KeyboardLayoutId: (self) => cultureNames[culture(self).name]?.[0] ?? 4096,
    TwoLetterISOLanguageName: (self) => culture(self).name.slice(0, 2) || 'iv',
    IetfLanguageTag: (self) => culture(self).name,
    IsNeutralCulture: (self) => culture(self).name.length === 2,
    IsReadOnly: () => true,
    UseUserOverride: () => true,
    Parent: parentOf,
    TextInfo: () => new TextInfoValue(),
  },
  staticMethods: {
    GetCultureInfo: (_s, [name]) => findCulture(name),
    CreateSpecificCulture: (_s, [name]) => findCulture(name),
    GetCultures: () =>
      new PSArray(
        Object.keys(cultureNames).map((name) => new CultureValue(name)),
        knownTypes['System.Globalization.CultureInfo'],
      ),
  },
  staticProperties: {
    InvariantCulture: () => new CultureValue(''),
    CurrentCulture: { get: () => new CultureValue('en-US'), set: () => {} },
    CurrentUICulture: { get: () => new CultureValue('en-US'), set: () => {} },
    InstalledUICulture: () => new CultureValue('en-US'),
  },
  construct: (_s, [name]) => findCulture(name),
});
class TextInfoValue extends NetObject {
  get netType(): NetType {
    return knownTypes['System.Globalization.TextInfo']!;
  }
}
behave('System.Globalization.TextInfo', {
  methods: {
    ToTitleCase: (_s, [text]) =>
      String(text).replace(/[\p{L}\p{M}']+/gu, (word) =>
        word.length > 1 && word === word.toUpperCase() ? word : word[0]!.toUpperCase() + word.slice(1).toLowerCase(),
      ),
    ToUpper: (_s, [text]) =>
      text instanceof PSChar
        ? new PSChar(String.fromCharCode(text.code).toUpperCase().charCodeAt(0))
        : String(text).toUpperCase(),
    ToLower: (_s, [text]) =>
      text instanceof PSChar
        ? new PSChar(String.fromCharCode(text.code).toLowerCase().charCodeAt(0))
        : String(text).toLowerCase(),
  },
  properties: {
    ListSeparator: () => ',',
    CultureName: () => 'en-US',
    LCID: () => 1033,
    ANSICodePage: () => 1252,
    OEMCodePage: () => 437,
    IsRightToLeft: () => false,
    IsReadOnly: () => true,
  },
});

/** A secure string holds its text; nothing shows it. */
export class SecureStringValue extends NetObject {
  constructor(public text: string) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Security.SecureString']!;
  }
}
const secure = (self: Value): SecureStringValue => self as SecureStringValue;
behave('System.Security.SecureString', {
  methods: {
    AppendChar: (self, [char]) => {
      secure(self).text += String.fromCharCode((char as PSChar).code);
      return undefined;
    },
    Clear: (self) => {
      secure(self).text = '';
      return undefined;
    },
    Copy: (self) => new SecureStringValue(secure(self).text),
    Dispose: () => undefined,
    IsReadOnly: () => false,
    MakeReadOnly: () => undefined,
  },
  properties: { Length: (self) => secure(self).text.length },
  construct: () => new SecureStringValue(''),
});
