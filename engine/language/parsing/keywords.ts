import { TokenKind, type TokenKindName, tokenKindText } from './token-kind';

const keywordNames: readonly TokenKindName[] = [
  'ElseIf',
  'If',
  'Else',
  'Switch',
  'Foreach',
  'From',
  'In',
  'For',
  'While',
  'Until',
  'Do',
  'Try',
  'Catch',
  'Finally',
  'Trap',
  'Data',
  'Return',
  'Continue',
  'Break',
  'Exit',
  'Throw',
  'Begin',
  'Process',
  'End',
  'Dynamicparam',
  'Function',
  'Filter',
  'Param',
  'Class',
  'Define',
  'Var',
  'Using',
  'Workflow',
  'Parallel',
  'Sequence',
  'InlineScript',
  'Configuration',
  'Public',
  'Private',
  'Static',
  'Interface',
  'Enum',
  'Namespace',
  'Module',
  'Type',
  'Assembly',
  'Command',
  'Hidden',
  'Base',
  'Default',
];

const operators = {
  bnot: TokenKind.Bnot,
  not: TokenKind.Not,
  eq: TokenKind.Ieq,
  ieq: TokenKind.Ieq,
  ceq: TokenKind.Ceq,
  ne: TokenKind.Ine,
  ine: TokenKind.Ine,
  cne: TokenKind.Cne,
  ge: TokenKind.Ige,
  ige: TokenKind.Ige,
  cge: TokenKind.Cge,
  gt: TokenKind.Igt,
  igt: TokenKind.Igt,
  cgt: TokenKind.Cgt,
  lt: TokenKind.Ilt,
  ilt: TokenKind.Ilt,
  clt: TokenKind.Clt,
  le: TokenKind.Ile,
  ile: TokenKind.Ile,
  cle: TokenKind.Cle,
  like: TokenKind.Ilike,
  ilike: TokenKind.Ilike,
  clike: TokenKind.Clike,
  notlike: TokenKind.Inotlike,
  inotlike: TokenKind.Inotlike,
  cnotlike: TokenKind.Cnotlike,
  match: TokenKind.Imatch,
  imatch: TokenKind.Imatch,
  cmatch: TokenKind.Cmatch,
  notmatch: TokenKind.Inotmatch,
  inotmatch: TokenKind.Inotmatch,
  cnotmatch: TokenKind.Cnotmatch,
  replace: TokenKind.Ireplace,
  ireplace: TokenKind.Ireplace,
  creplace: TokenKind.Creplace,
  contains: TokenKind.Icontains,
  icontains: TokenKind.Icontains,
  ccontains: TokenKind.Ccontains,
  notcontains: TokenKind.Inotcontains,
  inotcontains: TokenKind.Inotcontains,
  cnotcontains: TokenKind.Cnotcontains,
  in: TokenKind.Iin,
  iin: TokenKind.Iin,
  cin: TokenKind.Cin,
  notin: TokenKind.Inotin,
  inotin: TokenKind.Inotin,
  cnotin: TokenKind.Cnotin,
  split: TokenKind.Isplit,
  isplit: TokenKind.Isplit,
  csplit: TokenKind.Csplit,
  isnot: TokenKind.IsNot,
  is: TokenKind.Is,
  as: TokenKind.As,
  f: TokenKind.Format,
  and: TokenKind.And,
  band: TokenKind.Band,
  or: TokenKind.Or,
  bor: TokenKind.Bor,
  xor: TokenKind.Xor,
  bxor: TokenKind.Bxor,
  join: TokenKind.Join,
  shl: TokenKind.Shl,
  shr: TokenKind.Shr,
} as const;

const keywordTable = new Map<string, TokenKind>(
  keywordNames.map((name) => [tokenKindText(TokenKind[name]), TokenKind[name]]),
);
const operatorTable = new Map<string, TokenKind>(Object.entries(operators));
const upperCase = /[A-Z]/;

/** The names of the operators without dash, in the order in which completion offers them. */
export const operatorNames: readonly string[] = Object.keys(operators);

/** The keyword of a word, in any letter case. */
export function keywordKind(word: string): TokenKind | undefined {
  if (word.length < 2 || word.length > 13) return undefined;
  const kind = keywordTable.get(word);
  if (kind !== undefined || !upperCase.test(word)) return kind;
  return keywordTable.get(word.toLowerCase());
}

/** The operator of a name without dash (`eq`), in any letter case. */
export function operatorKind(name: string): TokenKind | undefined {
  if (name.length > 12) return undefined;
  const kind = operatorTable.get(name);
  if (kind !== undefined || !upperCase.test(name)) return kind;
  return operatorTable.get(name.toLowerCase());
}
