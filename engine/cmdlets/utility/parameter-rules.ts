/**
 * Validation that the cmdlet pages do not state, from the attributes in the source of the commands.
 * seen: Microsoft.PowerShell.Commands.Utility and FormatAndOutput of PowerShell 6.0.0-alpha.9.
 */
import type { ParameterDeclaration } from '../../language/command';
import { memberTypes } from './enums';

type Rules = Record<string, Partial<ParameterDeclaration>>;

const maximum = 2147483647;
const encodings = [
  'Unknown',
  'String',
  'Unicode',
  'BigEndianUnicode',
  'UTF8',
  'UTF7',
  'UTF32',
  'ASCII',
  'Default',
  'OEM',
];
const csvEncodings = ['Unicode', 'UTF7', 'UTF8', 'ASCII', 'UTF32', 'BigEndianUnicode', 'Default', 'OEM'];
const expansions = ['CoreOnly', 'EnumOnly', 'Both'];
const counts: Partial<ParameterDeclaration> = { validateRange: [0, maximum] };

/** A note's name is none of the member types: `Add-Member NoteProperty a 1` means the set with -MemberType. */
const noMemberType = `^(?!(${(memberTypes.enumValues ?? []).map(([name]) => name).join('|')})$)`;

/** Rules by cmdlet, merged over its declaration. */
export const parameterRules: Record<string, Rules> = {
  'Add-Member': {
    NotePropertyName: { notNullOrEmpty: true, validatePattern: noMemberType },
    NotePropertyValue: { allowNull: true },
    TypeName: { notNullOrEmpty: true },
  },
  'Compare-Object': {
    ReferenceObject: { allowEmptyCollection: true },
    DifferenceObject: { allowEmptyCollection: true },
    SyncWindow: counts,
  },
  'ConvertFrom-Json': { InputObject: { allowEmptyString: true } },
  'ConvertFrom-StringData': { StringData: { allowEmptyString: true } },
  'ConvertTo-Html': { As: { validateSet: ['Table', 'List'] }, Property: { notNull: true } },
  'ConvertTo-Json': { InputObject: { allowNull: true }, Depth: { validateRange: [1, maximum] } },
  'ConvertTo-Xml': {
    InputObject: { allowNull: true },
    As: { validateSet: ['Stream', 'String', 'Document'] },
    Depth: { validateRange: [1, maximum] },
  },
  'Export-Csv': { Encoding: { validateSet: csvEncodings } },
  'Format-Custom': { Depth: { validateRange: [1, maximum] }, Expand: { validateSet: expansions } },
  'Format-List': { Expand: { validateSet: expansions } },
  'Format-Table': { Expand: { validateSet: expansions } },
  'Format-Wide': { Column: { validateRange: [1, maximum] }, Expand: { validateSet: expansions } },
  'Get-Date': {
    Year: { validateRange: [1, 9999] },
    Month: { validateRange: [1, 12] },
    Day: { validateRange: [1, 31] },
    Hour: { validateRange: [0, 23] },
    Minute: { validateRange: [0, 59] },
    Second: { validateRange: [0, 59] },
    Millisecond: { validateRange: [0, 999] },
  },
  'Get-Random': { Count: { validateRange: [1, maximum] }, InputObject: { notNullOrEmpty: true } },
  'Import-Csv': { Encoding: { validateSet: csvEncodings } },
  'Measure-Object': { Property: { notNullOrEmpty: true } },
  'Out-File': { Encoding: { validateSet: encodings }, Width: { validateRange: [2, maximum] } },
  'Out-String': { Width: { validateRange: [2, maximum] } },
  'Select-Object': {
    First: counts,
    Last: counts,
    Skip: counts,
    SkipLast: counts,
    Index: counts,
  },
  'Select-String': {
    InputObject: { allowNull: true, allowEmptyString: true },
    Context: { notNullOrEmpty: true, validateCount: [1, 2], validateRange: [0, maximum] },
  },
  'Write-Progress': {
    Id: counts,
    ParentId: { validateRange: [-1, maximum] },
    PercentComplete: { validateRange: [-1, 100] },
  },
};
