/** Enumerations of parameters of the utility cmdlets. seen: System.Management.Automation and Microsoft.PowerShell.Commands.Utility of 5.1. */
import '../../language/net/registry';
import { defineEnum, findType, type NetType } from '../../language/types';

function enumeration(name: string, values: ReadonlyArray<readonly [string, number]>, flags = false): NetType {
  const known = findType(name);
  if (!known) return defineEnum(name, values, flags);
  known.enumValues = values;
  known.isFlags = flags;
  return known;
}

export const memberTypes = enumeration(
  'System.Management.Automation.PSMemberTypes',
  [
    ['AliasProperty', 1],
    ['CodeProperty', 2],
    ['Property', 4],
    ['NoteProperty', 8],
    ['ScriptProperty', 16],
    ['Properties', 31],
    ['PropertySet', 32],
    ['Method', 64],
    ['CodeMethod', 128],
    ['ScriptMethod', 256],
    ['Methods', 448],
    ['ParameterizedProperty', 512],
    ['MemberSet', 1024],
    ['Event', 2048],
    ['Dynamic', 4096],
    ['All', 8191],
  ],
  true,
);

export const memberViewTypes = enumeration(
  'System.Management.Automation.PSMemberViewTypes',
  [
    ['Extended', 1],
    ['Adapted', 2],
    ['Base', 4],
    ['All', 7],
  ],
  true,
);

export const displayHintType = enumeration('Microsoft.PowerShell.Commands.DisplayHintType', [
  ['Date', 0],
  ['Time', 1],
  ['DateTime', 2],
]);

enumeration('Microsoft.PowerShell.Commands.OutputModeOption', [
  ['None', 0],
  ['Single', 1],
  ['Multiple', 2],
]);
