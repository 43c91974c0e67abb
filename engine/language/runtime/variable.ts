/** A variable of a scope. */
import type { Value } from '../values';

/** System.Management.Automation.ScopedItemOptions as bits. */
export const VariableOptions = { None: 0, ReadOnly: 1, Constant: 2, Private: 4, AllScope: 8 } as const;

/** What an assignment to a guarded variable has to pass: conversion to its type, Validate attributes. */
export interface AssignmentGuard {
  /** Gives the value to store, or throws. */
  accept(value: Value): Value;
  /** Attributes as written, for Get-Variable. */
  readonly attributes: readonly unknown[];
}

export class Variable {
  value: Value;
  options = 0;
  /** Type constraint and validation; null where any value may be stored. */
  guard: AssignmentGuard | null = null;
  description = '';
  /** Computes the value at each read (automatic variables such as `$PWD`). */
  compute: (() => Value) | null = null;
  /** False after Remove-Variable: whoever remembers the variable must look again. */
  live = true;
  /** True where an assignment only has to store: no guard, not read-only, not removed. */
  plain = true;

  constructor(
    readonly name: string,
    value: Value,
  ) {
    this.value = value;
  }

  read(): Value {
    return this.compute === null ? this.value : this.compute();
  }

  setOptions(options: number): void {
    this.options = options;
    this.update();
  }
  setGuard(guard: AssignmentGuard | null): void {
    this.guard = guard;
    this.update();
  }
  remove(): void {
    this.live = false;
    this.plain = false;
  }
  get isReadOnly(): boolean {
    return (this.options & (VariableOptions.ReadOnly | VariableOptions.Constant)) !== 0;
  }
  get isPrivate(): boolean {
    return (this.options & VariableOptions.Private) !== 0;
  }
  private update(): void {
    this.plain = this.live && this.guard === null && this.compute === null && !this.isReadOnly;
  }
}
