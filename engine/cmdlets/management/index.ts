/** The code of the modules Microsoft.PowerShell.Management, Diagnostics, CimCmdlets, NetTCPIP and of the execution policy. */
import type { Implementations } from '../../language/runtime/command-registry';
import { executionPolicyCmdlets } from '../security/execution-policy';
import { childItemCmdlets } from './child-items';
import { cimCmdlets } from './cim';
import { computerCmdlets } from './computer';
import { contentCmdlets } from './content-cmdlets';
import { driveCmdlets } from './drive-cmdlets';
import { eventCmdlets } from './event-logs';
import { ipCmdlets } from './ip-cmdlets';
import { itemCmdlets } from './item-cmdlets';
import { locationCmdlets } from './location-cmdlets';
import { pathCmdlets } from './path-cmdlets';
import { propertyCmdlets } from './property-cmdlets';
import { serviceCmdlets } from './service';
import { systemCmdlets } from './system-cmdlets';

export { sessionDrives } from './drives';
export {
  environmentAccess,
  fileAccess,
  fullPath,
  listContainer,
  namesOfMachine,
  scriptFiles,
  sessionFileStore,
} from './machine-files';

export const managementImplementations: Implementations = {
  ...childItemCmdlets,
  ...cimCmdlets,
  ...computerCmdlets,
  ...contentCmdlets,
  ...driveCmdlets,
  ...eventCmdlets,
  ...executionPolicyCmdlets,
  ...ipCmdlets,
  ...itemCmdlets,
  ...locationCmdlets,
  ...pathCmdlets,
  ...propertyCmdlets,
  ...serviceCmdlets,
  ...systemCmdlets,
};
