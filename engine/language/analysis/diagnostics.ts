import type { CommandAst, ScriptBlockAst } from '../ast';
import { nodesOf } from '../ast-walk';
import type { CompletionSession } from '../completion/context';
import { findCommand, pseudoBind } from '../completion/pseudo-binder';
import { parse } from '../parsing/parser';
import { calledName } from './syntax';

/** Something to underline in a script. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** The id of the parse error, or `CommandNotFoundException`, `NamedParameterNotFound`, `AmbiguousParameter`. */
  readonly id: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Parse errors as the engine reports them; where there are none, commands and parameters that do not exist. */
export function diagnose(text: string, session: CompletionSession): Diagnostic[] {
  const { ast, errors } = parse(text);
  if (errors.length > 0) {
    return errors.map(({ id, message, start, end }) => ({ severity: 'error', id, message, start, end }));
  }
  const results: Diagnostic[] = [];
  for (const node of nodesOf(ast))
    if (node.type === 'CommandAst') results.push(...commandDiagnostics(node, ast, session));
  return results;
}

function commandDiagnostics(ast: CommandAst, root: ScriptBlockAst, session: CompletionSession): Diagnostic[] {
  const name = calledName(ast);
  const [first] = ast.commandElements;
  if (name === undefined || first === undefined || /[\\/*?[\]]/.test(name)) return [];
  const command = findCommand(session, root, name);
  if (command === undefined) {
    for (const _ of session.commands(name)) return [];
    return [
      {
        severity: 'warning',
        id: 'CommandNotFoundException',
        message: `The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.`,
        start: first.start,
        end: first.end,
      },
    ];
  }
  if (!command.metadata.advanced) return [];
  const binding = pseudoBind(command, ast, undefined, 'argument');
  const results: Diagnostic[] = [];
  for (const parameter of binding.notFound) {
    results.push({
      severity: 'warning',
      id: 'NamedParameterNotFound',
      message: `A parameter cannot be found that matches parameter name '${parameter.parameterName}'.`,
      start: parameter.start,
      end: parameter.end,
    });
  }
  for (const parameter of binding.ambiguous) {
    const matches = command.metadata.startingWith(parameter.parameterName).map((p) => ` -${p.name}`);
    results.push({
      severity: 'warning',
      id: 'AmbiguousParameter',
      message: `Parameter cannot be processed because the parameter name '${parameter.parameterName}' is ambiguous. Possible matches include:${matches.join('')}.`,
      start: parameter.start,
      end: parameter.end,
    });
  }
  return results;
}
