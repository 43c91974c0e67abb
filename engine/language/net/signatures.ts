/**
 * Signatures of .NET and PowerShell types as PowerShell prints them (.NET Framework 4.6.2, Windows PowerShell 5.1), kept as
 * text per type and read when a type is first looked into. One line each: a head `kind;bases;interfaces;underlying;flags`,
 * then `c` constructor, `m` method, `p` property, `M` static method, `P` static property, `o` operator, `e` enum values.
 * Members that a base type in the data has just the same are left out. seen: dotnet-members.json, powershell-members.json
 */
import data from './signatures.data.json';

const texts = data as Record<string, string>;

export interface SignatureHead {
  kind: string;
  bases: string[];
  interfaces: string[];
  underlying: string;
  isFlags: boolean;
  enumValues?: Array<[string, number]>;
}

/** Names of all types with signatures. */
export function signatureNames(): string[] {
  return Object.keys(texts);
}

function list(text: string, separator: string): string[] {
  return text === '' ? [] : text.split(separator);
}

export function signatureHead(name: string): SignatureHead | undefined {
  const text = texts[name];
  if (text === undefined) return undefined;
  const end = text.indexOf('\n');
  const [kind = '', bases = '', interfaces = '', underlying = '', flags = ''] = (
    end < 0 ? text : text.slice(0, end)
  ).split(';');
  const head: SignatureHead = {
    kind,
    bases: list(bases, ','),
    interfaces: list(interfaces, '|'),
    underlying,
    isFlags: flags === 'flags',
  };
  if (kind === 'enum') {
    const values =
      text
        .split('\n')
        .slice(1)
        .find((line) => line[0] === 'e') ?? 'e';
    head.enumValues = list(values.slice(1), ',').map((pair) => {
      const cut = pair.indexOf('=');
      return [pair.slice(0, cut), Number(pair.slice(cut + 1))];
    });
  }
  return head;
}

export interface MemberSignatures {
  constructors: string[];
  methods: Map<string, string[]>;
  properties: Map<string, string>;
  staticMethods: Map<string, string[]>;
  staticProperties: Map<string, string>;
  operators: Map<string, string[]>;
}

function methodName(signature: string): string {
  const open = signature.indexOf('(');
  let name = signature.slice(signature.lastIndexOf(' ', open) + 1, open);
  const generic = name.indexOf('[');
  if (generic > 0) name = name.slice(0, generic);
  // `int IList.Add(`: explicit members of interfaces are called by their last name.
  return name.slice(name.lastIndexOf('.') + 1);
}

function push(map: Map<string, string[]>, signature: string): void {
  const name = methodName(signature);
  const found = map.get(name);
  if (found) found.push(signature);
  else map.set(name, [signature]);
}

function propertyName(signature: string): string {
  const end = signature.search(/(?:\([^)]*\))? \{/);
  return signature.slice(signature.lastIndexOf(' ', end - 1) + 1, end);
}

/** All signatures of a type; `T` names stay as they are on generic definitions. */
export function readSignatures(name: string, lines?: readonly string[]): MemberSignatures {
  const result: MemberSignatures = {
    constructors: [],
    methods: new Map(),
    properties: new Map(),
    staticMethods: new Map(),
    staticProperties: new Map(),
    operators: new Map(),
  };
  for (const line of lines ?? (texts[name] ?? '').split('\n').slice(1)) {
    const rest = line.slice(1);
    switch (line[0]) {
      case 'c':
        result.constructors.push(rest);
        break;
      case 'm':
        push(result.methods, rest);
        break;
      case 'p':
        result.properties.set(propertyName(rest), rest);
        break;
      case 'M':
        push(result.staticMethods, rest);
        break;
      case 'P':
        result.staticProperties.set(propertyName(rest), rest);
        break;
      case 'o':
        push(result.operators, rest);
        break;
    }
  }
  return result;
}

/** One parameter of a signature. */
export interface ParameterSignature {
  type: string;
  name: string;
  isParams: boolean;
  isRef: boolean;
  defaultText: string | undefined;
}

/** Parameters of `int IndexOf(string value, int startIndex)`. */
export function parametersOf(signature: string): ParameterSignature[] {
  const open = signature.indexOf('(');
  const text = signature.slice(open + 1, signature.lastIndexOf(')'));
  if (text.trim() === '') return [];
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '[') depth++;
    else if (char === ']') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => {
    let rest = part.trim();
    const isParams = /^Params /i.test(rest);
    if (isParams) rest = rest.slice(7);
    const isRef = /^\[(?:ref|out)\] /.test(rest);
    if (isRef) rest = rest.slice(6);
    let defaultText: string | undefined;
    const equals = rest.indexOf(' = ');
    if (equals > 0) {
      defaultText = rest.slice(equals + 3);
      rest = rest.slice(0, equals);
    }
    const cut = rest.lastIndexOf(' ');
    return { type: rest.slice(0, cut), name: rest.slice(cut + 1), isParams, isRef, defaultText };
  });
}
