/** Text of numbers and dates, comparison of text, regular expressions: en-US, rules of the .NET Framework. */
export { compareText, equalText } from './compare-text';
export { formatComposite } from './composite-format';
export { formatDateTime, parseDateTime } from './date-time';
export { doubleToText, formatNumber, singleToText } from './number-format';
export { compileRegex } from './regex';
