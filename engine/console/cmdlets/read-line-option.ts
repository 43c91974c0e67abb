import { type Bound, type CmdletDefinition, type CommandContext, defineCmdlet } from '../../language/command';
import type { ConsoleColor } from '../../language/host';
import { defineEnum, defineType, enumValue, type NetType } from '../../language/types';
import { PSArray, PSEnum, TypedObject, type Value } from '../../language/values';
import type { TokenClass } from '../editor/language';
import type { LineEditor } from '../editor/line-editor';
import { type ColorPair, defaultColors, type EditorOptions } from '../editor/options';
import { backgroundOf, colorIndex, consoleColors, foregroundOf } from '../screen/colors';
import { lineEditorService } from './line-editor-service';

const module = 'PSReadline';
const provenance = 'seen: powershell-line-editing.md; parameters of PSReadLine 1.2' as const;

/** Tokens in the order of the option object's properties. */
const tokenNames: ReadonlyArray<readonly [name: string, token: TokenClass]> = [
  ['DefaultToken', 'default'],
  ['Comment', 'comment'],
  ['Keyword', 'keyword'],
  ['String', 'string'],
  ['Operator', 'operator'],
  ['Variable', 'variable'],
  ['Command', 'command'],
  ['Parameter', 'parameter'],
  ['Type', 'type'],
  ['Number', 'number'],
  ['Member', 'member'],
];

/** Commands whose script blocks are checked by ValidateAndAcceptLine. assumed: from the documentation of PSReadLine 1.2 */
const checkedCommands = [
  'ForEach-Object',
  '%',
  'Invoke-Command',
  'icm',
  'Measure-Command',
  'New-Module',
  'nmo',
  'Register-EngineEvent',
  'Register-ObjectEvent',
  'Register-WMIEvent',
  'Set-PSBreakpoint',
  'sbp',
  'Start-Job',
  'sajb',
  'Trace-Command',
  'trcm',
  'Use-Transaction',
  'Where-Object',
  '?',
];

interface ReadLineTypes {
  options: NetType;
  editMode: NetType;
  bellStyle: NetType;
  saveStyle: NetType;
  viModeStyle: NetType;
  color: NetType;
}
let types: ReadLineTypes | undefined;

/** The .NET types of the module; registered when first needed, because the language's own types come first. */
function readLineTypes(): ReadLineTypes {
  if (types) return types;
  const editMode = defineEnum('Microsoft.PowerShell.EditMode', [
    ['Windows', 0],
    ['Emacs', 1],
    ['Vi', 2],
  ]);
  const bellStyle = defineEnum('Microsoft.PowerShell.BellStyle', [
    ['None', 0],
    ['Visual', 1],
    ['Audible', 2],
  ]);
  const saveStyle = defineEnum('Microsoft.PowerShell.HistorySaveStyle', [
    ['SaveIncrementally', 0],
    ['SaveAtExit', 1],
    ['SaveNothing', 2],
  ]);
  const viModeStyle = defineEnum('Microsoft.PowerShell.ViModeStyle', [
    ['None', 0],
    ['Prompt', 1],
    ['Cursor', 2],
  ]);
  const color = defineEnum(
    'System.ConsoleColor',
    consoleColors.map((name, index) => [name, index] as const),
  );
  const pick = (pair: ColorPair, side: keyof ColorPair, editor: LineEditor): Value => {
    const { attr } = editor.screen;
    const index = pair[side] ?? (side === 'foreground' ? foregroundOf(attr) : backgroundOf(attr));
    return new PSEnum(color, index);
  };
  type Property = { type: string; get: (editor: LineEditor) => Value };
  const properties: Record<string, Property> = {
    EditMode: { type: 'EditMode', get: (e) => enumValue(editMode, e.options.editMode) },
    ContinuationPrompt: { type: 'string', get: (e) => e.options.continuationPrompt },
    ContinuationPromptForegroundColor: {
      type: 'System.ConsoleColor',
      get: (e) => pick(e.options.continuationPromptColor, 'foreground', e),
    },
    ContinuationPromptBackgroundColor: {
      type: 'System.ConsoleColor',
      get: (e) => pick(e.options.continuationPromptColor, 'background', e),
    },
    ExtraPromptLineCount: { type: 'int', get: (e) => e.options.extraPromptLineCount },
    AddToHistoryHandler: { type: 'System.Func[string,bool]', get: () => null },
    CommandValidationHandler: { type: 'System.Action[CommandAst]', get: () => null },
    CommandsToValidateScriptBlockArguments: {
      type: 'System.Collections.Generic.HashSet[string]',
      get: () => new PSArray([...checkedCommands]),
    },
    HistoryNoDuplicates: { type: 'bool', get: (e) => e.options.historyNoDuplicates },
    MaximumHistoryCount: { type: 'int', get: (e) => e.options.maximumHistoryCount },
    MaximumKillRingCount: { type: 'int', get: (e) => e.options.maximumKillRingCount },
    HistorySearchCursorMovesToEnd: { type: 'bool', get: (e) => e.options.historySearchCursorMovesToEnd },
    ShowToolTips: { type: 'bool', get: (e) => e.options.showToolTips },
    DingTone: { type: 'int', get: (e) => e.options.dingTone },
    CompletionQueryItems: { type: 'int', get: (e) => e.options.completionQueryItems },
    WordDelimiters: { type: 'string', get: (e) => e.options.wordDelimiters },
    DingDuration: { type: 'int', get: (e) => e.options.dingDuration },
    BellStyle: { type: 'BellStyle', get: (e) => enumValue(bellStyle, e.options.bellStyle) },
    HistorySearchCaseSensitive: { type: 'bool', get: (e) => e.options.historySearchCaseSensitive },
    ViModeIndicator: { type: 'ViModeStyle', get: (e) => enumValue(viModeStyle, e.options.viModeIndicator) },
    HistorySavePath: { type: 'string', get: (e) => e.options.historySavePath },
    HistorySaveStyle: { type: 'HistorySaveStyle', get: (e) => enumValue(saveStyle, e.options.historySaveStyle) },
  };
  for (const side of ['foreground', 'background'] as const)
    for (const [name, token] of tokenNames)
      properties[`${name}${side === 'foreground' ? 'Foreground' : 'Background'}Color`] = {
        type: 'System.ConsoleColor',
        get: (e) => pick(e.options.colors[token], side, e),
      };
  for (const [name, of] of [
    ['Emphasis', 'emphasisColor'],
    ['Error', 'errorColor'],
  ] as const)
    for (const side of ['foreground', 'background'] as const)
      properties[`${name}${side === 'foreground' ? 'Foreground' : 'Background'}Color`] = {
        type: 'System.ConsoleColor',
        get: (e) => pick(e.options[of], side, e),
      };
  const options = defineType<LineEditor>({ name: 'Microsoft.PowerShell.PSConsoleReadlineOptions', properties });
  types = { options, editMode, bellStyle, saveStyle, viModeStyle, color };
  return types;
}

/** Registers the module's .NET types, so that `[Microsoft.PowerShell.EditMode]` and parameter values are known. */
export function registerReadLineTypes(): void {
  readLineTypes();
}

const help = (synopsis: string): CmdletDefinition['help'] => ({ synopsis });

export const getPSReadlineOption = defineCmdlet({
  name: 'Get-PSReadlineOption',
  module,
  provenance,
  parameters: [],
  outputs: ['Microsoft.PowerShell.PSConsoleReadlineOptions'],
  help: help('Gets the options of the line editor.'),
  end(ctx) {
    ctx.write(new TypedObject(readLineTypes().options, ctx.service(lineEditorService)));
  },
});

/** Name of an enumeration value in a bound parameter. */
function nameOf(value: Value): string {
  if (value instanceof PSEnum) return value.netType.enumValues?.find(([, number]) => number === value.value)?.[0] ?? '';
  return typeof value === 'string' ? value : '';
}
function colorOf(value: Value): number {
  return value instanceof PSEnum ? value.value : colorIndex(nameOf(value) as ConsoleColor);
}

const colorParameter = (name: string): CmdletDefinition['parameters'][number] => ({
  name,
  type: 'System.ConsoleColor',
  sets: { OptionsSet: {} },
});
const option = (name: string, type: string): CmdletDefinition['parameters'][number] => ({
  name,
  type,
  sets: { OptionsSet: {} },
});

export const setPSReadlineOption = defineCmdlet({
  name: 'Set-PSReadlineOption',
  module,
  provenance,
  defaultParameterSet: 'OptionsSet',
  parameters: [
    option('EditMode', 'Microsoft.PowerShell.EditMode'),
    option('ContinuationPrompt', 'string'),
    colorParameter('ContinuationPromptForegroundColor'),
    colorParameter('ContinuationPromptBackgroundColor'),
    colorParameter('EmphasisForegroundColor'),
    colorParameter('EmphasisBackgroundColor'),
    colorParameter('ErrorForegroundColor'),
    colorParameter('ErrorBackgroundColor'),
    option('HistoryNoDuplicates', 'SwitchParameter'),
    { ...option('AddToHistoryHandler', 'scriptblock'), notSimulated: true },
    { ...option('CommandValidationHandler', 'scriptblock'), notSimulated: true },
    option('HistorySearchCursorMovesToEnd', 'SwitchParameter'),
    option('MaximumHistoryCount', 'int'),
    option('MaximumKillRingCount', 'int'),
    option('ResetTokenColors', 'SwitchParameter'),
    option('ShowToolTips', 'SwitchParameter'),
    option('ExtraPromptLineCount', 'int'),
    option('DingTone', 'int'),
    option('DingDuration', 'int'),
    option('BellStyle', 'Microsoft.PowerShell.BellStyle'),
    option('CompletionQueryItems', 'int'),
    option('WordDelimiters', 'string'),
    option('HistorySearchCaseSensitive', 'SwitchParameter'),
    option('HistorySaveStyle', 'Microsoft.PowerShell.HistorySaveStyle'),
    option('HistorySavePath', 'string'),
    option('ViModeIndicator', 'Microsoft.PowerShell.ViModeStyle'),
    {
      name: 'TokenKind',
      type: 'string',
      validateSet: [
        'None',
        'Comment',
        'Keyword',
        'String',
        'Operator',
        'Variable',
        'Command',
        'Parameter',
        'Type',
        'Number',
        'Member',
      ],
      sets: { ColorSet: { mandatory: true, position: 0 } },
    },
    { name: 'ForegroundColor', type: 'System.ConsoleColor', sets: { ColorSet: { position: 1 } } },
    { name: 'BackgroundColor', type: 'System.ConsoleColor', sets: { ColorSet: { position: 2 } } },
  ],
  help: help('Changes the options of the line editor: edit mode, history, colours, bell.'),
  end(ctx, bound) {
    readLineTypes();
    const editor = ctx.service(lineEditorService);
    setOptions(ctx, bound, editor);
  },
});

function setOptions(ctx: CommandContext, bound: Bound, editor: LineEditor): void {
  const { options } = editor;
  const when = (name: string, use: (value: Value) => void): void => {
    if (ctx.isBound(name)) use(bound[name]);
  };
  const flag = (name: string, key: BooleanOption): void => when(name, (value) => (options[key] = value === true));
  const count = (name: string, key: NumberOption): void =>
    when(name, (value) => {
      if (typeof value === 'number') options[key] = value;
    });
  when('EditMode', (value) => {
    const mode = nameOf(value);
    if (mode === 'Windows' || mode === 'Emacs') editor.setEditMode(mode);
    else
      ctx.throwTerminating({
        message: 'Edit mode Vi is not simulated. Windows and Emacs are.',
        id: 'NotSimulated',
        category: 'NotImplemented',
        target: value,
        exceptionType: 'System.NotSupportedException',
      });
  });
  when('ContinuationPrompt', (value) => {
    options.continuationPrompt = ctx.text(value);
  });
  flag('HistoryNoDuplicates', 'historyNoDuplicates');
  flag('HistorySearchCursorMovesToEnd', 'historySearchCursorMovesToEnd');
  flag('HistorySearchCaseSensitive', 'historySearchCaseSensitive');
  flag('ShowToolTips', 'showToolTips');
  count('MaximumHistoryCount', 'maximumHistoryCount');
  count('MaximumKillRingCount', 'maximumKillRingCount');
  count('ExtraPromptLineCount', 'extraPromptLineCount');
  count('DingTone', 'dingTone');
  count('DingDuration', 'dingDuration');
  count('CompletionQueryItems', 'completionQueryItems');
  when('BellStyle', (value) => {
    options.bellStyle = nameOf(value) as EditorOptions['bellStyle'];
  });
  when('WordDelimiters', (value) => {
    options.wordDelimiters = ctx.text(value);
  });
  when('HistorySaveStyle', (value) => {
    options.historySaveStyle = nameOf(value) as EditorOptions['historySaveStyle'];
  });
  when('HistorySavePath', (value) => {
    options.historySavePath = ctx.text(value);
  });
  when('ViModeIndicator', (value) => {
    options.viModeIndicator = nameOf(value) as EditorOptions['viModeIndicator'];
  });
  if (bound.ResetTokenColors === true) Object.assign(options, defaultColors());
  for (const [prefix, key] of [
    ['ContinuationPrompt', 'continuationPromptColor'],
    ['Emphasis', 'emphasisColor'],
    ['Error', 'errorColor'],
  ] as const) {
    when(`${prefix}ForegroundColor`, (value) => {
      options[key].foreground = colorOf(value);
    });
    when(`${prefix}BackgroundColor`, (value) => {
      options[key].background = colorOf(value);
    });
  }
  when('TokenKind', (value) => {
    const kind = ctx.text(value).toLowerCase();
    const pair = options.colors[(kind === 'none' ? 'default' : kind) as TokenClass];
    when('ForegroundColor', (color) => {
      pair.foreground = colorOf(color);
    });
    when('BackgroundColor', (color) => {
      pair.background = colorOf(color);
    });
  });
}

type BooleanOption =
  | 'historyNoDuplicates'
  | 'historySearchCursorMovesToEnd'
  | 'historySearchCaseSensitive'
  | 'showToolTips';
type NumberOption =
  | 'maximumHistoryCount'
  | 'maximumKillRingCount'
  | 'extraPromptLineCount'
  | 'dingTone'
  | 'dingDuration'
  | 'completionQueryItems';
