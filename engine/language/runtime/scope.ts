/**
 * Scopes of variables, functions and aliases. A scope made by a script block keeps the variables that occur in the block in
 * slots (numbered when the block is compiled); all others lie in a map. Both are found by name, so that dynamic scoping,
 * Set-Variable and dot-sourcing see one set of variables.
 */
import { NetObject, PSWrapped, type Value } from '../values';
import type { AliasInfo, FunctionInfo } from './command-info';
import type { Invocation } from './invocation';
import type { SessionState } from './session-state';
import { Variable } from './variable';

/** Names of a compiled block and their slots. */
export type SlotLayout = ReadonlyMap<string, number>;

const noLayout: SlotLayout = new Map();

/** Automatic variables that a scope gets from the call that made it, when they are first read. */
const callVariables = new Set([
  'args',
  'input',
  'this',
  'pscmdlet',
  'psboundparameters',
  'myinvocation',
  'psscriptroot',
  'pscommandpath',
]);

export class Scope {
  readonly script: Scope;
  slots: Array<Variable | undefined>;
  private extra: Map<string, Variable> | null = null;
  functions: Map<string, FunctionInfo> | null = null;
  aliases: Map<string, AliasInfo> | null = null;
  /** The call that made this scope. */
  call: Invocation | null = null;
  /** Set-StrictMode in this scope: 0 off, 1, 2, 3; undefined: as the parent. */
  strictMode: number | undefined;
  /** Drives made with New-PSDrive in this scope. */
  drives: Map<string, unknown> | null = null;

  constructor(
    readonly parent: Scope | null,
    readonly session: SessionState,
    script: Scope | 'own' = 'own',
    private readonly layout: SlotLayout = noLayout,
  ) {
    this.script = script === 'own' ? this : script;
    this.slots = [];
  }

  get isGlobal(): boolean {
    return this.parent === null;
  }
  get global(): Scope {
    let scope: Scope = this;
    while (scope.parent !== null) scope = scope.parent;
    return scope;
  }

  /** A variable of this scope itself. */
  own(key: string): Variable | undefined {
    const slot = this.layout.get(key);
    if (slot !== undefined) {
      const variable = this.slots[slot];
      if (variable !== undefined) return variable;
    } else if (this.extra !== null) {
      const variable = this.extra.get(key);
      if (variable !== undefined) return variable;
    }
    if (this.call !== null && callVariables.has(key)) {
      const value = this.call.automatic(key);
      if (value !== noAutomatic) return this.put(key, new Variable(key, value as Value));
    }
    return undefined;
  }

  /** Adds or replaces a variable of this scope. */
  put(key: string, variable: Variable): Variable {
    const slot = this.layout.get(key);
    if (slot !== undefined) this.slots[slot] = variable;
    else {
      this.extra ??= new Map();
      this.extra.set(key, variable);
    }
    return variable;
  }

  /** Takes a variable out without marking it removed (dotted blocks put automatic variables back with it). */
  take(key: string): void {
    const slot = this.layout.get(key);
    if (slot !== undefined) this.slots[slot] = undefined;
    else this.extra?.delete(key);
  }

  remove(key: string): boolean {
    const variable = this.own(key);
    if (variable === undefined) return false;
    variable.remove();
    this.take(key);
    return true;
  }

  /** Finds a variable here or in a parent; private ones only in the scope itself. */
  find(key: string): Variable | undefined {
    const variable = this.own(key);
    if (variable !== undefined) return variable;
    for (let scope = this.parent; scope !== null; scope = scope.parent) {
      const found = scope.own(key);
      if (found !== undefined && (found.options & 4) === 0) return found;
    }
    return undefined;
  }

  /** Value of a variable as seen from here; undefined where there is none. */
  value(key: string): Value {
    return this.find(key)?.read();
  }

  /** All variables of this scope. */
  *variables(): IterableIterator<[string, Variable]> {
    for (const [key, slot] of this.layout) {
      const variable = this.slots[slot];
      if (variable !== undefined) yield [key, variable];
    }
    if (this.extra !== null) yield* this.extra;
  }

  /** The scope `depth` levels up; undefined where there are not so many. */
  up(depth: number): Scope | undefined {
    let scope: Scope | null = this;
    for (let i = 0; i < depth && scope !== null; i++) scope = scope.parent;
    return scope ?? undefined;
  }
}

/** What `Invocation.automatic` answers for a variable that this call does not set. */
export const noAutomatic: unique symbol = Symbol('no automatic variable');

/** Whether a value carries members of its own, so that it must not be unwrapped when stored. */
export function isWrapped(value: Value): value is PSWrapped {
  return value instanceof NetObject && value instanceof PSWrapped;
}
