/** Add-ShouldOperator and Get-ShouldOperator. `seen: Pester 5.9.0` */
import { defineCmdlet, type ParameterDeclaration } from '../language/command';
import { toBool } from '../language/conversion';
import { readMember } from '../language/formatting/object-access';
import type { Program } from '../language/host';
import { CmdletInfo, ScriptInfo } from '../language/runtime/command-info';
import type { Frame } from '../language/runtime/frame';
import type { Runspace } from '../language/runtime/runspace';
import type { ScriptBlock } from '../language/runtime/script-block';
import { foldCase, PSArray, PSCustomObject, type Value } from '../language/values';
import { isTruthy, texts, throwPlain } from './arguments';
import type { CallOperator, OperatorCall, Verdict } from './assertion';
import { PESTER, runtimeOf } from './block-cmdlets';
import { makeShould, ownOperatorNames } from './should';
import { captureIn, scopeBelow } from './state';

/** Operators that scripts of a session added. */
const added = new WeakMap<Runspace, CallOperator[]>();

/** Parameters that every operator's block has. */
const common = new Set(['actualvalue', 'negate', 'because', 'callersessionstate', 'args']);

function parametersOf(script: ScriptBlock, frame: Frame): ParameterDeclaration[] {
  const metadata = new ScriptInfo('', script, undefined).metadataFor(frame);
  return metadata.parameters
    .filter((parameter) => !parameter.common && !common.has(parameter.key))
    .map((parameter, index) => ({
      name: parameter.name,
      type: parameter.isSwitch ? 'SwitchParameter' : parameter.typeName || 'Object',
      position: parameter.isSwitch ? undefined : (parameter.uses[0]?.position ?? index),
      mandatory: parameter.uses.some((use) => use.mandatory),
      allowNull: true,
      allowEmptyString: true,
      allowEmptyCollection: true,
    }));
}

function operatorOf(
  name: string,
  aliases: string[],
  script: ScriptBlock,
  wholeInput: boolean,
  frame: Frame,
): CallOperator {
  const parameters = parametersOf(script, frame);
  return {
    name,
    aliases,
    wholeInput,
    parameters,
    *check({ ctx, bound, actual, negate, because }: OperatorCall): Program<Verdict> {
      const runtime = runtimeOf(ctx);
      const named: Array<[string, Value]> = [
        ['ActualValue', actual],
        ['Negate', negate],
        ['Because', because],
      ];
      for (const parameter of parameters) {
        if (bound[parameter.name] !== undefined) named.push([parameter.name, bound[parameter.name]]);
      }
      const scope = scopeBelow(runtime.frame.scope);
      const items = yield* captureIn(runtime.rs, script, scope, runtime.frame, named);
      const answer = items[items.length - 1] ?? null;
      if (toBool(member(answer, 'Succeeded'))) return { failure: null };
      return { failure: runtime.rs.text(member(answer, 'FailureMessage')) };
    },
  };
}

function member(object: Value, name: string): Value {
  return readMember(object, name) ?? null;
}

export const addShouldOperator = defineCmdlet({
  name: 'Add-ShouldOperator',
  module: PESTER,
  commandType: 'Function',
  aliases: ['Add-AssertionOperator'],
  parameters: [
    { name: 'Name', type: 'string', mandatory: true, position: 0 },
    { name: 'Test', type: 'ScriptBlock', mandatory: true, position: 1 },
    { name: 'Alias', type: 'string[]', position: 2 },
    { name: 'InternalName', type: 'string', position: 3 },
    { name: 'SupportsArrayInput', type: 'SwitchParameter' },
  ],
  help: { synopsis: 'Register a Should Operator with Pester' },
  end(ctx, bound) {
    const { rs, frame } = runtimeOf(ctx);
    const name = ctx.text(bound.Name);
    const aliases = texts(ctx, bound.Alias);
    const operators = added.get(rs) ?? [];
    const own = ownOperatorNames();
    for (const wanted of [name, ...aliases]) {
      const taken = [...own, ...operators].some((one) =>
        [one.name, ...one.aliases].some((other) => foldCase(other) === foldCase(wanted)),
      );
      if (taken) {
        throwPlain(
          ctx,
          `Assertion operator name '${wanted}' has been added multiple times. Adding it multiple times might result in unexpected behavior.`,
          'System.Management.Automation.RuntimeException',
        );
      }
    }
    operators.push(operatorOf(name, aliases, bound.Test as ScriptBlock, isTruthy(bound.SupportsArrayInput), frame));
    added.set(rs, operators);
    const { top } = rs.global;
    top.functions ??= new Map();
    // Commands are looked for among functions first: the session has a Should of its own now.
    top.functions.set('should', new CmdletInfo(makeShould(operators)) as never);
    rs.commandVersion++;
  },
});

export const getShouldOperator = defineCmdlet({
  name: 'Get-ShouldOperator',
  module: PESTER,
  commandType: 'Function',
  parameters: [{ name: 'Name', type: 'string', position: 0 }],
  help: { synopsis: 'Display the assertion operators available for use with Should.' },
  end(ctx, bound) {
    const { rs } = runtimeOf(ctx);
    const wanted = bound.Name === undefined || bound.Name === null ? null : foldCase(ctx.text(bound.Name));
    const all = [...ownOperatorNames(), ...(added.get(rs) ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name, aliases } of all) {
      if (wanted !== null && foldCase(name) !== wanted) continue;
      ctx.write(
        PSCustomObject.from([
          ['Name', name],
          ['Alias', new PSArray(aliases)],
        ]),
      );
    }
  },
});
