/** Output as Windows PowerShell 5.1 lays it out. */
export { DefaultDisplay } from './default-display';
export { errorText } from './error-text';
export { FormatCommand, ViewNotFound } from './format-command';
export {
  type Expansion,
  type FormatEnvironment,
  type FormatFailure,
  type FormatRequest,
  runNow,
} from './format-request';
export { fallbackWidth, HostLineOutput, LineBuffer, type LineOutput } from './line-output';
export {
  customRules,
  groupRules,
  listRules,
  ParameterError,
  type ParameterRules,
  type PropertyParameter,
  readParameter,
  readParameters,
  tableRules,
  wideRules,
} from './parameter-processor';
export { PropertyExpression, type Reading, type ScriptRunner } from './property-expression';
export { OutOfSequence } from './record-writer';
export {
  type ComplexPart,
  FormatEndData,
  FormatEntryData,
  FormatRecord,
  FormatStartData,
  GroupEndData,
  GroupStartData,
} from './records';
export { enumerationLimit, fieldText, objectText, smartText } from './smart-text';
export { defaultDisplaySet, setDisplayName } from './type-display';
export { registerComputedColumn } from './view-computed';
export {
  type CustomView,
  type ListView,
  prependView,
  registerView,
  type TableView,
  type View,
  type WideView,
} from './views';
export { wrapText } from './word-wrap';
