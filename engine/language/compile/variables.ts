/** Reading and writing variables. */
import type { VariableExpressionAst } from '../ast';
import { PSRuntimeException } from '../errors';
import type { VariablePath } from '../parsing/variable-path';
import type { Frame } from '../runtime/frame';
import type { Scope } from '../runtime/scope';
import { Variable } from '../runtime/variable';
import type { Value } from '../values';
import { foldCase } from '../values';
import type { SyncExpr } from './closure';
import type { CompiledBlock } from './compiled-block';

/** Names that mean another variable. */
export function variableKey(name: string): string {
  const key = foldCase(name);
  return key === 'psitem' ? '_' : key;
}

/** Error of strict mode for a variable that does not exist. */
export function undefinedVariable(name: string): PSRuntimeException {
  return new PSRuntimeException(
    `The variable '$${name}' cannot be retrieved because it has not been set.`,
    'VariableIsUndefined',
    { target: name },
  );
}

/** The way of names that are not in a slot yet. */
function readSlow(f: Frame, slot: number, key: string, name: string, ast: VariableExpressionAst): Value {
  const own = f.scope.own(key);
  if (own !== undefined) {
    if (own.compute === null) f.locals[slot] = own;
    return own.read();
  }
  const found = f.scope.find(key);
  if (found !== undefined) return found.read();
  if (f.rs.isStrict(f.scope, 1)) {
    f.point = ast;
    throw undefinedVariable(name);
  }
  return null;
}

function scopeOf(path: VariablePath, f: Frame): Scope {
  if (path.isGlobal) return f.scope.global;
  if (path.isScript) return f.scope.script;
  return f.scope;
}

/** `$name` as an expression. */
export function compileVariableRead(block: CompiledBlock, ast: VariableExpressionAst): SyncExpr {
  const path = ast.variablePath;
  if (path.isDriveQualified) {
    const drive = path.driveName!;
    const item = path.unqualifiedPath;
    return (f) => f.rs.readDriveVariable(drive, item, f);
  }
  const name = path.unqualifiedPath;
  const key = variableKey(name);
  if (path.isGlobal || path.isScript) {
    return (f) => {
      const variable = scopeOf(path, f).own(key);
      if (variable !== undefined) return variable.read();
      if (f.rs.isStrict(f.scope, 1)) throw undefinedVariable(path.userPath);
      return null;
    };
  }
  if (path.isLocal || path.isPrivate) {
    return (f) => {
      const variable = f.scope.own(key);
      if (variable !== undefined) return variable.read();
      if (f.rs.isStrict(f.scope, 1)) throw undefinedVariable(path.userPath);
      return null;
    };
  }
  switch (key) {
    case 'true':
      return () => true;
    case 'false':
      return () => false;
    case 'null':
      return () => null;
    case '?':
      return (f) => f.rs.questionMark;
  }
  const slot = block.slot(key);
  return (f) => {
    const variable = f.locals[slot];
    if (variable?.live) return variable.value;
    return readSlow(f, slot, key, name, ast);
  };
}

/** Stores in a variable that exists, through its guard. */
export function storeGuarded(variable: Variable, value: Value): void {
  if (variable.isReadOnly) {
    throw new PSRuntimeException(
      `Cannot overwrite variable ${variable.name} because it is read-only or constant.`,
      'VariableNotWritable',
      {
        category: 'WriteError',
        target: variable.name,
        exceptionType: 'System.Management.Automation.SessionStateUnauthorizedAccessException',
      },
    );
  }
  variable.value = variable.guard === null ? value : variable.guard.accept(value);
  if (variable.compute !== null) {
    variable.compute = null;
    variable.setOptions(variable.options);
  }
}

const constants = new Set(['true', 'false']);

function writeSlow(f: Frame, slot: number, key: string, name: string, value: Value): void {
  let variable = f.scope.own(key);
  if (variable === undefined) {
    const outer = f.scope.find(key);
    // A variable with AllScope is one and the same in all scopes.
    if (outer !== undefined && ((outer.options & 8) !== 0 || (outer.options & 2) !== 0)) {
      storeGuarded(outer, value);
      return;
    }
    variable = f.scope.put(key, new Variable(name, value));
    f.locals[slot] = variable;
    return;
  }
  if (variable.plain) variable.value = value;
  else storeGuarded(variable, value);
  f.locals[slot] = variable;
}

/** Makes the function that stores in `$name`. */
export function compileVariableWrite(block: CompiledBlock, path: VariablePath): (f: Frame, value: Value) => void {
  if (path.isDriveQualified) {
    const drive = path.driveName!;
    const item = path.unqualifiedPath;
    return (f, value) => f.rs.writeDriveVariable(drive, item, value, f);
  }
  const name = path.unqualifiedPath;
  const key = variableKey(name);
  if (path.isGlobal || path.isScript || path.isLocal || path.isPrivate) {
    return (f, value) => {
      const scope = scopeOf(path, f);
      const variable = scope.own(key);
      if (variable !== undefined) storeGuarded(variable, value);
      else {
        const made = scope.put(key, new Variable(name, value));
        if (path.isPrivate) made.setOptions(4);
      }
    };
  }
  if (key === 'null') return () => {};
  if (key === '?' || constants.has(key)) {
    return () => {
      throw new PSRuntimeException(
        `Cannot overwrite variable ${name} because it is read-only or constant.`,
        'VariableNotWritable',
        {
          category: 'WriteError',
          target: name,
          exceptionType: 'System.Management.Automation.SessionStateUnauthorizedAccessException',
        },
      );
    };
  }
  const slot = block.slot(key);
  return (f, value) => {
    const variable = f.locals[slot];
    if (variable?.plain) variable.value = value;
    else writeSlow(f, slot, key, name, value);
  };
}

/** The variable that `path` names, for `[ref]` and typed declarations; made where it does not exist. */
export function variableFor(path: VariablePath, f: Frame, make: boolean): Variable | undefined {
  const key = variableKey(path.unqualifiedPath);
  if (path.isUnqualified) {
    const found = make ? f.scope.own(key) : f.scope.find(key);
    return found ?? (make ? f.scope.put(key, new Variable(path.unqualifiedPath, null)) : undefined);
  }
  const scope = scopeOf(path, f);
  return scope.own(key) ?? (make ? scope.put(key, new Variable(path.unqualifiedPath, null)) : undefined);
}
