import type { Ast } from '../ast';
import { walk } from '../ast-walk';
import { typeOf } from '../net';
import { matchesWildcard } from '../text/wildcard';
import { type CompletionMatch, type CompletionState, lastAst, match } from './context';
import { compareNames } from './ordering';
import { nameNeedsQuotes } from './quoting';

const scopes = ['Global:', 'Local:', 'Script:', 'Private:'];
const scopePrefixes = new Set(['global:', 'local:', 'script:', 'private:', 'variable:']);

/** Variables of the engine that need not exist yet. seen: PowerShell engine, SpecialVariables */
const specialVariables =
  '_ ? ^ $ args ConfirmPreference ConsoleFileName DebugPreference Error ErrorActionPreference ErrorView ExecutionContext false foreach FormatEnumerationLimit HOME Host InformationPreference input LASTEXITCODE LogCommandHealthEvent LogCommandLifecycleEvent LogEngineHealthEvent LogEngineLifecycleEvent LogProviderHealthEvent LogProviderLifecycleEvent LogSettingsEvent Matches MaximumHistoryCount Modules MyInvocation NestedPromptLevel null OFS OutputEncoding PID PROFILE ProgressPreference PSBoundParameters PSCmdlet PSCommandPath PSCulture PSDebugContext PSDefaultParameterValues PSEmailServer PSHOME PSItem PSModuleAutoLoadingPreference PSScriptRoot PSSenderInfo PSSessionApplicationName PSSessionConfigurationName PSSessionOption PSUICulture PSVersionTable PWD ShellId StackTrace switch this true VerboseHelpErrors VerbosePreference WarningPreference WhatIfPreference'.split(
    ' ',
  );

/** Parameters and variables that are assigned in the blocks around the cursor, before it. */
function variablesOfText(state: CompletionState): string[] {
  const last = lastAst(state);
  const names = new Map<string, string>();
  const add = (ast: Ast | undefined): void => {
    if (ast?.type !== 'VariableExpressionAst' || !ast.variablePath.isVariable) return;
    const name = ast.variablePath.unqualifiedPath;
    const key = name.toLowerCase();
    if (key !== '' && !names.has(key)) names.set(key, name);
  };
  for (let block: Ast | undefined = last.parent; block !== undefined; block = block.parent) {
    if (block.type !== 'ScriptBlockAst' && block.type !== 'FunctionDefinitionAst') continue;
    const top = block;
    walk(top, (node) => {
      if (node.start >= last.start && node !== top) return 'skip';
      switch (node.type) {
        case 'AssignmentStatementAst': {
          let left = node.left;
          while (left.type === 'ConvertExpressionAst' || left.type === 'AttributedExpressionAst') left = left.child;
          if (left.type === 'ArrayLiteralAst') for (const element of left.elements) add(element);
          else add(left);
          break;
        }
        case 'ParameterAst':
          add(node.name);
          break;
        case 'ForEachStatementAst':
          add(node.variable);
          break;
        case 'ScriptBlockExpressionAst':
          return isAround(node, last) ? undefined : 'skip';
        case 'FunctionDefinitionAst':
          return node === top || isAround(node, last) ? undefined : 'skip';
        default:
          break;
      }
      return undefined;
    });
  }
  return [...names.values()];
}

function isAround(ancestor: Ast, node: Ast): boolean {
  for (let current: Ast | undefined = node; current !== undefined; current = current.parent) {
    if (current === ancestor) return true;
  }
  return false;
}

/** seen: PowerShell engine, CompletionCompleters.CompleteVariable */
export function completeVariable(state: CompletionState): CompletionMatch[] {
  const { session } = state;
  const last = lastAst(state);
  if (last.type === 'PropertyMemberAst') return [];
  if (last.parent?.type === 'ParameterAst' && last.parent.defaultValue !== last) return [];
  const colon = state.word.indexOf(':');
  const prefix = colon >= 0 ? state.word.slice(0, colon + 1) : '';
  const word = state.word.slice(colon + 1);
  const pattern = `${word}*`;
  const sigil = last.type === 'VariableExpressionAst' && last.splatted ? '@' : '$';
  const results: CompletionMatch[] = [];
  const seen = new Set<string>();
  const add = (name: string, listItemText: string, toolTip: string): void => {
    const text = nameNeedsQuotes(name.replace(':', '')) ? `${sigil}{${name}}` : sigil + name;
    const key = text.toLowerCase();
    if (seen.has(key)) return;
    seen.add(key);
    results.push(match(text, listItemText, 'Variable', toolTip));
  };
  const fits = (name: string): boolean => matchesWildcard(name, pattern);
  for (const name of variablesOfText(state)) if (fits(name)) add(prefix + name, name, name);
  if (prefix === '' || scopePrefixes.has(prefix.toLowerCase())) {
    const list = [...session.variables()].filter((v) => fits(v.name));
    list.sort((a, b) => compareNames(a.name, b.name));
    for (const variable of list) {
      const type = variable.value === null ? undefined : typeOf(variable.value);
      let toolTip = type === undefined ? variable.name : `[${type.name}]$${variable.name}`;
      if (variable.description) toolTip += ` - ${variable.description}`;
      add(prefix + variable.name, variable.name, toolTip);
    }
  } else {
    const drive = prefix.slice(0, -1);
    const names = drive.toLowerCase() === 'env' ? session.environmentNames() : session.driveItems(drive);
    for (const name of [...names].filter(fits).sort(compareNames)) add(prefix + name, name, name);
  }
  if (prefix !== '') return results;
  if ('env'.startsWith(word.toLowerCase())) {
    for (const name of [...session.environmentNames()].sort(compareNames)) {
      add(`env:${name}`, `env:${name}`, `[string]env:${name}`);
    }
  }
  for (const name of specialVariables) if (fits(name)) add(name, name, name);
  for (const drive of [...session.variableDrives()].sort(compareNames)) {
    if (drive.length >= 2 && fits(drive)) add(`${drive}:`, drive, drive);
  }
  for (const scope of scopes) if (fits(scope)) add(scope, scope, scope);
  return results;
}
