/** System.Text.RegularExpressions.Regex and what it returns. */
import { type CompiledRegex, compileRegex, type RegexMatch } from '../text/regex';
import type { NetType } from '../types';
import type { Value } from '../values';
import { knownTypes, NetObject } from '../values';

const namespace = 'System.Text.RegularExpressions';

export const regexOptionBits = {
  IgnoreCase: 1,
  Multiline: 2,
  ExplicitCapture: 4,
  Compiled: 8,
  Singleline: 16,
  IgnorePatternWhitespace: 32,
  RightToLeft: 64,
  ECMAScript: 256,
  CultureInvariant: 512,
} as const;

export class RegexValue extends NetObject {
  readonly compiled: CompiledRegex;
  constructor(
    readonly pattern: string,
    readonly options = 0,
  ) {
    super();
    this.compiled = compileRegex(pattern, {
      ignoreCase: (options & regexOptionBits.IgnoreCase) !== 0,
      multiline: (options & regexOptionBits.Multiline) !== 0,
      singleline: (options & regexOptionBits.Singleline) !== 0,
      explicitCapture: (options & regexOptionBits.ExplicitCapture) !== 0,
      ignorePatternWhitespace: (options & regexOptionBits.IgnorePatternWhitespace) !== 0,
    });
  }
  get netType(): NetType {
    return knownTypes[`${namespace}.Regex`]!;
  }
}

/** Capture, Group and Match share their first facts. */
export class GroupValue extends NetObject {
  constructor(
    readonly success: boolean,
    readonly index: number,
    readonly value: string,
    readonly name: string,
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes[`${namespace}.Group`]!;
  }
}

export class CaptureValue extends NetObject {
  constructor(
    readonly index: number,
    readonly value: string,
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes[`${namespace}.Capture`]!;
  }
}

export class MatchValue extends GroupValue {
  constructor(
    readonly regex: CompiledRegex,
    readonly text: string,
    readonly found: RegexMatch | undefined,
  ) {
    super(found !== undefined, found?.index ?? 0, found?.value ?? '', '0');
  }
  override get netType(): NetType {
    return knownTypes[`${namespace}.Match`]!;
  }
  /** Groups in .NET's order; group 0 is the match itself. */
  groups(): Value[] {
    if (!this.found) return [this];
    return this.regex.names.map((name, i) => {
      if (i === 0) return this;
      const group = this.found!.groups[i];
      return new GroupValue(group !== undefined, group?.index ?? 0, group?.value ?? '', name);
    });
  }
}

/** MatchCollection, GroupCollection, CaptureCollection. */
export class RegexCollection extends NetObject {
  constructor(
    readonly items: readonly Value[],
    private readonly typeName: 'MatchCollection' | 'GroupCollection' | 'CaptureCollection',
    /** Names for `Groups['name']`. */
    readonly regex?: CompiledRegex,
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes[`${namespace}.${this.typeName}`]!;
  }
  enumerate(): readonly Value[] {
    return this.items;
  }
}
