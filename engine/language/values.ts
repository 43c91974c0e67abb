/**
 * How PowerShell values are represented in TypeScript.
 *
 * The commonest ones are plain JavaScript values, so that hot loops allocate nothing:
 *
 * | PowerShell / .NET            | TypeScript                                        |
 * | ---------------------------- | ------------------------------------------------- |
 * | `$null`                      | `null`                                            |
 * | AutomationNull (no output)   | `undefined`                                       |
 * | System.Boolean               | `boolean`                                         |
 * | System.Int32                 | `number` (always an integer in the int32 range)   |
 * | System.String                | `string`                                          |
 * | System.Double                | `PSDouble`                                        |
 * | other integers, Single       | `PSInteger`, `PSSingle`                           |
 * | System.Decimal, System.Char  | `PSDecimal`, `PSChar`                             |
 * | object[] and typed arrays    | `PSArray`                                         |
 * | ArrayList, List<T>, ...      | `PSList`                                          |
 * | Hashtable, [ordered], ...    | `PSDictionary`                                    |
 * | [pscustomobject]             | `PSCustomObject`                                  |
 * | every other .NET object      | a subclass of `NetObject`, or `TypedObject`       |
 *
 * A JavaScript `number` that is not an int32 must never be used as a Value: wrap it in `PSDouble` or `PSInteger`.
 */
import type { NetType } from './types';

/** Everything a PowerShell variable can hold. */
export type Value = null | undefined | boolean | number | string | NetObject;

/** Base of all values that are not plain JavaScript ones. */
export abstract class NetObject {
  /** The .NET type of this object, as `GetType()` reports it. */
  abstract get netType(): NetType;
  /** Text that is equal exactly for objects that .NET's Equals calls equal; absent for reference equality. */
  hashKey?(): string;
}

/** Type objects that `values.ts` needs before `types.ts` is evaluated; filled by the type registry. */
export const knownTypes: Record<string, NetType> = Object.create(null);

function known(name: string): NetType {
  const type = knownTypes[name];
  if (!type) throw new Error(`type ${name} is not registered yet`);
  return type;
}

/** System.Double. */
export class PSDouble extends NetObject {
  constructor(readonly value: number) {
    super();
  }
  get netType(): NetType {
    return known('System.Double');
  }
}

/** System.Single; `value` is already rounded with `Math.fround`. */
export class PSSingle extends NetObject {
  constructor(readonly value: number) {
    super();
  }
  get netType(): NetType {
    return known('System.Single');
  }
}

/** Integer types other than Int32. */
export type IntegerKind = 'Byte' | 'SByte' | 'Int16' | 'UInt16' | 'UInt32' | 'Int64' | 'UInt64';

/** An integer of a type other than Int32. Always a bigint, so that Int64 arithmetic is exact. */
export class PSInteger extends NetObject {
  constructor(
    readonly kind: IntegerKind,
    readonly value: bigint,
  ) {
    super();
  }
  get netType(): NetType {
    return known(`System.${this.kind}`);
  }
}

/** System.Decimal: `mantissa / 10 ** scale`, scale 0 to 28, 96-bit mantissa with sign. */
export class PSDecimal extends NetObject {
  constructor(
    readonly mantissa: bigint,
    readonly scale: number,
  ) {
    super();
  }
  get netType(): NetType {
    return known('System.Decimal');
  }
}

/** System.Char: one UTF-16 unit. */
export class PSChar extends NetObject {
  constructor(readonly code: number) {
    super();
  }
  get netType(): NetType {
    return known('System.Char');
  }
}

/** An array of fixed size; `elementType` is Object for `object[]`. `items` may be shared: never mutate another's array length. */
export class PSArray extends NetObject {
  constructor(
    readonly items: Value[],
    readonly elementType: NetType = known('System.Object'),
  ) {
    super();
  }
  get netType(): NetType {
    return this.elementType.arrayType();
  }
}

/** A list that grows: ArrayList, List<T>, Collection<T>, Queue, Stack ... (`netType` says which). */
export class PSList extends NetObject {
  constructor(
    readonly items: Value[],
    readonly netType: NetType = known('System.Collections.ArrayList'),
  ) {
    super();
  }
}

/** One key and its value, as `GetEnumerator()` yields them. */
export interface DictionaryItem {
  key: Value;
  value: Value;
}

/**
 * Hashtable, OrderedDictionary and Dictionary<K,V>. Keys of text are compared without case unless `caseSensitive`
 * (a hash literal and `[ordered]` ignore case; `New-Object Hashtable` and generic dictionaries do not).
 * Keeps insertion order; a plain hash table is enumerated in that order too (5.1's own looks random; see
 * powershell-semantics.md 5).
 */
export class PSDictionary extends NetObject {
  readonly map = new Map<unknown, DictionaryItem>();
  constructor(
    readonly netType: NetType = known('System.Collections.Hashtable'),
    readonly caseSensitive = false,
  ) {
    super();
  }
  /** The Map key that stands for `key`. */
  private slot(key: Value): unknown {
    if (typeof key === 'string') return this.caseSensitive ? `s:${key}` : `s:${foldCase(key)}`;
    if (key instanceof PSInteger) return `${key.kind}:${key.value}`;
    if (key instanceof PSDouble) return `d:${key.value}`;
    if (key instanceof PSChar) return `c:${key.code}`;
    if (key instanceof NetObject && key.hashKey) return `${key.netType.fullName}:${key.hashKey()}`;
    return key;
  }
  get(key: Value): Value {
    return this.map.get(this.slot(key))?.value ?? null;
  }
  has(key: Value): boolean {
    return this.map.has(this.slot(key));
  }
  /** Sets or replaces; an existing key keeps its place and its first spelling. */
  set(key: Value, value: Value): void {
    const slot = this.slot(key);
    const item = this.map.get(slot);
    if (item) item.value = value;
    else this.map.set(slot, { key, value });
  }
  delete(key: Value): boolean {
    return this.map.delete(this.slot(key));
  }
  clear(): void {
    this.map.clear();
  }
  get count(): number {
    return this.map.size;
  }
  items(): IterableIterator<DictionaryItem> {
    return this.map.values();
  }
}

/** DictionaryEntry or KeyValuePair: what enumerating a dictionary yields. */
export class PSDictionaryEntry extends NetObject {
  constructor(
    readonly key: Value,
    public value: Value,
    readonly netType: NetType = known('System.Collections.DictionaryEntry'),
  ) {
    super();
  }
}

/** Invariant case folding of a name or key. */
export function foldCase(text: string): string {
  return text.toLowerCase();
}

/** Kinds of members that PowerShell itself adds (Get-Member's MemberType). */
export type ExtendedMember =
  | { kind: 'NoteProperty'; name: string; value: Value }
  | { kind: 'AliasProperty'; name: string; target: string }
  | { kind: 'ScriptProperty'; name: string; getter: Value; setter?: Value }
  | { kind: 'ScriptMethod'; name: string; script: Value }
  | { kind: 'PropertySet'; name: string; names: string[] }
  | {
      kind: 'CodeProperty';
      name: string;
      get: (self: Value) => Value;
      set?: (self: Value, value: Value) => void;
      /** What Get-Member calls it, where types.ps1xml has a script that we run natively. */
      shownAs?: 'ScriptProperty' | 'Property';
      definition?: string;
    };

/** [pscustomobject]: named members in order, found without regard to case, and a list of type names. */
export class PSCustomObject extends NetObject {
  readonly members = new Map<string, ExtendedMember>();
  /** First is the most specific (`Selected.X`, `Deserialized.X` ...); ends with PSCustomObject, Object. */
  typeNames: string[] = ['System.Management.Automation.PSCustomObject', 'System.Object'];
  /** What ToString() gives, of a copy of an object of another session. */
  text: string | undefined;
  get netType(): NetType {
    return known('System.Management.Automation.PSCustomObject');
  }
  /** Builds one with note properties in the order given. */
  static from(entries: Iterable<readonly [string, Value]>): PSCustomObject {
    const object = new PSCustomObject();
    for (const [name, value] of entries) object.set(name, value);
    return object;
  }
  set(name: string, value: Value): void {
    const key = foldCase(name);
    const member = this.members.get(key);
    if (member && member.kind === 'NoteProperty') member.value = value;
    else this.members.set(key, { kind: 'NoteProperty', name, value });
  }
  /** Value of a note property; undefined where there is none. */
  note(name: string): Value | undefined {
    const member = this.members.get(foldCase(name));
    return member?.kind === 'NoteProperty' ? member.value : undefined;
  }
}

/**
 * An object of a type declared with `defineType` (types.ts): `data` is the TypeScript record its properties read.
 * Domain objects (VMSwitch, VirtualMachine, MSFT_NetAdapter ...) are these.
 */
export class TypedObject<T = unknown> extends NetObject {
  constructor(
    readonly netType: NetType,
    readonly data: T,
  ) {
    super();
  }
}

/** A value of an enumeration: a number with the enumeration's type. */
export class PSEnum extends NetObject {
  constructor(
    readonly netType: NetType,
    readonly value: number,
  ) {
    super();
  }
  override hashKey(): string {
    return String(this.value);
  }
}

/** System.DateTime: 100-ns ticks since 0001-01-01, and its kind. */
export class PSDateTime extends NetObject {
  constructor(
    readonly ticks: bigint,
    readonly kind: 'Unspecified' | 'Utc' | 'Local' = 'Unspecified',
  ) {
    super();
  }
  get netType(): NetType {
    return known('System.DateTime');
  }
  override hashKey(): string {
    return String(this.ticks);
  }
}

/** System.TimeSpan in 100-ns ticks. */
export class PSTimeSpan extends NetObject {
  constructor(readonly ticks: bigint) {
    super();
  }
  get netType(): NetType {
    return known('System.TimeSpan');
  }
  override hashKey(): string {
    return String(this.ticks);
  }
}

/** System.Guid, lower case with dashes. */
export class PSGuid extends NetObject {
  constructor(readonly text: string) {
    super();
  }
  get netType(): NetType {
    return known('System.Guid');
  }
  override hashKey(): string {
    return this.text;
  }
}

/** System.Version; build and revision are -1 where absent. */
export class PSVersion extends NetObject {
  constructor(
    readonly major: number,
    readonly minor: number,
    readonly build = -1,
    readonly revision = -1,
  ) {
    super();
  }
  get netType(): NetType {
    return known('System.Version');
  }
  override hashKey(): string {
    return `${this.major}.${this.minor}.${this.build}.${this.revision}`;
  }
}

/** A [type] value. */
export class PSTypeValue extends NetObject {
  constructor(readonly type: NetType) {
    super();
  }
  get netType(): NetType {
    return known('System.RuntimeType');
  }
  override hashKey(): string {
    return this.type.fullName;
  }
}

/**
 * A value that is not a reference object of ours (text, number, boolean) but carries members added with Add-Member or
 * `PSTypeName`s. Everything that reads a value unwraps it with `baseOf` first.
 */
export class PSWrapped extends NetObject {
  readonly members = new Map<string, ExtendedMember>();
  typeNames: string[] | undefined;
  constructor(
    readonly base: Value,
    /** How a number was written as an argument: `007`, `1kb`. It is shown so. seen: PSObject.TokenText */
    readonly text?: string,
  ) {
    super();
  }
  get netType(): NetType {
    throw new Error('PSWrapped: unwrap with baseOf first');
  }
}

/** Members added to reference objects (Add-Member on a TypedObject, array, hash table ...). */
export const addedMembers = new WeakMap<NetObject, { members: Map<string, ExtendedMember>; typeNames?: string[] }>();

/** [ref]: a box around a value. The interpreter's own kind is a view of a variable; both have `value`. */
export class PSReference extends NetObject {
  constructor(public value: Value) {
    super();
  }
  get netType(): NetType {
    return known('System.Management.Automation.PSReference');
  }
}

/** Whether a value is a [ref] of either kind. */
export function isReference(value: Value): value is NetObject & { value: Value } {
  return value instanceof NetObject && value.netType.fullName === 'System.Management.Automation.PSReference';
}

/** The value inside a wrapper, or the value itself. */
export function baseOf(value: Value): Value {
  return value instanceof PSWrapped ? value.base : value;
}

/** Makes a System.Int64. */
export function long(value: bigint | number): PSInteger {
  return new PSInteger('Int64', BigInt(value));
}
/** Makes a System.UInt64. */
export function ulong(value: bigint | number): PSInteger {
  return new PSInteger('UInt64', BigInt(value));
}
/** Makes a System.UInt32. */
export function uint(value: number): PSInteger {
  return new PSInteger('UInt32', BigInt(value));
}
/** Makes a System.Double. */
export function double(value: number): PSDouble {
  return new PSDouble(value);
}
