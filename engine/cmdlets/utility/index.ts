/** The code of module Microsoft.PowerShell.Utility, and of the Out-* cmdlets of the core module. */
import type { Implementations } from '../../language/runtime/command-registry';
import { addMember } from './add-member';
import { getPSCallStack } from './call-stack';
import { compareObject } from './compare-object';
import { convertFromCsv, convertToCsv } from './csv';
import { importPowerShellDataFile } from './data-file';
import { getDate, measureCommand, newTimeSpan } from './date';
import { getEvent, getEventSubscriber, newEvent, removeEvent, waitEvent } from './events';
import { exportClixml, formatHex, getFileHash, importClixml, newTemporaryFile, unblockFile } from './file-cmdlets';
import { formatCustom, formatList, formatTable, formatWide } from './format';
import { getFormatData } from './format-data';
import { getMember } from './get-member';
import { getUnique } from './get-unique';
import { groupObject } from './group-object';
import { getCulture, getHost, getUICulture, getVerb, outGridView, readHost, writeProgress } from './host-cmdlets';
import { convertToHtml } from './html';
import { convertFromJson, convertToJson } from './json';
import { measureObject } from './measure-object';
import { outDefault, outHost, outNull, outString } from './out';
import { exportCsv, importCsv, outFile, teeObject } from './out-file';
import { parameterRules } from './parameter-rules';
import { getRandom, newGuid } from './random';
import { selectObject } from './select-object';
import { selectString } from './select-string-cmdlet';
import { sortObject } from './sort-object';
import { convertFromStringData } from './string-data';
import { getTypeData, removeTypeDataCmdlet, updateTypeData } from './type-data-cmdlets';
import { convertToXml, selectXml } from './xml-cmdlets';

export { type FileProblem, type FileStore, fileStore } from './file-store';
export { type GridContent, type GridWindow, gridWindow } from './host-cmdlets';

const code: Implementations = {
  'Add-Member': addMember,
  'Compare-Object': compareObject,
  'ConvertFrom-Csv': convertFromCsv,
  'ConvertFrom-Json': convertFromJson,
  'ConvertFrom-StringData': convertFromStringData,
  'ConvertTo-Csv': convertToCsv,
  'ConvertTo-Html': convertToHtml,
  'ConvertTo-Json': convertToJson,
  'ConvertTo-Xml': convertToXml,
  'Export-Clixml': exportClixml,
  'Export-Csv': exportCsv,
  'Format-Custom': formatCustom,
  'Format-Hex': formatHex,
  'Format-List': formatList,
  'Format-Table': formatTable,
  'Format-Wide': formatWide,
  'Get-Culture': getCulture,
  'Get-Date': getDate,
  'Get-Event': getEvent,
  'Get-EventSubscriber': getEventSubscriber,
  'Get-FileHash': getFileHash,
  'Get-FormatData': getFormatData,
  'Get-Host': getHost,
  'Get-Member': getMember,
  'Get-PSCallStack': getPSCallStack,
  'Get-Random': getRandom,
  'Get-TypeData': getTypeData,
  'Get-UICulture': getUICulture,
  'Get-Unique': getUnique,
  'Get-Verb': getVerb,
  'Group-Object': groupObject,
  'Import-Clixml': importClixml,
  'Import-Csv': importCsv,
  'Import-PowerShellDataFile': importPowerShellDataFile,
  'Measure-Command': measureCommand,
  'Measure-Object': measureObject,
  'New-Event': newEvent,
  'New-Guid': newGuid,
  'New-TemporaryFile': newTemporaryFile,
  'New-TimeSpan': newTimeSpan,
  'Out-Default': outDefault,
  'Out-File': outFile,
  'Out-GridView': outGridView,
  'Out-Host': outHost,
  'Out-Null': outNull,
  'Out-String': outString,
  'Read-Host': readHost,
  'Remove-Event': removeEvent,
  'Remove-TypeData': removeTypeDataCmdlet,
  'Select-Object': selectObject,
  'Select-String': selectString,
  'Select-Xml': selectXml,
  'Sort-Object': sortObject,
  'Tee-Object': teeObject,
  'Unblock-File': unblockFile,
  'Update-TypeData': updateTypeData,
  'Wait-Event': waitEvent,
  'Write-Progress': writeProgress,
};

/** The code with the validation of its parameters. */
export const utilityImplementations: Implementations = Object.fromEntries(
  Object.entries(code).map(([name, implementation]) => {
    const rules = parameterRules[name];
    return [
      name,
      rules ? { ...implementation, parameters: { ...rules, ...implementation.parameters } } : implementation,
    ];
  }),
);
