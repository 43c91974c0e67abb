/** What the script editor asks of a shell: mistakes in the text, words explained, the parameters of the command being written. */
import { type Diagnostic, diagnose } from '../language/analysis/diagnostics';
import { type Hover, hover, type ParameterHints, parameterHints } from '../language/analysis/hover';
import type { Runspace } from '../language/runtime/runspace';
import { completionOf } from './completion';

export interface EditorAnalysis {
  diagnose(text: string): Diagnostic[];
  /** The word at an offset, explained. */
  hover(text: string, offset: number): Hover | undefined;
  /** The command around an offset, with the parameter that is being written. */
  parameterHints(text: string, offset: number): ParameterHints | undefined;
}

/** Reads the runspace at the moment of asking, and changes nothing in it. */
export function editorAnalysis(runspace: Runspace): EditorAnalysis {
  const { session } = completionOf(runspace);
  return {
    diagnose: (text) => diagnose(text, session),
    hover: (text, offset) => hover(text, offset, session),
    parameterHints: (text, offset) => parameterHints(text, offset, session),
  };
}
