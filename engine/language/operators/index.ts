/** Operators of the language on values. Int32 pairs are plain JavaScript numbers and take the short way. */
export {
  add,
  bitAnd,
  bitNot,
  bitOr,
  bitXor,
  divide,
  multiply,
  negate,
  plus,
  remainder,
  shiftLeft,
  shiftRight,
  subtract,
} from './arithmetic';
export {
  compare,
  containedIn,
  contains,
  equals,
  greater,
  greaterOrEqual,
  less,
  lessOrEqual,
  notEquals,
} from './comparison';
export { formatOperator } from './format-operator';
export { joinOperator, joinUnary } from './join';
export { like, matchOperator, notLike, replaceOperator } from './matching';
export { rangeOperator } from './range';
export { splitByPredicate, splitOperator, splitUnary } from './split';
export { asType, isType } from './type-test';
