/** Decodes the compact tables that `scripts/declarations.mjs` writes; a cmdlet is decoded when it is first asked for. */
import type { CmdletDefinition, ParameterDeclaration, ParameterInSet } from '../command';

interface ParameterExtra {
  v?: string[];
  e?: string[];
  r?: [number, number];
  w?: number;
  d?: string;
  x?: number;
}

interface CompactCmdlet {
  s?: string[];
  d?: number;
  f?: string;
  a?: string[];
  o?: string[];
  c?: string;
  p: Array<[string, number, string, (string[] | 0)?, ParameterExtra?]>;
}

/** One `<module>.data.json`. */
export interface DeclarationTable {
  module: string;
  types: string[];
  /** Cmdlets of which only the name is known. */
  names: string[];
  cmdlets: Record<string, CompactCmdlet>;
}

const inSetPattern = /^(\*|\d+)(m?)(?:p(\d+))?(v?)(n?)(r?)$/;

function parseInSet(word: string): [string, ParameterInSet] {
  const match = inSetPattern.exec(word);
  if (!match) throw new Error(`declaration table: ${word}`);
  const use: ParameterInSet = {};
  if (match[2]) use.mandatory = true;
  if (match[3] !== undefined) use.position = Number(match[3]);
  if (match[4]) use.fromPipeline = true;
  if (match[5]) use.fromPipelineByPropertyName = true;
  if (match[6]) use.fromRemaining = true;
  return [match[1], use];
}

/** The definition without code. WhatIf and Confirm are left out: they are common parameters. */
export function decodeCmdlet(table: DeclarationTable, name: string): CmdletDefinition | undefined {
  const compact = table.cmdlets[name];
  if (!compact) return table.names.includes(name) ? { name, module: table.module, parameters: [] } : undefined;
  const flags = compact.f ?? '';
  const setNames = compact.s ?? [];
  const parameters: ParameterDeclaration[] = [];
  for (const [parameterName, type, words, aliases, extra] of compact.p) {
    if (flags.includes('S') && (parameterName === 'WhatIf' || parameterName === 'Confirm')) continue;
    const parameter: ParameterDeclaration = { name: parameterName, type: table.types[type] };
    for (const word of words.split(' ')) {
      const [set, use] = parseInSet(word);
      if (set === '*') Object.assign(parameter, use);
      else {
        parameter.sets ??= {};
        parameter.sets[setNames[Number(set)]] = use;
      }
    }
    if (aliases) parameter.aliases = aliases;
    if (extra) {
      if (extra.v) parameter.validateSet = extra.v;
      if (extra.e) parameter.enumNames = extra.e;
      if (extra.r) parameter.validateRange = extra.r;
      if (extra.w) parameter.wildcards = true;
      if (extra.d) parameter.defaultValue = extra.d;
    }
    parameters.push(parameter);
  }
  return {
    name,
    module: table.module,
    commandType: flags.includes('F') ? 'Function' : 'Cmdlet',
    aliases: compact.a,
    defaultParameterSet: compact.d === undefined ? undefined : setNames[compact.d],
    supportsShouldProcess: flags.includes('S'),
    confirmImpact: compact.c as CmdletDefinition['confirmImpact'],
    outputs: compact.o,
    parameters,
  };
}
