/** Commands of the module that Dualpath knows and does not simulate. */
import { type CmdletDefinition, defineCmdlet } from '../language/command';
import { PESTER } from './block-cmdlets';

const names = [
  'ConvertTo-JUnitReport',
  'ConvertTo-NUnitReport',
  'ConvertTo-Pester4Result',
  'Export-JUnitReport',
  'Export-NUnitReport',
  'New-Fixture',
  'New-MockObject',
];

export const notSimulatedCmdlets: CmdletDefinition[] = names.map((name) =>
  defineCmdlet({ name, module: PESTER, commandType: 'Function', parameters: [], notSimulated: true }),
);
