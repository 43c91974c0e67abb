/** Should -HaveParameter. `seen: Pester 5.9.0, test/conformance/pester (have-parameter)` */
import { allSets, type CommandMetadata, type ParameterMetadata } from '../language/binding/command-metadata';
import { toText } from '../language/conversion';
import type { Program } from '../language/host';
import { AliasInfo, CmdletInfo, CommandInfo, FunctionInfo, ScriptInfo } from '../language/runtime/command-info';
import { Extent } from '../language/runtime/extent';
import type { Frame } from '../language/runtime/frame';
import { findType } from '../language/types';
import { baseOf, PSTypeValue } from '../language/values';
import { isTruthy, texts, throwPlain } from './arguments';
import type { CallOperator, OperatorCall, Verdict } from './assertion';
import { runtimeOf } from './block-cmdlets';
import { formatBecause } from './format-value';
import { joinAnd } from './join-and';

export function metadataOf(info: CommandInfo, frame: Frame): CommandMetadata | undefined {
  if (info instanceof CmdletInfo) return info.metadata;
  if (info instanceof FunctionInfo || info instanceof ScriptInfo) return info.metadataFor(frame);
  if (info instanceof AliasInfo) return metadataOf(frame.rs.findCommand(info.definition, frame), frame);
  return undefined;
}

function isMandatory(parameter: ParameterMetadata): boolean {
  return parameter.uses.some((use) => use.mandatory);
}

/** The default as written; texts without their quotes. */
function defaultOf(parameter: ParameterMetadata): string {
  const ast = parameter.ast?.defaultValue;
  if (ast === undefined) return parameter.declaration?.defaultValue ?? '';
  if (ast.type === 'StringConstantExpressionAst' || ast.type === 'ExpandableStringExpressionAst') return ast.value;
  return Extent.of(ast)?.text ?? '';
}

function* check({ ctx, bound, actual, negate, because }: OperatorCall): Program<Verdict> {
  const { frame } = runtimeOf(ctx);
  const command = baseOf(actual);
  if (!(command instanceof CommandInfo)) {
    throwPlain(
      ctx,
      'Input value must be non-null CommandInfo object. You can get one by calling Get-Command.',
      'System.ArgumentException',
    );
  }
  const name = ctx.text(bound.ParameterName);
  const metadata = metadataOf(command, frame);
  const key = name.toLowerCase();
  const parameter = metadata?.parameters.find((one) => one.key === key);
  const reason = formatBecause(because);
  const subject = `Expected command ${command.name} to ${negate ? 'not ' : ''}have a parameter ${name}`;
  const filters: string[] = [];
  const buts: string[] = [];
  const note = (filter: string, holds: boolean, differs: string, is: string): void => {
    filters.push(filter);
    if (!holds && !negate) buts.push(differs);
    else if (holds && negate) buts.push(is);
  };
  const not = negate ? 'not ' : '';
  if (parameter === undefined) {
    if (negate) return { failure: null };
    return { failure: `${subject},${reason} but the parameter is missing.` };
  }
  if (isTruthy(bound.Mandatory)) {
    note(`which is ${not}mandatory`, isMandatory(parameter), "it wasn't mandatory", 'it was mandatory');
  }
  const typeValue = baseOf(bound.Type);
  if (typeValue !== undefined && typeValue !== null) {
    const typeName = toText(typeValue).replace(/^\[(.*)\]$/, '$1');
    const type = typeValue instanceof PSTypeValue ? typeValue.type : findType(typeName);
    if (type === undefined) {
      throwPlain(
        ctx,
        `Could not find type [${typeName}]. Make sure that the assembly that contains that type is loaded.`,
        'System.ArgumentException',
      );
    }
    const found = parameter.type?.fullName ?? 'System.Object';
    note(
      `${not}of type [${type.fullName}]`,
      found === type.fullName,
      `it was of type [${found}]`,
      `it was of type [${found}]`,
    );
  }
  if (ctx.isBound('DefaultValue')) {
    const wanted = bound.DefaultValue === null ? '' : toText(bound.DefaultValue);
    const found = defaultOf(parameter);
    note(
      `the default value ${not}to be '${wanted}'`,
      found.toLowerCase() === wanted.toLowerCase(),
      `the default value was '${found}'`,
      `the default value was '${found}'`,
    );
  }
  if (ctx.isBound('InParameterSet')) {
    const set = ctx.text(bound.InParameterSet);
    const index = metadata?.setNames.findIndex((one) => one.toLowerCase() === set.toLowerCase()) ?? -1;
    const holds = parameter.mask === allSets || (index >= 0 && (parameter.mask & (1 << index)) !== 0);
    note(
      `${not}in parameter set '${set}'`,
      holds,
      `the parameter was not in parameter set '${set}'`,
      `the parameter was in parameter set '${set}'`,
    );
  }
  if (isTruthy(bound.HasArgumentCompleter)) {
    const holds = parameter.attributes.some(
      (attribute) => (attribute as { name?: string }).name === 'ArgumentCompleter',
    );
    note('has ArgumentCompletion', holds, "it didn't have ArgumentCompletion", 'it has ArgumentCompletion');
  }
  for (const alias of texts(ctx, bound.Alias)) {
    const holds = parameter.aliases.some((one) => one.toLowerCase() === alias.toLowerCase());
    note(
      `with${negate ? 'out' : ''} alias '${alias}'`,
      holds,
      `it didn't have an alias '${alias}'`,
      `it has an alias '${alias}'`,
    );
  }
  if (negate && filters.length === 0) return { failure: `${subject},${reason} but the parameter exists.` };
  if (buts.length === 0) return { failure: null };
  return { failure: `${subject}, ${joinAnd(filters)},${reason} but ${joinAnd(buts)}.` };
}

export const haveParameter: CallOperator = {
  name: 'HaveParameter',
  aliases: [],
  wholeInput: false,
  parameters: [
    { name: 'ParameterName', type: 'string', position: 0, mandatory: true },
    { name: 'Type', type: 'Object', position: 1 },
    { name: 'DefaultValue', type: 'Object', position: 2, allowNull: true, allowEmptyString: true },
    { name: 'Mandatory', type: 'SwitchParameter' },
    { name: 'InParameterSet', type: 'string' },
    { name: 'HasArgumentCompleter', type: 'SwitchParameter' },
    { name: 'Alias', type: 'string[]' },
  ],
  check,
};
