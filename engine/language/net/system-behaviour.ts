/** Environment, Path, Encoding, BitConverter, Random, Console, Stopwatch and other parts of the system. */
import { toDisplayText } from '../conversion/to-text';
import { NetException } from '../errors';
import { formatComposite } from '../text/composite-format';
import { type MethodContext, makeGenericType, type NetType } from '../types';
import type { Value } from '../values';
import {
  knownTypes,
  NetObject,
  PSArray,
  PSChar,
  PSDictionary,
  PSDouble,
  PSEnum,
  PSInteger,
  PSTimeSpan,
  PSVersion,
} from '../values';
import { behave } from './binding';
import { enumerate } from './enumerate';
import { byteArray, bytesOf } from './number-behaviour';
import { argumentError, argumentRange, stringArray } from './object-behaviour';
import { typeOf } from './type-name';

const text = (value: Value): string => String(value ?? '');

function environment(context: MethodContext | undefined): NonNullable<MethodContext['environment']> {
  const found = context?.environment;
  if (!found) throw new NetException('System.NotSupportedException', 'No machine to ask here.');
  return found;
}
const scopes = ['Process', 'User', 'Machine'] as const;
const folders: Record<number, string> = {
  0: 'C:\\Users\\{0}\\Desktop',
  5: 'C:\\Users\\{0}\\Documents',
  26: 'C:\\Users\\{0}\\AppData\\Roaming',
  28: 'C:\\Users\\{0}\\AppData\\Local',
  35: 'C:\\ProgramData',
  36: 'C:\\Windows',
  37: 'C:\\Windows\\system32',
  38: 'C:\\Program Files',
  40: 'C:\\Users\\{0}',
};
behave('System.Environment', {
  staticMethods: {
    GetEnvironmentVariable: (_s, [name, scope], context) =>
      environment(context).get(text(name), scope instanceof PSEnum ? scopes[scope.value] : undefined) ?? null,
    SetEnvironmentVariable: (_s, [name, value, scope], context) => {
      environment(context).set(
        text(name),
        text(value) === '' ? undefined : text(value),
        scope instanceof PSEnum ? scopes[scope.value] : undefined,
      );
      return undefined;
    },
    GetEnvironmentVariables: (_s, _a, context) => {
      const table = new PSDictionary();
      for (const [name, value] of environment(context).all()) table.set(name, value);
      return table;
    },
    ExpandEnvironmentVariables: (_s, [value], context) =>
      text(value).replace(/%([^%]+)%/g, (whole, name) => environment(context).get(name) ?? whole),
    GetFolderPath: (_s, [folder], context) =>
      (folders[folder instanceof PSEnum ? folder.value : Number(folder)] ?? '').replace(
        '{0}',
        context.environment?.userName ?? 'Administrator',
      ),
    GetCommandLineArgs: () => stringArray(['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe']),
    GetLogicalDrives: () => stringArray(['C:\\']),
  },
  staticProperties: {
    MachineName: (_s, context) => environment(context).machineName,
    UserName: (_s, context) => environment(context).userName,
    UserDomainName: (_s, context) => environment(context).userDomainName,
    ProcessorCount: (_s, context) => environment(context).processorCount,
    TickCount: (_s, context) => environment(context).tickCount() | 0,
    NewLine: () => '\r\n',
    CommandLine: () => '"C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe" ',
    CurrentDirectory: {
      get: (_s, context) => environment(context).currentDirectory,
      set: (_s, value, context) => {
        environment(context).currentDirectory = text(value);
      },
    },
    Is64BitOperatingSystem: () => true,
    Is64BitProcess: () => true,
    UserInteractive: () => true,
    HasShutdownStarted: () => false,
    ExitCode: { get: () => 0, set: () => {} },
    SystemDirectory: () => 'C:\\Windows\\system32',
    SystemPageSize: () => 4096,
    Version: () => new PSVersion(4, 0, 30319, 42000),
    OSVersion: () => new OperatingSystemValue(),
    StackTrace: () => '',
    CurrentManagedThreadId: () => 5,
  },
});
class OperatingSystemValue extends NetObject {
  get netType(): NetType {
    return knownTypes['System.OperatingSystem'] ?? knownTypes['System.Object']!;
  }
}
behave('System.OperatingSystem', {
  toText: () => 'Microsoft Windows NT 10.0.14393.0',
  signatures: [
    'pstring Platform {get;}',
    'pstring ServicePack {get;}',
    'pversion Version {get;}',
    'pstring VersionString {get;}',
  ],
  properties: {
    Platform: () => 'Win32NT',
    ServicePack: () => '',
    Version: () => new PSVersion(10, 0, 14393, 0),
    VersionString: () => 'Microsoft Windows NT 10.0.14393.0',
  },
});

const directoryOf = (path: string): string | null => {
  const clean = path.replaceAll('/', '\\');
  const cut = clean.lastIndexOf('\\');
  if (/^[a-z]:\\?$/i.test(clean)) return null;
  if (cut < 0) return '';
  const head = clean.slice(0, cut);
  return /^[a-z]:$/i.test(head) ? `${head}\\` : head;
};
const fileNameOf = (path: string): string => /[^\\/:]*$/.exec(path)![0];
const extensionOf = (path: string): string => /\.[^.\\/:]+$/.exec(fileNameOf(path))?.[0] ?? '';
function fullPath(path: string, context: MethodContext): string {
  const rooted = /^(?:[a-z]:[\\/]|\\\\)/i.test(path)
    ? path
    : `${context.environment?.currentDirectory ?? 'C:\\'}\\${path}`;
  const [, root = '', rest = ''] = /^([a-z]:\\|\\\\[^\\]+\\[^\\]+\\?)(.*)$/i.exec(rooted.replaceAll('/', '\\')) ?? [];
  const out: string[] = [];
  for (const part of rest.split('\\')) {
    if (part === '..') out.pop();
    else if (part !== '.' && part !== '') out.push(part);
  }
  return root + out.join('\\');
}
const badPathChars = /["<>|\x00-\x1f]/;
function checkPath(path: string): string {
  if (badPathChars.test(path)) throw argumentError('Illegal characters in path.');
  return path;
}
behave('System.IO.Path', {
  staticMethods: {
    Combine: (_s, args) => {
      const parts = args
        .flatMap((arg) => (arg instanceof PSArray ? arg.items : [arg]))
        .map((part) => checkPath(text(part)));
      return parts.reduce((head, part) => {
        if (part === '') return head;
        if (head === '' || /^(?:[a-z]:|[\\/])/i.test(part)) return part;
        return /[\\/:]$/.test(head) ? head + part : `${head}\\${part}`;
      }, '');
    },
    GetDirectoryName: (_s, [path]) => {
      if (text(path) === '') throw argumentError('The path is not of a legal form.');
      return directoryOf(checkPath(text(path)));
    },
    GetFileName: (_s, [path]) => fileNameOf(checkPath(text(path))),
    GetFileNameWithoutExtension: (_s, [path]) => fileNameOf(checkPath(text(path))).replace(/\.[^.]*$/, ''),
    GetExtension: (_s, [path]) => extensionOf(checkPath(text(path))),
    HasExtension: (_s, [path]) => extensionOf(text(path)) !== '',
    ChangeExtension: (_s, [path, extension]) => {
      const stem = text(path).replace(/\.[^.\\/:]*$/, '');
      const wanted = text(extension);
      return wanted === '' ? `${stem}.` : `${stem}${wanted.startsWith('.') ? '' : '.'}${wanted}`;
    },
    GetFullPath: (_s, [path], context) => fullPath(checkPath(text(path)), context),
    GetPathRoot: (_s, [path]) => /^(?:[a-z]:[\\/]?|\\\\[^\\]+\\[^\\]+|[\\/])/i.exec(text(path))?.[0] ?? '',
    IsPathRooted: (_s, [path]) => /^(?:[a-z]:|[\\/])/i.test(text(path)),
    GetTempPath: (_s, _a, context) =>
      `C:\\Users\\${context.environment?.userName ?? 'Administrator'}\\AppData\\Local\\Temp\\`,
    GetRandomFileName: (_s, _a, context) => {
      const letters = 'abcdefghijklmnopqrstuvwxyz012345';
      const draw = (count: number): string =>
        Array.from({ length: count }, () => letters[Math.floor((context.time?.random() ?? 0.5) * 32)]).join('');
      return `${draw(8)}.${draw(3)}`;
    },
    GetInvalidFileNameChars: () =>
      charArray(
        '"<>|\0\x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f:*?\\/',
      ),
    GetInvalidPathChars: () =>
      charArray(
        '"<>|\0\x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f',
      ),
  },
  staticProperties: {
    DirectorySeparatorChar: () => new PSChar(92),
    AltDirectorySeparatorChar: () => new PSChar(47),
    PathSeparator: () => new PSChar(59),
    VolumeSeparatorChar: () => new PSChar(58),
  },
});
function charArray(all: string): PSArray {
  return new PSArray(
    Array.from(all, (char) => new PSChar(char.charCodeAt(0))),
    knownTypes['System.Char'],
  );
}

function files(context: MethodContext): NonNullable<MethodContext['files']> {
  if (!context.files) throw new NetException('System.NotSupportedException', 'No file system here.');
  return context.files;
}
const utf8 = {
  encode: (value: string): Uint8Array => new TextEncoder().encode(value),
  decode: (bytes: Uint8Array): string => new TextDecoder().decode(bytes),
};
const linesOf = (content: string): string[] => {
  const lines = content.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
};
function readText(path: string, context: MethodContext): string {
  const bytes = files(context).read(path);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return utf8.decode(bytes);
}
behave('System.IO.File', {
  staticMethods: {
    Exists: (_s, [path], context) => files(context).exists(text(path)) === 'file',
    ReadAllText: (_s, [path], context) => readText(text(path), context),
    ReadAllLines: (_s, [path], context) => stringArray(linesOf(readText(text(path), context))),
    ReadAllBytes: (_s, [path], context) => byteArray(files(context).read(text(path))),
    WriteAllText: (_s, [path, content], context) =>
      void files(context).write(text(path), utf8.encode(text(content))) as undefined,
    WriteAllLines: (_s, [path, lines], context) =>
      void files(context).write(
        text(path),
        utf8.encode((enumerate(lines) ?? []).map((line) => `${text(line)}\r\n`).join('')),
      ) as undefined,
    WriteAllBytes: (_s, [path, bytes], context) =>
      void files(context).write(text(path), Uint8Array.from(bytesOf(bytes))) as undefined,
    AppendAllText: (_s, [path, content], context) => {
      const old = files(context).exists(text(path)) === 'file' ? readText(text(path), context) : '';
      files(context).write(text(path), utf8.encode(old + text(content)));
      return undefined;
    },
    Delete: (_s, [path], context) => {
      if (files(context).exists(text(path)) === 'file') files(context).remove(text(path));
      return undefined;
    },
  },
});
behave('System.IO.Directory', {
  staticMethods: {
    Exists: (_s, [path], context) => files(context).exists(text(path)) === 'directory',
    GetFiles: (_s, [path], context) =>
      stringArray(
        files(context)
          .list(text(path))
          .filter((item) => !item.directory)
          .map((item) => `${text(path).replace(/\\$/, '')}\\${item.name}`),
      ),
    GetDirectories: (_s, [path], context) =>
      stringArray(
        files(context)
          .list(text(path))
          .filter((item) => item.directory)
          .map((item) => `${text(path).replace(/\\$/, '')}\\${item.name}`),
      ),
    GetCurrentDirectory: (_s, _a, context) => environment(context).currentDirectory,
  },
});

type EncodingKind = 'UTF8' | 'ASCII' | 'Unicode' | 'BigEndianUnicode' | 'UTF32' | 'Latin1' | 'UTF7';
const encodingFacts: Record<EncodingKind, [type: string, name: string, web: string, page: number, bom: number[]]> = {
  UTF8: ['System.Text.UTF8Encoding', 'Unicode (UTF-8)', 'utf-8', 65001, [0xef, 0xbb, 0xbf]],
  ASCII: ['System.Text.ASCIIEncoding', 'US-ASCII', 'us-ascii', 20127, []],
  Unicode: ['System.Text.UnicodeEncoding', 'Unicode', 'utf-16', 1200, [0xff, 0xfe]],
  BigEndianUnicode: ['System.Text.UnicodeEncoding', 'Unicode (Big-Endian)', 'utf-16BE', 1201, [0xfe, 0xff]],
  UTF32: ['System.Text.UTF32Encoding', 'Unicode (UTF-32)', 'utf-32', 12000, [0xff, 0xfe, 0, 0]],
  UTF7: ['System.Text.UTF7Encoding', 'Unicode (UTF-7)', 'utf-7', 65000, []],
  Latin1: ['System.Text.SBCSCodePageEncoding', 'Western European (Windows)', 'Windows-1252', 1252, []],
};
export class EncodingValue extends NetObject {
  constructor(
    readonly kind: EncodingKind,
    readonly bom = true,
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes[encodingFacts[this.kind][0]]!;
  }
  encode(value: string): number[] {
    switch (this.kind) {
      case 'UTF8':
      case 'UTF7':
        return [...utf8.encode(value)];
      case 'ASCII':
        return Array.from({ length: value.length }, (_, i) => (value.charCodeAt(i) < 128 ? value.charCodeAt(i) : 63));
      case 'Latin1':
        return Array.from({ length: value.length }, (_, i) => (value.charCodeAt(i) < 256 ? value.charCodeAt(i) : 63));
      case 'UTF32':
        return Array.from(value, (char) => char.codePointAt(0)!).flatMap((code) => [
          code & 255,
          (code >> 8) & 255,
          (code >> 16) & 255,
          0,
        ]);
      default:
        return Array.from({ length: value.length }, (_, i) => value.charCodeAt(i)).flatMap((code) =>
          this.kind === 'Unicode' ? [code & 255, code >> 8] : [code >> 8, code & 255],
        );
    }
  }
  decode(bytes: readonly number[]): string {
    switch (this.kind) {
      case 'UTF8':
      case 'UTF7':
        return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
      case 'ASCII':
        return bytes.map((byte) => (byte < 128 ? String.fromCharCode(byte) : '?')).join('');
      case 'Latin1':
        return bytes.map((byte) => String.fromCharCode(byte)).join('');
      case 'UTF32': {
        let out = '';
        for (let i = 0; i + 3 < bytes.length; i += 4)
          out += String.fromCodePoint(bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16));
        return out;
      }
      default: {
        let out = '';
        for (let i = 0; i + 1 < bytes.length; i += 2)
          out += String.fromCharCode(
            this.kind === 'Unicode' ? bytes[i]! | (bytes[i + 1]! << 8) : (bytes[i]! << 8) | bytes[i + 1]!,
          );
        return out;
      }
    }
  }
}
const encoding = (self: Value): EncodingValue => self as EncodingValue;
const characters = (value: Value): string =>
  value instanceof PSArray
    ? value.items.map((item) => String.fromCharCode((item as PSChar).code)).join('')
    : text(value);
const fixed = (kind: EncodingKind) => (): Value => new EncodingValue(kind);
function findEncoding(value: Value): EncodingValue {
  const wanted = typeof value === 'number' ? value : text(value).toLowerCase();
  for (const [kind, [, , web, page]] of Object.entries(encodingFacts))
    if (
      wanted === page ||
      wanted === web.toLowerCase() ||
      (wanted === 'ascii' && kind === 'ASCII') ||
      (wanted === 'utf8' && kind === 'UTF8') ||
      (wanted === 'unicode' && kind === 'Unicode')
    )
      return new EncodingValue(kind as EncodingKind);
  if (wanted === 28591 || wanted === 'iso-8859-1') return new EncodingValue('Latin1');
  throw typeof value === 'number'
    ? new NetException('System.NotSupportedException', `No data is available for encoding ${value}.`)
    : argumentError(`'${text(value)}' is not a supported encoding name.`, 'name');
}
behave('System.Text.Encoding', {
  methods: {
    GetBytes: (self, args) => {
      const all = characters(args[0]);
      return byteArray(
        encoding(self).encode(typeof args[1] === 'number' ? all.substr(args[1], args[2] as number) : all),
      );
    },
    GetString: (self, [bytes, index, count]) => {
      const all = bytesOf(bytes);
      return encoding(self).decode(typeof index === 'number' ? all.slice(index, index + (count as number)) : all);
    },
    GetChars: (self, [bytes]) => charArray(encoding(self).decode(bytesOf(bytes))),
    GetByteCount: (self, [value]) => encoding(self).encode(characters(value)).length,
    GetCharCount: (self, [bytes]) => encoding(self).decode(bytesOf(bytes)).length,
    GetPreamble: (self) => byteArray(encoding(self).bom ? encodingFacts[encoding(self).kind][4] : []),
    GetMaxByteCount: (self, [count]) =>
      ((count as number) + 1) * (encoding(self).kind === 'UTF8' ? 3 : encoding(self).kind === 'ASCII' ? 1 : 2),
  },
  properties: {
    EncodingName: (self) => encodingFacts[encoding(self).kind][1],
    BodyName: (self) => encodingFacts[encoding(self).kind][2],
    HeaderName: (self) => encodingFacts[encoding(self).kind][2],
    WebName: (self) => encodingFacts[encoding(self).kind][2],
    CodePage: (self) => encodingFacts[encoding(self).kind][3],
    WindowsCodePage: (self) => (encoding(self).kind === 'ASCII' || encoding(self).kind === 'Latin1' ? 1252 : 1200),
    IsSingleByte: (self) => /ASCII|Latin1/.test(encoding(self).kind),
    IsReadOnly: () => true,
    IsBrowserDisplay: (self) => encoding(self).kind === 'UTF8',
    IsBrowserSave: (self) => encoding(self).kind !== 'ASCII',
    IsMailNewsDisplay: () => true,
    IsMailNewsSave: () => true,
  },
  staticMethods: {
    GetEncoding: (_s, [name]) => findEncoding(name),
    Convert: (_s, [from, to, bytes]) => byteArray(encoding(to).encode(encoding(from).decode(bytesOf(bytes)))),
  },
  staticProperties: {
    UTF8: fixed('UTF8'),
    ASCII: fixed('ASCII'),
    Unicode: fixed('Unicode'),
    BigEndianUnicode: fixed('BigEndianUnicode'),
    UTF32: fixed('UTF32'),
    UTF7: fixed('UTF7'),
    Default: fixed('Latin1'),
  },
});
behave('System.Text.UTF8Encoding', { construct: (_s, [bom]) => new EncodingValue('UTF8', bom === true) });
behave('System.Text.ASCIIEncoding', { construct: () => new EncodingValue('ASCII') });
behave('System.Text.UnicodeEncoding', {
  construct: (_s, [big, bom]) => new EncodingValue(big === true ? 'BigEndianUnicode' : 'Unicode', bom !== false),
});

function integerBytes(value: bigint, size: number): number[] {
  return Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}
const sizes = { Byte: 1, SByte: 1, Int16: 2, UInt16: 2, UInt32: 4, Int64: 8, UInt64: 8 } as const;
function readInteger(args: Value[], size: number, signed: boolean): bigint {
  const bytes = bytesOf(args[0]);
  const at = args[1] as number;
  if (at < 0 || at >= bytes.length)
    throw argumentRange(
      'startIndex',
      'Index was out of range. Must be non-negative and less than the size of the collection.',
    );
  if (at + size > bytes.length)
    throw argumentError(
      'Destination array is not long enough to copy all the items in the collection. Check array index and length.',
    );
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i]!);
  return signed ? BigInt.asIntN(size * 8, value) : value;
}
behave('System.BitConverter', {
  staticMethods: {
    GetBytes: (_s, [value]) => {
      if (typeof value === 'number') return byteArray(integerBytes(BigInt(value), 4));
      if (typeof value === 'boolean') return byteArray([value ? 1 : 0]);
      if (value instanceof PSChar) return byteArray(integerBytes(BigInt(value.code), 2));
      if (value instanceof PSInteger) return byteArray(integerBytes(value.value, sizes[value.kind]));
      const view = new DataView(new ArrayBuffer(8));
      if (value instanceof PSDouble) {
        view.setFloat64(0, value.value, true);
        return byteArray(new Uint8Array(view.buffer));
      }
      view.setFloat32(0, (value as unknown as { value: number }).value, true);
      return byteArray(new Uint8Array(view.buffer).slice(0, 4));
    },
    ToString: (_s, [bytes, start, length]) => {
      const all = bytesOf(bytes);
      const part =
        typeof start === 'number' ? all.slice(start, typeof length === 'number' ? start + length : undefined) : all;
      return part.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('-');
    },
    ToInt16: (_s, args) => new PSInteger('Int16', readInteger(args, 2, true)),
    ToUInt16: (_s, args) => new PSInteger('UInt16', readInteger(args, 2, false)),
    ToInt32: (_s, args) => Number(readInteger(args, 4, true)),
    ToUInt32: (_s, args) => new PSInteger('UInt32', readInteger(args, 4, false)),
    ToInt64: (_s, args) => new PSInteger('Int64', readInteger(args, 8, true)),
    ToUInt64: (_s, args) => new PSInteger('UInt64', readInteger(args, 8, false)),
    ToBoolean: (_s, args) => readInteger(args, 1, false) !== 0n,
    ToChar: (_s, args) => new PSChar(Number(readInteger(args, 2, false))),
    ToDouble: (_s, args) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigUint64(0, readInteger(args, 8, false), true);
      return new PSDouble(view.getFloat64(0, true));
    },
    DoubleToInt64Bits: (_s, [value]) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, (value as PSDouble).value);
      return new PSInteger('Int64', view.getBigInt64(0));
    },
  },
  staticProperties: { IsLittleEndian: () => true },
});

/** System.Random with the Framework's own generator, so that a seed gives the numbers it gives there. */
class RandomValue extends NetObject {
  private readonly seeds = new Int32Array(56);
  private next = 0;
  private nextp = 21;
  constructor(seed: number) {
    super();
    const size = seed === -2147483648 ? 2147483647 : Math.abs(seed);
    let mj = 161803398 - size;
    this.seeds[55] = mj;
    let mk = 1;
    for (let i = 1; i < 55; i++) {
      const at = (21 * i) % 55;
      this.seeds[at] = mk;
      mk = mj - mk;
      if (mk < 0) mk += 2147483647;
      mj = this.seeds[at]!;
    }
    for (let k = 1; k < 5; k++) {
      for (let i = 1; i < 56; i++) {
        this.seeds[i] = (this.seeds[i]! - this.seeds[1 + ((i + 30) % 55)]!) | 0;
        if (this.seeds[i]! < 0) this.seeds[i] = this.seeds[i]! + 2147483647;
      }
    }
  }
  get netType(): NetType {
    return knownTypes['System.Random']!;
  }
  internal(): number {
    if (++this.next >= 56) this.next = 1;
    if (++this.nextp >= 56) this.nextp = 1;
    let value = (this.seeds[this.next]! - this.seeds[this.nextp]!) | 0;
    if (value === 2147483647) value--;
    if (value < 0) value += 2147483647;
    this.seeds[this.next] = value;
    return value;
  }
  sample(): number {
    return this.internal() * (1 / 2147483647);
  }
}
const random = (self: Value): RandomValue => self as RandomValue;
behave('System.Random', {
  methods: {
    Next: (self, args) => {
      if (args.length === 0) return random(self).internal();
      const [low, high] = args.length === 1 ? [0, args[0] as number] : (args as [number, number]);
      if (args.length === 1 && high < 0) throw argumentRange('maxValue', "'maxValue' must be greater than zero.");
      if (low > high) throw argumentRange('minValue', "'minValue' cannot be greater than maxValue.");
      return Math.trunc(random(self).sample() * (high - low)) + low;
    },
    NextDouble: (self) => new PSDouble(random(self).sample()),
    NextBytes: (self, [buffer]) => {
      const { items } = buffer as PSArray;
      for (let i = 0; i < items.length; i++) items[i] = new PSInteger('Byte', BigInt(random(self).internal() % 256));
      return undefined;
    },
  },
  construct: (_s, [seed], context) =>
    new RandomValue(typeof seed === 'number' ? seed : Math.floor((context.time?.random() ?? 0.5) * 2147483647)),
});

class StopwatchValue extends NetObject {
  elapsed = 0n;
  startedAt: bigint | undefined;
  constructor(readonly clock: () => bigint) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Diagnostics.Stopwatch']!;
  }
  ticks(): bigint {
    return this.elapsed + (this.startedAt === undefined ? 0n : this.clock() - this.startedAt);
  }
}
const watch = (self: Value): StopwatchValue => self as StopwatchValue;
const makeWatch = (context: MethodContext | undefined): StopwatchValue =>
  new StopwatchValue(() => context?.time?.nowTicks() ?? 0n);
behave('System.Diagnostics.Stopwatch', {
  methods: {
    Start: (self) => {
      const it = watch(self);
      it.startedAt ??= it.clock();
      return undefined;
    },
    Stop: (self) => {
      const it = watch(self);
      it.elapsed = it.ticks();
      it.startedAt = undefined;
      return undefined;
    },
    Reset: (self) => {
      watch(self).elapsed = 0n;
      watch(self).startedAt = undefined;
      return undefined;
    },
    Restart: (self) => {
      watch(self).elapsed = 0n;
      watch(self).startedAt = watch(self).clock();
      return undefined;
    },
  },
  properties: {
    Elapsed: (self) => new PSTimeSpan(watch(self).ticks()),
    ElapsedMilliseconds: (self) => new PSInteger('Int64', watch(self).ticks() / 10000n),
    ElapsedTicks: (self) => new PSInteger('Int64', watch(self).ticks()),
    IsRunning: (self) => watch(self).startedAt !== undefined,
  },
  staticMethods: {
    StartNew: (_s, _a, context) => {
      const made = makeWatch(context);
      made.startedAt = made.clock();
      return made;
    },
    GetTimestamp: (_s, _a, context) => new PSInteger('Int64', context.time?.nowTicks() ?? 0n),
  },
  staticProperties: { Frequency: () => new PSInteger('Int64', 10000000n), IsHighResolution: () => true },
  construct: (_s, _a, context) => makeWatch(context),
});

const written = (args: Value[]): string => {
  if (typeof args[0] === 'string' && args.length > 1) {
    const rest = args.slice(1).flatMap((arg) => (arg instanceof PSArray ? arg.items : [arg]));
    return formatComposite(args[0], rest);
  }
  return args[0] instanceof PSArray && args[0].elementType.fullName === 'System.Char'
    ? characters(args[0])
    : toDisplayText(args[0] ?? '');
};
behave('System.Console', {
  staticMethods: {
    Write: (_s, args, context) => void context.write?.(written(args)) as undefined,
    WriteLine: (_s, args, context) => void context.write?.(`${args.length ? written(args) : ''}\n`) as undefined,
    ResetColor: () => undefined,
    Beep: () => undefined,
  },
  staticProperties: {
    WindowWidth: { get: (_s, context) => context?.consoleWidth ?? 120, set: () => {} },
    BufferWidth: { get: (_s, context) => context?.consoleWidth ?? 120, set: () => {} },
    OutputEncoding: { get: () => new EncodingValue('Latin1'), set: () => {} },
    InputEncoding: { get: () => new EncodingValue('Latin1'), set: () => {} },
    IsOutputRedirected: () => false,
    IsInputRedirected: () => false,
    IsErrorRedirected: () => false,
  },
});

/** StringComparer, known by whether it ignores case. */
class ComparerValue extends NetObject {
  constructor(readonly ignoreCase: boolean) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.StringComparer']!;
  }
}
const comparer = (ignoreCase: boolean) => (): Value => new ComparerValue(ignoreCase);
behave('System.StringComparer', {
  methods: {
    Equals: (self, [a, b]) =>
      (self as ComparerValue).ignoreCase ? text(a).toUpperCase() === text(b).toUpperCase() : text(a) === text(b),
    Compare: (self, [a, b]) => {
      const fold = (value: Value): string =>
        (self as ComparerValue).ignoreCase ? text(value).toUpperCase() : text(value);
      return fold(a) < fold(b) ? -1 : fold(a) > fold(b) ? 1 : 0;
    },
  },
  staticProperties: {
    Ordinal: comparer(false),
    OrdinalIgnoreCase: comparer(true),
    CurrentCulture: comparer(false),
    CurrentCultureIgnoreCase: comparer(true),
    InvariantCulture: comparer(false),
    InvariantCultureIgnoreCase: comparer(true),
  },
});

behave('System.GC', {
  staticMethods: {
    Collect: () => undefined,
    WaitForPendingFinalizers: () => undefined,
    GetTotalMemory: () => new PSInteger('Int64', 52428800n),
  },
});

/** Tuples: Item1 ... */
class TupleValue extends NetObject {
  constructor(
    readonly items: readonly Value[],
    readonly netType: NetType,
  ) {
    super();
  }
}
for (let n = 1; n <= 4; n++) {
  const names = Array.from({ length: n }, (_, i) => `Item${i + 1}`);
  behave(`System.Tuple\`${n}`, {
    toText: (self) => `(${(self as TupleValue).items.map((item) => toDisplayText(item)).join(', ')})`,
    // The recorded engine lists the Length of ITuple too.
    signatures: [...names.map((name, i) => `pT${i + 1} ${name} {get;}`), 'pint Length {get;}'],
    properties: {
      ...Object.fromEntries(names.map((name, i) => [name, (self: Value) => (self as TupleValue).items[i]])),
      Length: () => n,
    },
  });
}
behave('System.Tuple', {
  signatures: [1, 2, 3, 4].map(
    (n) => `MSystem.Object Create(${Array.from({ length: n }, (_, i) => `System.Object item${i + 1}`).join(', ')})`,
  ),
  staticMethods: {
    Create: (_s, args) => {
      const types = args.map((arg) => typeOf(arg) ?? knownTypes['System.Object']!);
      const definition = knownTypes[`System.Tuple\`${args.length}`];
      if (!definition)
        throw new NetException('System.NotSupportedException', 'This simulation has tuples of up to four items.');
      return new TupleValue(args, makeGenericType(definition, types));
    },
  },
});
