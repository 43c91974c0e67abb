/** Set-ItResult and InModuleScope. `seen: Pester 5.9.0` */
import { defineCmdlet } from '../language/command';
import { makeException } from '../language/errors';
import type { Program } from '../language/host';
import { TerminatingError } from '../language/runtime/control-flow';
import { ErrorRecord } from '../language/runtime/error-record';
import { ScriptBlock } from '../language/runtime/script-block';
import { baseOf } from '../language/values';
import { isTruthy } from './arguments';
import { PESTER, runtimeOf } from './block-cmdlets';
import { MODULE_FILE } from './failure-lines';
import { becauseClause } from './format-value';
import { moduleScope } from './mock';
import { captureIn, dataEntries, scopeBelow, setVariable } from './state';

export const setItResult = defineCmdlet({
  name: 'Set-ItResult',
  module: PESTER,
  commandType: 'Function',
  defaultParameterSet: 'Inconclusive',
  parameters: [
    { name: 'Inconclusive', type: 'SwitchParameter', sets: { Inconclusive: {} } },
    { name: 'Pending', type: 'SwitchParameter', sets: { Pending: {} } },
    { name: 'Skipped', type: 'SwitchParameter', sets: { Skipped: {} } },
    { name: 'Because', type: 'string', sets: { Inconclusive: {}, Pending: {}, Skipped: {} } },
  ],
  help: { synopsis: 'Set-ItResult is used inside the It block to explicitly set the test result.' },
  end(ctx, bound) {
    const kind = isTruthy(bound.Skipped) ? 'Skipped' : isTruthy(bound.Pending) ? 'Skipped' : 'Inconclusive';
    const reason = baseOf(bound.Because);
    const text = `is ${kind.toLowerCase()}${becauseClause(reason === undefined || reason === null ? null : ctx.text(reason))}`;
    const record = new ErrorRecord(makeException('System.Exception', text), `PesterTest${kind}`, 'InvalidResult', null);
    record.scriptStackTrace = `at Set-ItResult, ${MODULE_FILE}: line 1`;
    record.invocation = runtimeOf(ctx).myInvocation;
    throw new TerminatingError(record, true);
  },
});

export const inModuleScope = defineCmdlet({
  name: 'InModuleScope',
  module: PESTER,
  commandType: 'Function',
  parameters: [
    { name: 'ModuleName', type: 'string', position: 0, mandatory: true },
    { name: 'ScriptBlock', type: 'ScriptBlock', position: 1, mandatory: true },
    { name: 'Parameters', type: 'hashtable' },
    { name: 'ArgumentList', type: 'Object[]' },
  ],
  help: { synopsis: 'Allows you to execute parts of a test script within the scope of a PowerShell script module.' },
  *end(ctx, bound): Program<void> {
    const { rs, frame } = runtimeOf(ctx);
    const top = moduleScope(ctx, ctx.text(bound.ModuleName));
    const scope = scopeBelow(top, top);
    const named = dataEntries(bound.Parameters);
    for (const [name, value] of named) setVariable(scope, name, value);
    if (bound.ArgumentList !== undefined) setVariable(scope, 'args', bound.ArgumentList);
    const block = bound.ScriptBlock;
    if (block instanceof ScriptBlock) ctx.writeAll(yield* captureIn(rs, block, scope, frame, named));
  },
});
