/** The PSReadline module: cmdlets about the console's own line editor. */
import type { CmdletDefinition } from '../../language/command';
import { getPSReadlineKeyHandler, removePSReadlineKeyHandler, setPSReadlineKeyHandler } from './read-line-key-handler';
import { getPSReadlineOption, setPSReadlineOption } from './read-line-option';

export { lineEditorService } from './line-editor-service';
export { registerReadLineTypes } from './read-line-option';

export const readLineCmdlets: readonly CmdletDefinition[] = [
  getPSReadlineKeyHandler,
  getPSReadlineOption,
  removePSReadlineKeyHandler,
  setPSReadlineKeyHandler,
  setPSReadlineOption,
];

/** What Get-Module shows of it. */
export const readLineModule = { name: 'PSReadline', version: '1.2', moduleType: 'Script' } as const;
