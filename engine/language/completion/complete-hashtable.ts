import type { Ast, HashtableAst } from '../ast';
import { TokenKind } from '../parsing/token-kind';
import { membersOfTypes } from './complete-member';
import { type CompletionMatch, type CompletionState, match } from './context';
import { findCommand, pseudoBind } from './pseudo-binder';
import { TypeInference } from './type-inference';

/** Keys of calculated properties by command. seen: PowerShell engine, CompleteHashtableKey */
const propertyKeys: Record<string, readonly string[]> = {
  'Select-Object': ['Name', 'Expression'],
  'Sort-Object': ['Expression', 'Ascending', 'Descending'],
  'Group-Object': ['Expression'],
  'Format-Table': ['Expression', 'FormatString', 'Label', 'Width', 'Alignment'],
  'Format-List': ['Expression', 'FormatString', 'Label'],
  'Format-Wide': ['Expression', 'FormatString'],
  'Format-Custom': ['Expression', 'Depth'],
};

const groupKeys = ['Expression', 'FormatString', 'Label'];

const keyHelp: Record<string, string> = {
  Name: '[string]\nThe name of the property',
  Expression: '[scriptblock] or [string]\nThe property or the script block that computes it',
  Ascending: '[bool]\nSort in ascending order',
  Descending: '[bool]\nSort in descending order',
  Label: '[string]\nThe label of the column or line',
  FormatString: '[string]\nHow the value is formatted',
  Width: '[int]\nThe width of the column',
  Alignment: '[string]\nLeft, Center or Right',
  Depth: '[int]\nHow many levels are shown',
};

/** Keys that a hash literal at this place can have; undefined where that is not known. */
export function completeHashtableKey(state: CompletionState, table: HashtableAst): CompletionMatch[] | undefined {
  let child: Ast = table;
  let owner = table.parent;
  let parameterName: string | undefined;
  while (owner !== undefined) {
    if (owner.type === 'CommandParameterAst') {
      parameterName = owner.parameterName;
      owner = owner.parent;
      break;
    }
    if (owner.type === 'CommandAst' || owner.type === 'ConvertExpressionAst') break;
    if (!passedOver.has(owner.type)) return undefined;
    child = owner;
    owner = owner.parent;
  }
  const used = new Set<string>();
  for (const [key] of table.keyValuePairs) {
    if (state.cursor < key.start || state.cursor > key.end)
      used.add(state.text.slice(key.start, key.end).toLowerCase());
  }
  if (owner?.type === 'ConvertExpressionAst') {
    const types = new TypeInference(state.session, state.root).infer(owner);
    return membersOfTypes(types, `${state.word}*`, false, (isMethod) => !isMethod).filter(
      (m) => !used.has(m.listItemText.toLowerCase()),
    );
  }
  if (owner?.type !== 'CommandAst') return undefined;
  const command = findCommand(state.session, state.root, owner.getCommandName());
  if (command === undefined) return undefined;
  if (parameterName === undefined) {
    const binding = pseudoBind(command, owner, undefined, 'argument');
    for (const [key, pair] of binding.boundArguments) {
      if (pair.argument === child || pair.elements.some((e) => e === child)) parameterName = key;
    }
  }
  if (parameterName === undefined) return undefined;
  const key = parameterName.toLowerCase();
  if (key === 'groupby') {
    return command.name.startsWith('Format-') ? keyMatches(groupKeys, used, state.word) : undefined;
  }
  if (key !== 'property') return undefined;
  if (command.name === 'New-Object') {
    const types = new TypeInference(state.session, state.root).infer(owner);
    return membersOfTypes(types, `${state.word}*`, false, (isMethod) => !isMethod);
  }
  const keys = propertyKeys[command.name];
  return keys === undefined ? undefined : keyMatches(keys, used, state.word);
}

const passedOver = new Set<Ast['type']>([
  'CommandExpressionAst',
  'PipelineAst',
  'StatementBlockAst',
  'ArrayExpressionAst',
  'ArrayLiteralAst',
]);

function keyMatches(keys: readonly string[], used: ReadonlySet<string>, word: string): CompletionMatch[] | undefined {
  const results = keys
    .filter((key) => key.toLowerCase().startsWith(word.toLowerCase()) && !used.has(key.toLowerCase()))
    .map((key) => match(key, key, 'Property', keyHelp[key] ?? key));
  return results.length === 0 ? undefined : results;
}

/** Whether a key of the literal still waits for its value. */
export function hasPendingAssignment(table: HashtableAst): boolean {
  return table.keyValuePairs.some(([, value]) => value.type === 'ErrorStatementAst');
}

/** Keys of the hash literal that the cursor stands in, unless it stands in a value. */
export function completeHashtableAround(state: CompletionState): CompletionMatch[] {
  const { cursor } = state;
  const table = state.relatedAsts.findLast((ast) => cursor >= ast.start && cursor <= ast.end);
  if (table?.type !== 'HashtableAst' || state.tokenAtCursor?.kind === TokenKind.RCurly) return [];
  const inPair = table.keyValuePairs.some(
    ([key, value]) =>
      cursor >= key.start && (cursor <= value.end || !/[\r\n]/.test(state.text.slice(value.end, cursor))),
  );
  const token = state.tokenBeforeCursor ?? state.tokenAtCursor;
  if (inPair && token?.kind !== TokenKind.Semi) return [];
  return completeHashtableKey(state, table) ?? [];
}
