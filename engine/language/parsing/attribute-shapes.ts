/** What is known of an attribute class: where it may stand and which of its properties can be set. */
export interface AttributeShape {
  /** The name in messages. */
  readonly shownName: string;
  /** As .NET prints AttributeTargets. */
  readonly validOn: string;
  readonly properties: readonly string[];
  readonly readOnly: readonly string[];
}

const member = 'Property, Field';
const automation = 'System.Management.Automation.';

// seen: PowerShell engine's messages; properties newer than 5.1 left out
const shapes: readonly (readonly [full: string, shown: string, validOn: string, properties?: string])[] = [
  [`${automation}AliasAttribute`, 'Alias', 'Class, Property, Field'],
  [`${automation}AllowEmptyCollectionAttribute`, 'AllowEmptyCollection', member],
  [`${automation}AllowEmptyStringAttribute`, 'AllowEmptyString', member],
  [`${automation}AllowNullAttribute`, 'AllowNull', member],
  [`${automation}ArgumentCompleterAttribute`, 'ArgumentCompleter', member],
  [
    `${automation}CmdletBindingAttribute`,
    'CmdletBinding',
    'Class',
    'PositionalBinding DefaultParameterSetName SupportsShouldProcess SupportsPaging SupportsTransactions ConfirmImpact HelpUri RemotingCapability',
  ],
  [`${automation}DscResourceAttribute`, 'DscResource', 'Class', 'RunAsCredential'],
  [`${automation}DscLocalConfigurationManagerAttribute`, 'DscLocalConfigurationManager', 'Class'],
  [`${automation}DscPropertyAttribute`, 'DscProperty', member, 'Key Mandatory NotConfigurable'],
  [`${automation}OutputTypeAttribute`, 'OutputType', 'Class', 'ProviderCmdlet ParameterSetName'],
  [
    `${automation}ParameterAttribute`,
    'Parameter',
    member,
    'Position ParameterSetName Mandatory ValueFromPipeline ValueFromPipelineByPropertyName ValueFromRemainingArguments HelpMessage HelpMessageBaseName HelpMessageResourceId DontShow',
  ],
  [`${automation}PSDefaultValueAttribute`, 'PSDefaultValue', member, 'Value Help'],
  [`${automation}PSTypeNameAttribute`, 'PSTypeNameAttribute', member],
  [`${automation}SupportsWildcardsAttribute`, 'SupportsWildcards', member],
  [`${automation}ValidateCountAttribute`, 'ValidateCount', member],
  [`${automation}ValidateDriveAttribute`, 'ValidateDrive', member],
  [`${automation}ValidateLengthAttribute`, 'ValidateLength', member],
  [`${automation}ValidateNotNullAttribute`, 'ValidateNotNull', member],
  [`${automation}ValidateNotNullOrEmptyAttribute`, 'ValidateNotNullOrEmpty', member],
  [`${automation}ValidatePatternAttribute`, 'ValidatePattern', member, 'Options'],
  [`${automation}ValidateRangeAttribute`, 'ValidateRange', member],
  [`${automation}ValidateScriptAttribute`, 'ValidateScript', member],
  [`${automation}ValidateSetAttribute`, 'ValidateSet', member, 'IgnoreCase'],
  [`${automation}ValidateUserDriveAttribute`, 'ValidateUserDrive', member],
  ['System.FlagsAttribute', 'System.FlagsAttribute', 'Enum'],
  ['System.SerializableAttribute', 'System.SerializableAttribute', 'Class, Struct, Enum, Delegate'],
  [
    'System.ObsoleteAttribute',
    'System.ObsoleteAttribute',
    'Class, Struct, Enum, Constructor, Method, Property, Field, Event, Interface, Delegate',
  ],
  ['System.ComponentModel.DescriptionAttribute', 'System.ComponentModel.DescriptionAttribute', 'All'],
];

/** Attribute classes by full name. */
export const attributeShapes: ReadonlyMap<string, AttributeShape> = new Map(
  shapes.map(([full, shownName, validOn, properties]) => [
    full,
    { shownName, validOn, properties: properties === undefined ? [] : properties.split(' '), readOnly: ['TypeId'] },
  ]),
);
