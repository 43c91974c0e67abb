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
  get: (self: Value) => Value;
  set?: (self: Value, value: Value) => void;
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
  /** Chooses the overload and runs it. Throws `NetException` (errors.ts) for .NET exceptions. May return a generator when it runs script. */
  invoke: (self: Value, args: Value[], context: MethodContext) => Value | Program<Value>;
}

export type NetKind = 'class' | 'struct' | 'enum' | 'interface' | 'delegate' | 'array';

/** A .NET type. One object per type, compared by identity. */
export class NetType {
  readonly properties = new Map<string, NetProperty>();
  readonly methods = new Map<string, NetMethod>();
  readonly staticProperties = new Map<string, NetProperty>();
  readonly staticMethods = new Map<string, NetMethod>();
  /** Constructor overloads; `invoke` gets null as self. */
  constructors: NetMethod | undefined;
  /** Names and numbers of an enumeration, in declaration order. */
  enumValues: ReadonlyArray<readonly [string, number]> | undefined;
  isFlags = false;
  /** The text of an instance (`ToString()`), where it is not the type's name. */
  toText: ((self: Value) => string) | undefined;
  /** Makes an instance from another value for `[Type]x` (Parse, one-argument constructor ...); undefined when it cannot. */
  convertFrom: ((value: Value) => Value | undefined) | undefined;
  /** Names of the default display properties (types.ps1xml DefaultDisplayPropertySet). */
  defaultDisplay: string[] | undefined;
  private array: NetType | undefined;

  constructor(
    /** Full name with namespace, e.g. `System.Int32`, `Microsoft.HyperV.PowerShell.VMSwitch`. */
    readonly fullName: string,
    readonly base: NetType | undefined,
    readonly kind: NetKind = 'class',
    readonly interfaces: readonly string[] = [],
    /** Element type of an array type. */
    readonly element?: NetType,
  ) {}

  /** Name without namespace: `Int32`. */
  get name(): string {
    const cut = this.fullName.lastIndexOf('.', this.fullName.includes('[') ? this.fullName.indexOf('[') : undefined);
    return this.fullName.slice(cut + 1);
  }
  get namespace(): string {
    const cut = this.fullName.length - this.name.length - 1;
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
      ['System.Collections.IList'],
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
}

const byFullName = new Map<string, NetType>();
const accelerators = new Map<string, NetType>();

/** Adds a type to the registry (found by full name, ignoring case). */
export function registerType(type: NetType): NetType {
  byFullName.set(foldCase(type.fullName), type);
  knownTypes[type.fullName] = type;
  return type;
}
/** Adds a PowerShell short name such as `int` or `pscustomobject`. */
export function registerAccelerator(name: string, type: NetType): void {
  accelerators.set(foldCase(name), type);
}
/** A type by accelerator, full name, or full name without `System.`; undefined where there is none. Array suffixes `[]` allowed. */
export function findType(name: string): NetType | undefined {
  if (name.endsWith('[]')) return findType(name.slice(0, -2))?.arrayType();
  const key = foldCase(name);
  return accelerators.get(key) ?? byFullName.get(key) ?? byFullName.get(`system.${key}`);
}
/** The accelerator of a type (`int` for System.Int32), if it has one. */
export function acceleratorOf(type: NetType): string | undefined {
  for (const [name, other] of accelerators) if (other === type) return name;
  return undefined;
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
