/** `$env:x`, `${function:f}`, `$variable:x`, `$alias:a`. */
import { toText } from '../conversion';
import { NetException, PSRuntimeException } from '../errors';
import { foldCase, type Value } from '../values';
import { AliasInfo } from './command-info';
import { findInScopes } from './discovery';
import type { Frame } from './frame';
import type { Runspace } from './runspace';
import { ScriptBlock } from './script-block';

function noDrive(drive: string): PSRuntimeException {
  return new PSRuntimeException(
    `Cannot find drive. A drive with the name '${drive}' does not exist.`,
    'DriveNotFound',
    {
      category: 'ObjectNotFound',
      target: drive,
      exceptionType: 'System.Management.Automation.DriveNotFoundException',
    },
  );
}

export function readDriveVariable(rs: Runspace, drive: string, item: string, f: Frame): Value {
  const key = foldCase(item);
  switch (foldCase(drive)) {
    case 'env':
      return rs.options.environment?.get(item) ?? rs.environment.get(key)?.[1] ?? null;
    case 'function':
      return findInScopes(f.scope, (s) => s.functions, key)?.block ?? null;
    case 'variable':
      return f.scope.value(key) ?? null;
    case 'alias':
      return findInScopes(f.scope, (s) => s.aliases, key)?.definition ?? null;
    default: {
      const store = rs.options.files;
      if (store !== undefined && /^[a-z]$/i.test(drive)) {
        const text = store.readText(`${drive}:\\${item}`);
        return text ?? null;
      }
      throw noDrive(drive);
    }
  }
}

export function writeDriveVariable(rs: Runspace, drive: string, item: string, value: Value, f: Frame): void {
  const key = foldCase(item);
  switch (foldCase(drive)) {
    case 'env': {
      const text = value === null || value === undefined ? undefined : toText(value);
      const environment = rs.options.environment;
      if (environment !== undefined) environment.set(item, text === '' ? undefined : text);
      else if (text === undefined || text === '') rs.environment.delete(key);
      else rs.environment.set(key, [item, text]);
      return;
    }
    case 'function':
      if (value instanceof ScriptBlock) rs.setFunction(item, value, f.scope);
      else if (value === null || value === undefined) {
        f.scope.functions?.delete(key);
        rs.commandVersion++;
      } else rs.setFunction(item, rs.createScriptBlock(toText(value)), f.scope);
      return;
    case 'variable':
      rs.setLocalVariable(f.scope, item, value);
      return;
    case 'alias':
      f.scope.aliases ??= new Map();
      f.scope.aliases.set(key, new AliasInfo(item, toText(value)));
      rs.commandVersion++;
      return;
    default: {
      const store = rs.options.files;
      if (store !== undefined && /^[a-z]$/i.test(drive)) {
        store.writeText(`${drive}:\\${item}`, toText(value), false);
        return;
      }
      throw noDrive(drive);
    }
  }
}

export { NetException };
