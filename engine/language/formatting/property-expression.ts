/**
 * A property asked for by name, wildcard or script block, and its value on an object (PSPropertyExpression).
 * seen: powershell-formatting.md 3 (Mshexpression.cs).
 */
import type { Program } from '../host';
import { PSArray, type Value } from '../values';
import { findProperty, isShellError, membersMatching, readMember, textOfScript } from './object-access';

/** A value that was read, or the exception reading it threw. */
export type Reading = { value: Value; failed?: undefined } | { value?: undefined; failed: unknown };

/** Runs script blocks for calculated properties: `$_` is the object. */
export interface ScriptRunner {
  runScript(script: Value, self: Value): Program<Value[]>;
}

export class PropertyExpression {
  readonly hasWildcards: boolean;
  private constructor(
    /** The name, or the text of the script block. */
    readonly text: string,
    readonly block: Value | undefined,
    readonly resolved: boolean,
  ) {
    this.hasWildcards = block === undefined && !resolved && /[*?[\]]/.test(text);
  }

  static named(text: string): PropertyExpression {
    return new PropertyExpression(text, undefined, false);
  }
  /** A name known to exist: not matched again. */
  static exact(name: string): PropertyExpression {
    return new PropertyExpression(name, undefined, true);
  }
  static script(block: Value): PropertyExpression {
    return new PropertyExpression(textOfScript(block), block, true);
  }

  /** The expressions it stands for on this object: matched names, property sets expanded, duplicates removed. */
  resolve(self: Value, expandSets = true): PropertyExpression[] {
    if (this.resolved) return [this];
    const resolved: PropertyExpression[] = [];
    const seen = new Set<string>();
    const add = (name: string): void => {
      const key = name.toLowerCase();
      if (seen.has(key)) return;
      seen.add(key);
      resolved.push(PropertyExpression.exact(name));
    };
    const one = this.hasWildcards ? undefined : findProperty(self, this.text);
    const members = this.hasWildcards ? membersMatching(self, this.text) : one ? [one] : [];
    for (const member of members) {
      if (!member.set) add(member.name);
      else if (expandSets)
        for (const name of member.set) {
          const found = findProperty(self, name);
          if (found) add(found.name);
        }
    }
    return resolved;
  }

  /** True where `read` needs no script of ours and `readNow` may be used. */
  get isPlain(): boolean {
    return this.block === undefined;
  }

  /** The value of a plain name (no wildcards); undefined where the object has no such property. */
  readNow(self: Value): Reading | undefined {
    try {
      const value = readMember(self, this.text);
      return value === undefined ? undefined : { value };
    } catch (failed) {
      if (!isShellError(failed)) throw failed;
      return { failed };
    }
  }

  /** Values of all properties it stands for. */
  *read(self: Value, runner: ScriptRunner): Program<Reading[]> {
    if (this.block !== undefined) {
      try {
        const output = yield* runner.runScript(this.block, self);
        return [{ value: output.length === 0 ? null : output.length === 1 ? output[0] : new PSArray(output) }];
      } catch (failed) {
        if (!isShellError(failed)) throw failed;
        return [{ failed }];
      }
    }
    const readings: Reading[] = [];
    for (const expression of this.resolve(self)) {
      const reading = expression.readNow(self);
      if (reading) readings.push(reading);
    }
    return readings;
  }

  /** The first of `read`. */
  *readFirst(self: Value, runner: ScriptRunner): Program<Reading | undefined> {
    if (this.block === undefined && !this.hasWildcards) return this.readNow(self);
    return (yield* this.read(self, runner))[0];
  }
}

/** Runs a computed column's function. */
export function readComputed(read: () => Value): Reading {
  try {
    return { value: read() };
  } catch (failed) {
    if (!isShellError(failed)) throw failed;
    return { failed };
  }
}
