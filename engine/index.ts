/** What the page, the command line and the tests use of the engine. */
export type { ConsoleEvent } from './console/events';
export { type Key, makeKey } from './console/keys';
export { VtRenderer } from './console/screen/vt-renderer';
export { VtInputDecoder } from './console/vt-input';
export { lspciDump } from './hardware/lspci-dump';
export { checkStep, type StepResult } from './lab/check-step';
export { checkAnswer } from './lab/questions';
export {
  type CompletionCase,
  completeCases,
  parseCases,
  runScreenCases,
  runTranscripts,
  type ScreenCase,
  type TranscriptCase,
} from './session/cases';
export { Catalog, CatalogError, type LabsFolder } from './session/catalog';
export { editorAnalysis } from './session/editor-analysis';
export { verifyLabs } from './session/lab-work';
export { readSavedSession, type SavedSession } from './session/log';
export type { MachineConsole } from './session/machine-console';
export { machineState, type PathCounts, pathSnapshot } from './session/path-view';
export { type PesterCase, runPesterCases } from './session/pester-cases';
export { prepareEngine } from './session/registry';
export { runScript } from './session/run-script';
export { Session } from './session/session';
export { checkSubmission, type Grade, gradeSubmission } from './session/submissions';
