import { colorIndex } from '../screen/colors';
import type { TokenClass } from './language';

/** Foreground and background colour numbers; undefined: the console's own. */
export interface ColorPair {
  foreground: number | undefined;
  background: number | undefined;
}

export type EditMode = 'Windows' | 'Emacs' | 'Vi';

/**
 * Options of the line editor (Microsoft.PowerShell.SetPSReadlineOption). Defaults as in PSReadLine 1.2.
 * seen: powershell-line-editing.md
 */
export interface EditorOptions {
  editMode: EditMode;
  continuationPrompt: string;
  continuationPromptColor: ColorPair;
  extraPromptLineCount: number;
  historyNoDuplicates: boolean;
  maximumHistoryCount: number;
  maximumKillRingCount: number;
  historySearchCursorMovesToEnd: boolean;
  historySearchCaseSensitive: boolean;
  showToolTips: boolean;
  completionQueryItems: number;
  wordDelimiters: string;
  bellStyle: 'None' | 'Visual' | 'Audible';
  dingTone: number;
  dingDuration: number;
  historySaveStyle: 'SaveIncrementally' | 'SaveAtExit' | 'SaveNothing';
  historySavePath: string;
  viModeIndicator: 'None' | 'Prompt' | 'Cursor';
  colors: Record<TokenClass, ColorPair>;
  emphasisColor: ColorPair;
  errorColor: ColorPair;
  /** AddToHistoryHandler: keeps a line out of the history. */
  addToHistory: ((line: string) => boolean) | undefined;
}

function color(foreground?: Parameters<typeof colorIndex>[0]): ColorPair {
  return { foreground: foreground === undefined ? undefined : colorIndex(foreground), background: undefined };
}

/** Colours of a fresh session. */
export function defaultColors(): Pick<
  EditorOptions,
  'colors' | 'emphasisColor' | 'errorColor' | 'continuationPromptColor'
> {
  return {
    continuationPromptColor: color(),
    colors: {
      default: color(),
      comment: color('DarkGreen'),
      keyword: color('Green'),
      string: color('DarkCyan'),
      operator: color('DarkGray'),
      variable: color('Green'),
      command: color('Yellow'),
      parameter: color('DarkGray'),
      type: color('Gray'),
      number: color('White'),
      member: color('White'),
    },
    emphasisColor: color('Cyan'),
    errorColor: color('Red'),
  };
}

export function defaultOptions(): EditorOptions {
  return {
    editMode: 'Windows',
    continuationPrompt: '>> ',
    extraPromptLineCount: 0,
    historyNoDuplicates: false,
    maximumHistoryCount: 4096,
    maximumKillRingCount: 10,
    historySearchCursorMovesToEnd: false,
    historySearchCaseSensitive: false,
    showToolTips: false,
    completionQueryItems: 100,
    wordDelimiters: ';:,.[]{}()/\\|^&*-=+\'"\u2013\u2014\u2015',
    bellStyle: 'Audible',
    dingTone: 1221,
    dingDuration: 50,
    historySaveStyle: 'SaveIncrementally',
    historySavePath: '',
    viModeIndicator: 'None',
    addToHistory: undefined,
    ...defaultColors(),
  };
}
