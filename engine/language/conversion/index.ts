/** Conversion of values between types: LanguagePrimitives of PowerShell. */

export { convertTo, tryConvertTo } from './convert';
export type { ConversionHooks } from './hooks';
export { conversionHooks } from './hooks';
export { toBool } from './to-bool';
export { toInt, toNumber } from './to-number';
export { toDisplayText, toText } from './to-text';
