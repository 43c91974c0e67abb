/** The shell of one machine as its console sees it: a runspace, and those of remote machines on top of it. */
import type { RunOutcome } from '../console/console';
import type { EditorLanguage } from '../console/editor/language';
import type { FieldTypes } from '../console/prompts/fields-prompt';
import type { Program } from '../language/host';
import type { Runspace } from '../language/runtime/runspace';

export interface MachineShell {
  readonly runspace: Runspace;
  readonly language: EditorLanguage;
  readonly fieldTypes: FieldTypes;
  prompt(): Program<string>;
  run(text: string): Program<RunOutcome | undefined>;
  stop(): object;
}
