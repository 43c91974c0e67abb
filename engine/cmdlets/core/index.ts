/** The code of module Microsoft.PowerShell.Core, and of the utility cmdlets that are part of the language's own state. */
import type { Implementations } from '../../language/runtime/command-registry';
import { forEachCmdlets } from './for-each-object';
import { discoveryCmdlets } from './get-command';
import { helpCmdlets } from './get-help';
import { jobCmdlets } from './jobs';
import { moduleCmdlets } from './modules';
import { objectCmdlets } from './new-object';
import { debugCmdlets } from './ps-debug';
import { remotingCmdlets } from './remoting';
import { variableCmdlets } from './variables';
import { writeCmdlets } from './write';

export { type RemoteItem, type RemoteTarget, type RemotingService, remoting } from './remoting';

export const coreCmdlets: Implementations = {
  ...forEachCmdlets,
  ...writeCmdlets,
  ...variableCmdlets,
  ...objectCmdlets,
  ...moduleCmdlets,
  ...remotingCmdlets,
  ...discoveryCmdlets,
  ...helpCmdlets,
  ...jobCmdlets,
  ...debugCmdlets,
};
