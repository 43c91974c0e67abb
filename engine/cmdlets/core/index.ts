/** The code of module Microsoft.PowerShell.Core, and of the utility cmdlets that are part of the language's own state. */
import type { Implementations } from '../../language/runtime/command-registry';
import { forEachCmdlets } from './for-each-object';
import { objectCmdlets } from './new-object';
import { variableCmdlets } from './variables';
import { writeCmdlets } from './write';

export const coreCmdlets: Implementations = {
  ...forEachCmdlets,
  ...writeCmdlets,
  ...variableCmdlets,
  ...objectCmdlets,
};
