/** The code of module Microsoft.PowerShell.Management. */
import type { Implementations } from '../../language/runtime/command-registry';
import { childItemCmdlets } from './child-items';
import { computerCmdlets } from './computer';
import { contentCmdlets } from './content-cmdlets';
import { driveCmdlets } from './drive-cmdlets';
import { itemCmdlets } from './item-cmdlets';
import { locationCmdlets } from './location-cmdlets';
import { pathCmdlets } from './path-cmdlets';
import { propertyCmdlets } from './property-cmdlets';
import { serviceCmdlets } from './service';

export { sessionDrives } from './drives';
export { environmentAccess, fileAccess, fullPath, listContainer, scriptFiles, sessionFileStore } from './machine-files';

export const managementImplementations: Implementations = {
  ...childItemCmdlets,
  ...computerCmdlets,
  ...contentCmdlets,
  ...driveCmdlets,
  ...itemCmdlets,
  ...locationCmdlets,
  ...pathCmdlets,
  ...propertyCmdlets,
  ...serviceCmdlets,
};
