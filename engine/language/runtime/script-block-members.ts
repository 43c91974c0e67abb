/** Members of script blocks: Invoke, GetNewClosure, Create ... */
import { conversionHooks } from '../conversion';
import { makeException, NetException, PSRuntimeException } from '../errors';
import { getMember } from '../net';
import { enterTypeData } from '../net/type-data';
import type { MethodContext } from '../types';
import { findType } from '../types';
import { PSArray, PSList, type Value } from '../values';
import { TerminatingError } from './control-flow';
import { driveToEnd } from './drive';
import { ensureType, method, properties } from './engine-types';
import { ErrorRecord } from './error-record';
import { PSModuleInfo } from './module-info';
import type { Runspace } from './runspace';
import { Scope } from './scope';
import { ScriptBlock } from './script-block';
import { SessionState } from './session-state';
import { syntaxValue } from './syntax-tree-values';
import { Variable } from './variable';

/** The runspace in which .NET members run scripts now: sessions run one after the other, never at once. */
export const active = new (class {
  private current: Runspace | undefined;
  get rs(): Runspace | undefined {
    return this.current;
  }
  set rs(next: Runspace | undefined) {
    this.current = next;
    if (next !== undefined) enterTypeData(next.typeData);
  }
})();

function runspace(): Runspace {
  if (active.rs === undefined) throw new Error('no runspace is running');
  return active.rs;
}

/** A block that runs with a copy of the variables of the scope it was made in. */
export function newClosure(block: ScriptBlock, rs: Runspace): ScriptBlock {
  const frame = rs.frameNow();
  const outer = frame.scope;
  const session = new SessionState(rs, rs.global.top);
  const module = new PSModuleInfo(`__DynamicModule_${++rs.closureCount}`, session);
  session.module = module;
  for (const [key, variable] of outer.variables()) {
    if (callNames.has(key)) continue;
    const copy = new Variable(variable.name, variable.read());
    if (variable.guard !== null) copy.setGuard(variable.guard);
    session.top.put(key, copy);
  }
  const made = new ScriptBlock(block.ast, session);
  return made;
}
const callNames = new Set([
  'args',
  'input',
  'myinvocation',
  'psboundparameters',
  'pscmdlet',
  'true',
  'false',
  'null',
  'error',
  'host',
  'executioncontext',
  'pwd',
  'pid',
  'home',
  'pshome',
  'shellid',
  '_',
]);

export function installScriptBlockMembers(): void {
  const type = properties('System.Management.Automation.ScriptBlock', 'System.Object', {
    Ast: ['System.Management.Automation.Language.Ast', (self: ScriptBlock) => syntaxValue(self.ast)],
    File: ['string', (self: ScriptBlock) => self.file ?? ''],
    IsFilter: ['bool', () => false],
    IsConfiguration: ['bool', () => false],
    Module: ['psmoduleinfo', (self: ScriptBlock) => self.session?.module ?? null],
    StartPosition: ['System.Management.Automation.PSToken', () => null],
    Id: ['guid', () => null],
    DebuggerHidden: ['bool', () => false],
    Attributes: ['System.Collections.Generic.List[System.Attribute]', () => new PSArray([])],
  });
  type.toText = (self) => (self as ScriptBlock).text;
  const invoke = (self: ScriptBlock, args: Value[], context: MethodContext) => invokeBlock(self, args, context);
  const invokeType = 'System.Collections.ObjectModel.Collection[psobject]';
  method(type, 'Invoke', [`${invokeType} Invoke(Params System.Object[] args)`], (self: ScriptBlock, args, context) =>
    (function* () {
      const items = yield* invoke(self, args, context);
      return new PSList(
        items,
        findType('System.Collections.ObjectModel.Collection[psobject]') ??
          ensureType('System.Collections.ObjectModel.Collection`1[[System.Management.Automation.PSObject]]'),
      );
    })(),
  );
  method(
    type,
    'InvokeReturnAsIs',
    ['System.Object InvokeReturnAsIs(Params System.Object[] args)'],
    (self: ScriptBlock, args, context) =>
      (function* () {
        const items = yield* invoke(self, args, context);
        return items.length === 0 ? null : items.length === 1 ? items[0] : new PSArray(items);
      })(),
  );
  method(
    type,
    'InvokeWithContext',
    [
      `${invokeType} InvokeWithContext(hashtable functionsToDefine, System.Collections.Generic.List[psvariable] variablesToDefine, Params System.Object[] args)`,
    ],
    (self: ScriptBlock, args, context) =>
      (function* () {
        const variables = args[1] instanceof PSList || args[1] instanceof PSArray ? args[1].items : [];
        const under = variables.find((one) => String(getMember(one, 'Name')) === '_');
        const rs = runspace();
        const items = yield* rs.runBlock(self, {
          args: args.slice(2),
          frame: rs.frameNow(),
          newScope: true,
          underscore: under === undefined ? undefined : (getMember(under, 'Value') ?? null),
        });
        void context;
        return new PSArray(items);
      })(),
  );
  method(type, 'GetNewClosure', ['scriptblock GetNewClosure()'], (self: ScriptBlock) => newClosure(self, runspace()));
  method(type, 'ToString', ['string ToString()'], (self: ScriptBlock) => self.text);
  method(type, 'CheckRestrictedLanguage', ['void CheckRestrictedLanguage()'], () => undefined);
  type.staticMethods.set('create', {
    name: 'Create',
    overloads: ['static scriptblock Create(string script)'],
    invoke: (_self, args) => {
      try {
        return runspace().createScriptBlock(String(args[0] ?? ''));
      } catch (error) {
        throw error instanceof TerminatingError ? NetException.of(error.record.exception) : error;
      }
    },
  });
  conversionHooks.createScriptBlock = (text) => runspace().createScriptBlock(text);
  conversionHooks.readScriptProperty = (self, member) => {
    const rs = runspace();
    const items = driveToEnd(
      rs.runBlock(member.getter as ScriptBlock, { frame: rs.frameNow(), newScope: true, thisValue: self, args: [] }),
      rs,
    );
    return items.length === 0 ? null : items.length === 1 ? items[0] : new PSArray(items);
  };
  conversionHooks.writeScriptProperty = (self, member, value) => {
    const rs = runspace();
    driveToEnd(
      rs.runBlock(member.setter as ScriptBlock, {
        frame: rs.frameNow(),
        newScope: true,
        thisValue: self,
        args: [value],
      }),
      rs,
    );
  };
  conversionHooks.callScriptMethod = (self, name, args) => {
    const rs = runspace();
    return rs.callScriptMethod(self, name, args);
  };
}

/** Runs a block as a method does: an error in it becomes the exception of the call. */
function* invokeBlock(block: ScriptBlock, args: Value[], _context: MethodContext): import('../host').Program<Value[]> {
  const rs = runspace();
  try {
    return yield* rs.runBlock(block, { args, frame: rs.frameNow(), newScope: true });
  } catch (error) {
    if (error instanceof TerminatingError) throw NetException.of(error.record.exception);
    if (error instanceof PSRuntimeException) throw NetException.of(error.exception);
    throw error;
  }
}

export { ErrorRecord, makeException, Scope };
