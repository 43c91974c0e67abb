/** The drives over the session itself: Variable, Function, Alias, Env. seen: SessionStateProviderBase.cs, SessionStateProviderBaseStrings */
import { toText } from '../../language/conversion';
import type { AliasInfo, FunctionInfo } from '../../language/runtime/command-info';
import { findInScopes } from '../../language/runtime/discovery';
import { writeDriveVariable } from '../../language/runtime/drive-variables';
import type { Runspace } from '../../language/runtime/runspace';
import type { Scope } from '../../language/runtime/scope';
import { PSVariableObject } from '../../language/runtime/variable-object';
import { baseOf, foldCase, PSArray, PSDictionaryEntry, PSList, type Value } from '../../language/values';
import {
  type ChildEntry,
  type ItemOperation,
  type ItemProvider,
  notSupported,
  ProviderError,
  type ProviderName,
  pathNotFound,
} from './item-provider';

const labels: Record<string, string> = {
  'new-file': 'New Item',
  'new-folder': 'New Item',
  remove: 'Remove Item',
  rename: 'Rename Item',
  copy: 'Copy Item',
  move: 'Move Item',
  set: 'Set Item',
  clear: 'Clear Item',
  'clear-content': 'Clear Content',
};

abstract class SessionProvider implements ItemProvider {
  abstract readonly name: ProviderName;
  readonly isNavigation = false;
  readonly capabilities: string = 'ShouldProcess';
  readonly home = undefined;
  constructor(protected readonly rs: Runspace) {}

  protected get scope(): Scope {
    return this.rs.activeScope;
  }
  protected abstract find(key: string): Value | undefined;
  protected abstract names(): string[];
  /** Value as content: text of an environment variable, value of a variable. */
  protected abstract content(key: string): Value;
  protected abstract store(name: string, value: Value): void;
  protected abstract drop(key: string, force: boolean): void;

  private clean(path: string): string {
    return path.replace(/^\\+|\\+$/g, '');
  }
  exists(path: string): boolean {
    const name = this.clean(path);
    return name === '' || this.find(foldCase(name)) !== undefined;
  }
  isContainer(path: string): boolean {
    return this.clean(path) === '';
  }
  item(path: string): Value {
    return this.find(foldCase(this.clean(path))) ?? null;
  }
  childItem(_parent: string, name: string): Value {
    return this.item(name);
  }
  children(): ChildEntry[] {
    return this.names()
      .sort((a, b) => (foldCase(a) < foldCase(b) ? -1 : 1))
      .map((name) => ({ name, isContainer: false, hidden: false }));
  }
  join(parent: string, child: string): string {
    return parent === '' ? child : `${parent}\\${child}`;
  }
  split(path: string): { parent: string; leaf: string } {
    return { parent: '', leaf: this.clean(path) };
  }
  label(operation: ItemOperation, path: string, other = ''): [string, string] {
    // seen: SessionStateProviderBaseStrings
    const target =
      operation === 'rename'
        ? `Item: ${path} NewName: ${other}`
        : operation === 'copy' || operation === 'move'
          ? `Item: ${path} Destination: ${other}`
          : operation === 'set'
            ? `Item: ${path} Value: ${other}`
            : operation === 'new-file' || operation === 'new-folder'
              ? `Name: ${path}${other === '' ? '' : ` Type: ${other}`}`
              : `Item: ${path}`;
    return [labels[operation], target];
  }
  newItem(path: string, _type: string, value: Value, force: boolean): Value {
    const name = this.clean(path);
    if (this.find(foldCase(name)) !== undefined && !force)
      throw new ProviderError(
        `The item at path '${name}' already exists.`,
        'Argument',
        'InvalidArgument',
        null,
        'System.Management.Automation.PSArgumentException',
        true,
      );
    this.store(name, value);
    return this.item(name);
  }
  remove(path: string, force: boolean): void {
    if (!this.exists(path)) throw pathNotFound(path);
    this.drop(foldCase(this.clean(path)), force);
  }
  rename(path: string, name: string, force: boolean): string {
    const old = foldCase(this.clean(path));
    if (this.find(foldCase(name)) !== undefined)
      throw new ProviderError(
        `The item at path '${name}' already exists.`,
        'Argument',
        'InvalidArgument',
        null,
        'System.Management.Automation.PSArgumentException',
        true,
      );
    const value = this.content(old);
    this.drop(old, force);
    this.store(name, value);
    return name;
  }
  copy(path: string, target: string): string {
    if (!this.exists(path)) throw pathNotFound(path);
    this.store(this.clean(target), this.content(foldCase(this.clean(path))));
    return target;
  }
  move(): string {
    throw notSupported('The NavigationCmdletProvider methods are not supported by this provider.');
  }
  setItem(path: string, value: Value): Value {
    this.store(this.clean(path), value);
    return this.item(path);
  }
  clearItem(path: string): void {
    this.setItem(path, null);
  }
  readContent(path: string): Value[] {
    if (!this.exists(path)) throw pathNotFound(path);
    const value = this.content(foldCase(this.clean(path)));
    return value instanceof PSArray || value instanceof PSList ? [...value.items] : [value];
  }
  writeContent(path: string, values: Value[]): void {
    this.store(this.clean(path), values.length === 1 ? values[0] : new PSArray(values));
  }
  clearContent(path: string): void {
    this.setItem(path, null);
  }
}

/** Names of all scopes from here up. */
function namesOf(scope: Scope, pick: (scope: Scope) => Iterable<string>): string[] {
  const names = new Map<string, string>();
  for (let at: Scope | null = scope; at !== null; at = at.parent)
    for (const name of pick(at)) if (!names.has(foldCase(name))) names.set(foldCase(name), name);
  return [...names.values()];
}

export class VariableProvider extends SessionProvider {
  readonly name = 'Variable';
  protected find(key: string): Value | undefined {
    const variable = this.scope.find(key);
    return variable && new PSVariableObject(variable);
  }
  protected names(): string[] {
    return namesOf(this.scope, function* (scope) {
      for (const [, variable] of scope.variables()) yield variable.name;
    });
  }
  protected content(key: string): Value {
    return this.scope.value(key) ?? null;
  }
  protected store(name: string, value: Value): void {
    this.rs.setLocalVariable(this.scope, name, value);
  }
  protected drop(key: string): void {
    for (let at: Scope | null = this.scope; at !== null; at = at.parent) if (at.remove(key)) return;
  }
}

export class FunctionProvider extends SessionProvider {
  readonly name = 'Function';
  protected find(key: string): Value | undefined {
    return findInScopes<FunctionInfo>(this.scope, (scope) => scope.functions, key);
  }
  protected names(): string[] {
    return namesOf(this.scope, (scope) => [...(scope.functions?.values() ?? [])].map((info) => info.name));
  }
  protected content(key: string): Value {
    return findInScopes<FunctionInfo>(this.scope, (scope) => scope.functions, key)?.block ?? null;
  }
  protected store(name: string, value: Value): void {
    writeDriveVariable(this.rs, 'function', name, value, this.rs.frameNow());
  }
  protected drop(key: string): void {
    for (let at: Scope | null = this.scope; at !== null; at = at.parent)
      if (at.functions?.delete(key)) {
        this.rs.commandVersion++;
        return;
      }
  }
}

export class AliasProvider extends SessionProvider {
  readonly name = 'Alias';
  protected find(key: string): Value | undefined {
    return findInScopes<AliasInfo>(this.scope, (scope) => scope.aliases, key);
  }
  protected names(): string[] {
    return namesOf(this.scope, (scope) => [...(scope.aliases?.values() ?? [])].map((info) => info.name));
  }
  protected content(key: string): Value {
    return findInScopes<AliasInfo>(this.scope, (scope) => scope.aliases, key)?.definition ?? null;
  }
  protected store(name: string, value: Value): void {
    writeDriveVariable(this.rs, 'alias', name, toText(value ?? ''), this.rs.frameNow());
  }
  protected drop(key: string): void {
    for (let at: Scope | null = this.scope; at !== null; at = at.parent)
      if (at.aliases?.delete(key)) {
        this.rs.commandVersion++;
        return;
      }
  }
}

export class EnvironmentProvider extends SessionProvider {
  readonly name = 'Environment';
  private get entries(): Iterable<readonly [string, string]> {
    return this.rs.options.environment?.all() ?? this.rs.environment.values();
  }
  private entry(key: string): readonly [string, string] | undefined {
    for (const entry of this.entries) if (foldCase(entry[0]) === key) return entry;
    return undefined;
  }
  protected find(key: string): Value | undefined {
    const entry = this.entry(key);
    return entry && new PSDictionaryEntry(entry[0], entry[1]);
  }
  protected names(): string[] {
    return [...this.entries].map(([name]) => name);
  }
  protected content(key: string): Value {
    return this.entry(key)?.[1] ?? null;
  }
  protected store(name: string, value: Value): void {
    const base = baseOf(value);
    const text = base instanceof PSDictionaryEntry ? base.value : value;
    writeDriveVariable(this.rs, 'env', name, text, this.rs.frameNow());
  }
  protected drop(key: string): void {
    writeDriveVariable(this.rs, 'env', key, null, this.rs.frameNow());
  }
}
