import type { CmdletDefinition, CommandContext } from '../../language/command';
import type { Value } from '../../language/values';

/** The code of a declared cmdlet: its steps, and what the declaration (names, sets, types) does not say. */
export type Implementation = Pick<CmdletDefinition, 'begin' | 'process' | 'end'> & {
  confirmImpact?: CmdletDefinition['confirmImpact'];
  help?: CmdletDefinition['help'];
  /** Parameters that are declared but not simulated: using one gives an honest error. */
  notSimulated?: string[];
  /** Values that Tab offers for a parameter, from the world. */
  complete?: Record<string, (ctx: CommandContext, word: string, bound: ReadonlyMap<string, Value>) => string[]>;
};

export type Implementations = Record<string, Implementation>;
