/**
 * .NET types as PowerShell sees them: names, members, conversion. Types of the language itself and of .NET are
 * registered in `engine/language/net/*`; rooms above register their own with `defineType` and `defineEnum`.
 */
import type { HostTime, Program } from './host';
import type { Value } from './values';
import { foldCase, knownTypes, PSEnum } from './values';

/** Where a fact comes from; printed by the page. */
export type Provenance = `seen: ${string}` | `assumed${string}`;

/** A property of a .NET type. `type` is written as Get-Member prints it (`string`, `int`, `long`, `string[]`). */
export interface NetProperty {
  name: string;
  type: string;
  get: (self: Value, context?: MethodContext) => Value;
  set?: (self: Value, value: Value, context?: MethodContext) => void;
  /** `char Chars(int index) {get;}`: an indexed property; `get` is then not used. */
  parameters?: string;
  /** As Get-Member prints it, where it is known: `int Length {get;}`. */
  definition?: string;
  /** Hidden from Get-Member and Format-List * (static fields, explicit interface members). */
  hidden?: boolean;
  provenance?: Provenance;
}

/** Files as .NET's System.IO classes see them; provided by the session. Each throws `NetException`. Paths as written. */
export interface FileAccess {
  exists(path: string): 'file' | 'directory' | undefined;
  read(path: string): Uint8Array;
  write(path: string, bytes: Uint8Array): void;
  remove(path: string): void;
  createDirectory(path: string): void;
  list(path: string): Array<{ name: string; directory: boolean }>;
}

/** Environment variables and facts of the simulated machine. */
export interface EnvironmentAccess {
  get(name: string, scope?: 'Process' | 'User' | 'Machine'): string | undefined;
  set(name: string, value: string | undefined, scope?: 'Process' | 'User' | 'Machine'): void;
  all(): Iterable<readonly [string, string]>;
  readonly machineName: string;
  readonly userName: string;
  readonly userDomainName: string;
  readonly processorCount: number;
  /** Milliseconds since the machine started. */
  tickCount(): number;
  currentDirectory: string;
}

/** What members may need of the running session. All optional: without it a member that needs it says so. */
export interface MethodContext {
  /** Clock and chance. */
  readonly time?: HostTime;
  readonly environment?: EnvironmentAccess;
  readonly files?: FileAccess;
  /** `[Console]::Write`, `$host.UI.Write`. */
  readonly write?: (text: string) => void;
  /** Width of the console buffer. */
  readonly consoleWidth?: number;
  /** Separator of list elements in text (`$OFS`); a blank where absent. */
  readonly ofs?: string;
  /** Runs a script block with arguments and `$_`; the program returns its output. */
  readonly runScript?: (block: Value, args: Value[], underscore?: Value) => Program<Value[]>;
  /** Type that the calling class method belongs to, for hidden and private members. */
  readonly callerType?: NetType;
}

/** A method (all overloads of one name). `overloads` are signatures as `OverloadDefinitions` prints them. */
export interface NetMethod {
  name: string;
  overloads: string[];
  /** Not listed by Get-Member (get_X, op_X). */
  hidden?: boolean;
  /** Chooses the overload and runs it. Throws `NetException` (errors.ts) for .NET exceptions. May return a generator when it runs script. */
  invoke: (self: Value, args: Value[], context: MethodContext) => Value | Program<Value>;
}

export type NetKind = 'class' | 'struct' | 'enum' | 'interface' | 'delegate' | 'array';

/** A .NET type. One object per type, compared by identity. */
export class NetType {
  private readonly own = {
    properties: new Map<string, NetProperty>(),
    methods: new Map<string, NetMethod>(),
    staticProperties: new Map<string, NetProperty>(),
    staticMethods: new Map<string, NetMethod>(),
  };
  /** Constructor overloads; `invoke` gets null as self. */
  private ownConstructors: NetMethod | undefined;
  /**
   * Fills the members when they are first asked for: reading signatures costs time, and most types are never looked into.
   * Cleared before it runs.
   */
  loadMembers: ((type: NetType) => void) | undefined;
  /** Names and numbers of an enumeration, in declaration order. */
  enumValues: ReadonlyArray<readonly [string, number]> | undefined;
  isFlags = false;
  /** Underlying type of an enumeration, as PowerShell names it. */
  underlying = 'int';
  /** The text of an instance (`ToString()`), where it is not the type's name. */
  toText: ((self: Value) => string) | undefined;
  /** Makes an instance from another value for `[Type]x` (Parse, one-argument constructor ...); undefined when it cannot. */
  convertFrom: ((value: Value) => Value | undefined) | undefined;
  /** Names of the default display properties (types.ps1xml DefaultDisplayPropertySet). */
  defaultDisplay: string[] | undefined;
  /** `List`1` of `List[int]`. */
  genericDefinition: NetType | undefined;
  genericArguments: readonly NetType[] | undefined;
  /** On a generic definition: fills the members of a type made from it. */
  instantiate: ((type: NetType) => void) | undefined;
  /** A class or enum declared in a script. */
  fromScript = false;
  private array: NetType | undefined;

  constructor(
    /** Full name with namespace, e.g. `System.Int32`, `Microsoft.HyperV.PowerShell.VMSwitch`. */
    readonly fullName: string,
    readonly base: NetType | undefined,
    readonly kind: NetKind = 'class',
    /** All interfaces, those of bases too, as PowerShell writes their names. */
    readonly interfaces: readonly string[] = [],
    /** Element type of an array type. */
    readonly element?: NetType,
  ) {}

  private loaded(): typeof this.own {
    const load = this.loadMembers;
    if (load) {
      this.loadMembers = undefined;
      load(this);
    }
    return this.own;
  }
  get properties(): Map<string, NetProperty> {
    return this.loaded().properties;
  }
  get methods(): Map<string, NetMethod> {
    return this.loaded().methods;
  }
  get staticProperties(): Map<string, NetProperty> {
    return this.loaded().staticProperties;
  }
  get staticMethods(): Map<string, NetMethod> {
    return this.loaded().staticMethods;
  }
  get constructors(): NetMethod | undefined {
    this.loaded();
    return this.ownConstructors;
  }
  set constructors(method: NetMethod | undefined) {
    this.ownConstructors = method;
  }

  /** Name without namespace: `Int32`. */
  get name(): string {
    const cut = this.fullName.lastIndexOf('.', this.fullName.includes('[') ? this.fullName.indexOf('[') : undefined);
    return (this.genericArguments && this.genericDefinition ? this.genericDefinition.fullName : this.fullName).slice(
      cut + 1,
    );
  }
  get namespace(): string {
    const cut = this.fullName.lastIndexOf('.', this.fullName.includes('[') ? this.fullName.indexOf('[') : undefined);
    return cut > 0 ? this.fullName.slice(0, cut) : '';
  }
  get isValueType(): boolean {
    return this.kind === 'struct' || this.kind === 'enum';
  }
  /** `T[]` of this T. */
  arrayType(): NetType {
    this.array ??= new NetType(
      `${this.fullName}[]`,
      knownTypes['System.Array'],
      'array',
      knownTypes['System.Array']?.interfaces ?? ['System.Collections.IList'],
      this,
    );
    return this.array;
  }
  /** This type and its bases, most specific first: PSTypeNames. */
  lineage(): string[] {
    const names: string[] = [];
    for (let type: NetType | undefined = this; type; type = type.base) names.push(type.fullName);
    return names;
  }
  isSubclassOf(other: NetType): boolean {
    for (let type: NetType | undefined = this; type; type = type.base) if (type === other) return true;
    return false;
  }
  /** Whether a value of this type may stand where `other` is wanted, without conversion. */
  isAssignableTo(other: NetType): boolean {
    if (this === other || this.isSubclassOf(other)) return true;
    if (other.kind === 'interface') {
      for (let type: NetType | undefined = this; type; type = type.base) {
        if (type.interfaces.includes(other.fullName)) return true;
      }
      return false;
    }
    // Arrays of reference types are covariant.
    return (
      this.element !== undefined &&
      other.element !== undefined &&
      !this.element.isValueType &&
      this.element.isAssignableTo(other.element)
    );
  }
  implements(interfaceName: string): boolean {
    for (let type: NetType | undefined = this; type; type = type.base) {
      if (type.interfaces.includes(interfaceName)) return true;
    }
    return false;
  }
  /** Finds an instance property in this type or a base, ignoring case. */
  findProperty(name: string): NetProperty | undefined {
    const key = foldCase(name);
    for (let type: NetType | undefined = this; type; type = type.base) {
      const property = type.properties.get(key);
      if (property) return property;
    }
    return undefined;
  }
  findMethod(name: string): NetMethod | undefined {
    const key = foldCase(name);
    for (let type: NetType | undefined = this; type; type = type.base) {
      const method = type.methods.get(key);
      if (method) return method;
    }
    return undefined;
  }
  findStaticProperty(name: string): NetProperty | undefined {
    const key = foldCase(name);
    for (let type: NetType | undefined = this; type; type = type.base) {
      const property = type.staticProperties.get(key);
      if (property) return property;
    }
    return undefined;
  }
  findStaticMethod(name: string): NetMethod | undefined {
    const key = foldCase(name);
    for (let type: NetType | undefined = this; type; type = type.base) {
      const method = type.staticMethods.get(key);
      if (method) return method;
    }
    return undefined;
  }
}

const byFullName = new Map<string, NetType>();
const accelerators = new Map<string, NetType>();
const acceleratorNames = new Map<NetType, string>();

/** Adds a type to the registry (found by full name, ignoring case). */
export function registerType(type: NetType): NetType {
  byFullName.set(foldCase(type.fullName), type);
  knownTypes[type.fullName] = type;
  return type;
}
/** Adds a PowerShell short name such as `int` or `pscustomobject`. */
export function registerAccelerator(name: string, type: NetType): void {
  accelerators.set(foldCase(name), type);
  // The first one registered is the one that is printed (`int`, not `int32`).
  if (!acceleratorNames.has(type)) acceleratorNames.set(type, name);
}
/** Splits `A,B[C,D]` at the commas outside brackets. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '[') depth++;
    else if (char === ']') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

const assemblyOf = (type: NetType): string =>
  /^System\.Management\.Automation\./.test(type.fullName)
    ? 'System.Management.Automation, Version=3.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35'
    : 'mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089';

const genericInstances = new Map<string, NetType>();

/** `List`1` with its arguments: one type per set of arguments. */
export function makeGenericType(definition: NetType, args: readonly NetType[]): NetType {
  const fullName = `${definition.fullName}[${args.map((a) => `[${a.fullName}, ${assemblyOf(a)}]`).join(',')}]`;
  let type = genericInstances.get(fullName);
  if (!type) {
    type = new NetType(fullName, definition.base, definition.kind, definition.interfaces);
    type.genericDefinition = definition;
    type.genericArguments = args;
    type.toText = definition.toText;
    type.loadMembers = definition.instantiate;
    genericInstances.set(fullName, type);
  }
  return type;
}

/**
 * A type by accelerator, full name, or full name without `System.`; undefined where there is none. Array suffixes and generic
 * arguments (`List[int]`, `Dictionary[string,int[]]`) allowed.
 */
export function findType(name: string): NetType | undefined {
  const key = foldCase(name);
  const plain = accelerators.get(key) ?? byFullName.get(key) ?? byFullName.get(`system.${key}`);
  if (plain) return plain;
  if (name.endsWith('[]')) return findType(name.slice(0, -2))?.arrayType();
  const open = name.indexOf('[');
  if (open > 0 && name.endsWith(']')) {
    const names = splitArguments(name.slice(open + 1, -1)).map((part) =>
      part.startsWith('[') && part.endsWith(']') ? splitArguments(part.slice(1, -1))[0]! : part,
    );
    const args = names.map(findType);
    if (args.some((arg) => !arg)) return undefined;
    const stem = name.slice(0, open);
    const definition = findType(stem.includes('`') ? stem : `${stem}\`${args.length}`);
    return definition ? makeGenericType(definition, args as NetType[]) : undefined;
  }
  const comma = name.indexOf(',');
  return comma > 0 ? findType(name.slice(0, comma)) : undefined;
}
/** The accelerator of a type (`int` for System.Int32), if it has one. */
export function acceleratorOf(type: NetType): string | undefined {
  return acceleratorNames.get(type);
}
/** Every accelerator with its type, for completion. */
export function allAccelerators(): Iterable<[string, NetType]> {
  return accelerators;
}
/** Every registered type, for completion. */
export function allTypes(): Iterable<NetType> {
  return byFullName.values();
}

/** What `defineType` takes. `T` is the record behind a TypedObject. */
export interface TypeDefinition<T> {
  name: string;
  base?: NetType;
  interfaces?: string[];
  /** Property name -> declared type and reader, in the order Format-List * shows them. */
  properties: Record<
    string,
    { type: string; get: (data: T) => Value; set?: (data: T, value: Value) => void; from?: Provenance }
  >;
  methods?: NetMethod[];
  toText?: (data: T) => string;
  defaultDisplay?: string[];
}

/** Declares and registers a type whose instances are `TypedObject<T>`. */
export function defineType<T>(definition: TypeDefinition<T>): NetType {
  const type = registerType(
    new NetType(definition.name, definition.base ?? knownTypes['System.Object'], 'class', definition.interfaces ?? []),
  );
  const dataOf = (self: Value): T => (self as unknown as { data: T }).data;
  for (const [name, property] of Object.entries(definition.properties)) {
    const { set } = property;
    type.properties.set(foldCase(name), {
      name,
      type: property.type,
      get: (self) => property.get(dataOf(self)),
      set: set ? (self, value) => set(dataOf(self), value) : undefined,
      provenance: property.from,
    });
  }
  for (const method of definition.methods ?? []) type.methods.set(foldCase(method.name), method);
  if (definition.toText) {
    const toText = definition.toText;
    type.toText = (self) => toText(dataOf(self));
  }
  type.defaultDisplay = definition.defaultDisplay;
  return type;
}

/** Declares and registers an enumeration. */
export function defineEnum(name: string, values: ReadonlyArray<readonly [string, number]>, flags = false): NetType {
  const type = registerType(new NetType(name, knownTypes['System.Enum'], 'enum'));
  type.enumValues = values;
  type.isFlags = flags;
  return type;
}
/** A value of an enumeration by its name; throws on a name that does not exist (our own mistake). */
export function enumValue(type: NetType, name: string): PSEnum {
  const found = type.enumValues?.find(([text]) => foldCase(text) === foldCase(name));
  if (!found) throw new Error(`${type.fullName} has no value ${name}`);
  return new PSEnum(type, found[1]);
}
