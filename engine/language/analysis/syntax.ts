import type { CommandAst } from '../ast';
import { allSets, type ParameterMetadata } from '../binding/command-metadata';
import { shortTypeName } from '../completion/complete-command';
import type { ResolvedCommand } from '../completion/context';
import { isInSets, usesIn } from '../completion/pseudo-binder';

/** One parameter set as Get-Command -Syntax writes it, with the place of each parameter in the text. */
export interface SyntaxLine {
  readonly text: string;
  readonly parameters: readonly SyntaxParameter[];
}

export interface SyntaxParameter {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function parameterText(parameter: ParameterMetadata, mandatory: boolean, positional: boolean): string {
  const name = `-${parameter.name}`;
  if (parameter.isSwitch) return mandatory ? name : `[${name}]`;
  const named = `${positional ? `[${name}]` : name} <${shortTypeName(parameter)}>`;
  return mandatory ? named : `[${named}]`;
}

/** The lines of a command's syntax: one for each parameter set; common parameters are one word. */
export function syntaxOf(command: ResolvedCommand): SyntaxLine[] {
  const { metadata } = command;
  const masks = metadata.setNames.length === 0 ? [allSets] : metadata.setNames.map((_, i) => 1 << i);
  return masks.map((mask) => syntaxLine(command, mask));
}

function syntaxLine(command: ResolvedCommand, mask: number): SyntaxLine {
  const own = command.metadata.parameters.filter((p) => isInSets(p, mask));
  const rank = (p: ParameterMetadata): number => {
    const use = usesIn(p, mask)[0];
    if (use?.position !== undefined) return use.position;
    return use?.mandatory === true ? 1_000_000 : 2_000_000;
  };
  const listed = own
    .filter((p) => !p.common || /^(?:WhatIf|Confirm)$/.test(p.name))
    .map((parameter, index) => ({ parameter, index }))
    .sort((a, b) => rank(a.parameter) - rank(b.parameter) || a.index - b.index);
  let text = command.name;
  const parameters: SyntaxParameter[] = [];
  for (const { parameter } of listed) {
    const use = usesIn(parameter, mask)[0];
    const start = text.length + 1;
    text += ` ${parameterText(parameter, use?.mandatory === true, use?.position !== undefined)}`;
    parameters.push({ name: parameter.name, start, end: text.length });
  }
  if (own.some((p) => p.common)) text += ' [<CommonParameters>]';
  return { text, parameters };
}

/** Whether a command is called by a name that is known before running. */
export function calledName(ast: CommandAst): string | undefined {
  const name = ast.getCommandName();
  return name === undefined || name === '' ? undefined : name;
}
