/** Commands and pipelines. */
import type {
  CommandAst,
  CommandBaseAst,
  CommandExpressionAst,
  ExpressionAst,
  RedirectionAst,
  RedirectionStream,
  StatementAst,
} from '../ast';
import { textOf } from '../ast';
import type { Argument } from '../binding/argument';
import { PSRuntimeException } from '../errors';
import { enumerate } from '../net';
import { TokenKind } from '../parsing/token-kind';
import { isArgumentList } from '../runtime/argument-list';
import type { CommandInfo } from '../runtime/command-info';
import { FunctionInfo } from '../runtime/command-info';
import type { Frame } from '../runtime/frame';
import { callPlainFunction, type PreparedCommand, type PreparedRedirection, runPipeline } from '../runtime/pipeline';
import { ScriptBlock } from '../runtime/script-block';
import type { Value } from '../values';
import { baseOf, PSDictionary, PSList, PSWrapped } from '../values';
import type { Expr, Stmt } from './closure';
import type { CompiledBlock } from './compiled-block';
import { compileExpression, orNull } from './expressions';
import { writeEnumerated } from './statements';

type Part =
  /** `odd`: a number whose text is not what it would be shown as; the argument keeps that text. */
  | { kind: 'value'; value: Expr; node: ExpressionAst; text: string | undefined; odd: boolean }
  | {
      kind: 'parameter';
      name: string;
      nameText: string;
      value: Expr | undefined;
      node: CommandElement;
      valueNode: ExpressionAst | undefined;
      text: string | undefined;
    }
  | { kind: 'splat'; value: Expr; node: ExpressionAst };

type CommandElement = CommandAst['commandElements'][number];

/** A command, compiled: name, arguments, redirections. */
interface CommandPlan {
  node: CommandAst;
  name: Expr;
  constantName: string | undefined;
  parts: Part[];
  dot: boolean;
  ampersand: boolean;
  redirections: RedirectionPlan[];
  /** Last command found under the constant name. */
  found: CommandInfo | undefined;
  foundVersion: number;
}

type RedirectionPlan =
  | { kind: 'file'; from: RedirectionStream; location: Expr; append: boolean; isNull: boolean; node: RedirectionAst }
  | { kind: 'merge'; from: RedirectionStream; to: RedirectionStream };

/** The text of a number in a command, which a parameter of type string gets. */
function numberText(ast: ExpressionAst): string | undefined {
  if (ast.type === 'ConstantExpressionAst') return textOf(ast);
  if (
    ast.type === 'UnaryExpressionAst' &&
    ast.tokenKind === TokenKind.Minus &&
    ast.child.type === 'ConstantExpressionAst'
  ) {
    return textOf(ast);
  }
  return undefined;
}

function compileRedirections(block: CompiledBlock, list: readonly RedirectionAst[]): RedirectionPlan[] {
  return list.map((ast) =>
    ast.type === 'MergingRedirectionAst'
      ? { kind: 'merge', from: ast.fromStream, to: ast.toStream }
      : {
          kind: 'file',
          from: ast.fromStream,
          location: compileExpression(block, ast.location),
          append: ast.append,
          isNull:
            ast.location.type === 'VariableExpressionAst' &&
            ast.location.variablePath.userPath.toLowerCase() === 'null',
          node: ast,
        },
  );
}

function compileCommand(block: CompiledBlock, ast: CommandAst): CommandPlan {
  const [first, ...rest] = ast.commandElements;
  const parts: Part[] = [];
  let plain = false;
  for (const element of rest) {
    if (element.type === 'CommandParameterAst' && !plain && textOf(element) === '--') {
      plain = true;
      continue;
    }
    if (element.type === 'CommandParameterAst' && plain) {
      const text = textOf(element);
      parts.push({
        kind: 'value',
        value: { s: () => text, constant: { value: text } },
        node: element as never,
        text: undefined,
        odd: false,
      });
    } else if (element.type === 'CommandParameterAst') {
      const nameText = textOf(element);
      parts.push({
        kind: 'parameter',
        name: element.parameterName,
        nameText: element.argument === undefined ? nameText : `-${element.parameterName}:`,
        value: element.argument === undefined ? undefined : compileExpression(block, element.argument),
        node: element,
        valueNode: element.argument,
        text: element.argument === undefined ? undefined : numberText(element.argument),
      });
    } else if (element.type === 'VariableExpressionAst' && element.splatted) {
      parts.push({ kind: 'splat', value: compileExpression(block, element), node: element });
    } else {
      const text = numberText(element);
      const odd = text !== undefined && !/^-?(0|[1-9]\d{0,8})(\.\d{0,5}[1-9])?$/.test(text);
      parts.push({ kind: 'value', value: compileExpression(block, element), node: element, text, odd });
    }
  }
  return {
    node: ast,
    name: compileExpression(block, first as ExpressionAst),
    constantName: ast.getCommandName(),
    parts,
    dot: ast.invocationOperator === TokenKind.Dot,
    ampersand: ast.invocationOperator === TokenKind.Ampersand,
    redirections: compileRedirections(block, ast.redirections),
    found: undefined,
    foundVersion: -1,
    likeMethod:
      rest.length === 1 &&
      rest[0].type === 'ParenExpressionAst' &&
      rest[0].start === first.end &&
      /^\([^)]*,/.test(textOf(rest[0])),
  };
}

/** Adds the arguments that a splatted value stands for. */
function splat(value: Value, node: ExpressionAst, args: Argument[]): void {
  const base = baseOf(value);
  if (base instanceof PSDictionary) {
    for (const { key, value: item } of base.items()) {
      const name = typeof key === 'string' ? key : String(key);
      args.push({ name, nameText: `-${name}:`, hasValue: true, value: item, text: undefined, node, valueNode: node });
    }
    return;
  }
  const list = base === null || base === undefined ? undefined : enumerate(base);
  for (const item of list ?? (base === null || base === undefined ? [] : [base])) {
    if (typeof item === 'string' && /^-[A-Za-z_?][^\s]*$/.test(item) && value !== null && isArgumentList(value)) {
      const colon = item.endsWith(':');
      args.push({
        name: item.slice(1, colon ? -1 : undefined),
        nameText: item,
        hasValue: false,
        value: null,
        text: undefined,
        node,
        valueNode: undefined,
      });
    } else {
      args.push({
        name: undefined,
        nameText: '',
        hasValue: true,
        value: orNull(item),
        text: undefined,
        node,
        valueNode: node,
      });
    }
  }
}

const shared = { text: undefined } as const;

/** Evaluates the arguments without waiting; undefined where one can wait. */
function argumentsNow(plan: CommandPlan): ((f: Frame) => Argument[]) | undefined {
  for (const part of plan.parts) {
    if (part.value !== undefined && part.value.s === undefined) return undefined;
  }
  const parts = plan.parts;
  return (f) => {
    const args: Argument[] = [];
    for (const part of parts) addArgument(part, part.value?.s?.(f), args);
    return args;
  };
}

function addArgument(part: Part, value: Value, args: Argument[]): void {
  if (part.kind === 'splat') {
    splat(value, part.node, args);
    return;
  }
  if (part.kind === 'value') {
    args.push({
      name: undefined,
      nameText: '',
      hasValue: true,
      value: part.odd ? new PSWrapped(value, part.text) : orNull(value),
      text: part.text ?? shared.text,
      node: part.node,
      valueNode: part.node,
    });
    return;
  }
  args.push({
    name: part.name,
    nameText: part.nameText,
    hasValue: part.value !== undefined,
    value: orNull(value),
    text: part.text,
    node: part.node,
    valueNode: part.valueNode,
  });
}

function* argumentsWaiting(plan: CommandPlan, f: Frame): import('../host').Program<Argument[]> {
  const args: Argument[] = [];
  for (const part of plan.parts) {
    const value =
      part.value === undefined ? undefined : part.value.s !== undefined ? part.value.s(f) : yield* part.value.g!(f);
    addArgument(part, value, args);
  }
  return args;
}

function resolve(plan: CommandPlan, f: Frame): CommandInfo {
  const name = plan.constantName!;
  if (plan.found !== undefined && plan.foundVersion === f.rs.commandVersion && plan.foundSession === f.scope.session)
    return plan.found;
  const info = f.rs.findCommand(name, f, plan.node);
  plan.found = info;
  plan.foundVersion = f.rs.commandVersion;
  plan.foundSession = f.scope.session;
  return info;
}

interface CommandPlan {
  foundSession?: unknown;
  /** `f(1, 2)`: looks like the call of a method. */
  likeMethod?: boolean;
}

function* prepare(
  plan: CommandPlan,
  f: Frame,
  now: ((f: Frame) => Argument[]) | undefined,
): import('../host').Program<PreparedCommand> {
  let info: CommandInfo;
  let invocationName: string;
  if (plan.constantName !== undefined) {
    invocationName = plan.ampersand ? '&' : plan.dot ? '.' : plan.constantName;
    info = resolve(plan, f);
  } else {
    const value = plan.name.s !== undefined ? plan.name.s(f) : yield* plan.name.g!(f);
    info = f.rs.commandOfValue(value, f, plan.node, plan.dot);
    invocationName = plan.ampersand ? '&' : plan.dot ? '.' : f.rs.text(value);
  }
  if (plan.likeMethod && f.rs.isStrict(f.scope, 2)) {
    throw new PSRuntimeException(
      'The function or command was called as if it were a method. Parameters should be separated by spaces. For information about parameters, see the about_Parameters Help topic.',
      'StrictModeFunctionCallWithParens',
    );
  }
  const args = now !== undefined ? now(f) : yield* argumentsWaiting(plan, f);
  const redirections: PreparedRedirection[] = [];
  for (const redirection of plan.redirections) redirections.push(yield* prepareRedirection(redirection, f));
  return { info, args, invocationName, node: plan.node, dot: plan.dot, redirections };
}

function* prepareRedirection(plan: RedirectionPlan, f: Frame): import('../host').Program<PreparedRedirection> {
  if (plan.kind === 'merge') return plan;
  const target = plan.isNull ? null : plan.location.s !== undefined ? plan.location.s(f) : yield* plan.location.g!(f);
  return { kind: 'file', from: plan.from, target: orNull(target), append: plan.append };
}

/** A pipeline that holds a command or a redirection. */
export function compilePipelineCommand(
  block: CompiledBlock,
  ast: StatementAst,
  elements: readonly CommandBaseAst[],
): Stmt {
  const first = elements[0];
  const expression = first.type === 'CommandExpressionAst' ? first : undefined;
  const commands = elements.filter((element): element is CommandAst => element.type === 'CommandAst');
  const plans = commands.map((command) => compileCommand(block, command));
  const now = plans.map(argumentsNow);
  // An assignment has set the point already: errors of its right side are placed at the whole statement.
  const setsPoint = ast.parent?.type !== 'AssignmentStatementAst';
  if (expression !== undefined) {
    const value = compileExpression(block, expression.expression);
    const redirections = compileRedirections(block, expression.redirections);
    return {
      *g(f) {
        const { rs } = f;
        if (setsPoint) f.point = ast;
        if (++rs.steps >= rs.nextPause) yield* rs.pause();
        const redirected: PreparedRedirection[] = [];
        for (const redirection of redirections) redirected.push(yield* prepareRedirection(redirection, f));
        if (plans.length === 0) {
          yield* rs.redirectExpression(f, value, redirected, expression);
          return 0;
        }
        const input = value.s !== undefined ? value.s(f) : yield* value.g!(f);
        const prepared: PreparedCommand[] = [];
        for (let i = 0; i < plans.length; i++) prepared.push(yield* prepare(plans[i], f, now[i]));
        yield* runPipeline(f, { value: input }, prepared, f.out);
        return 0;
      },
    };
  }
  if (plans.length === 1) {
    const plan = plans[0];
    const args = now[0];
    const quick =
      plan.constantName !== undefined &&
      !plan.likeMethod &&
      !plan.dot &&
      plan.redirections.length === 0 &&
      args !== undefined;
    return {
      *g(f) {
        const { rs } = f;
        if (setsPoint) f.point = ast;
        if (++rs.steps >= rs.nextPause) yield* rs.pause();
        if (quick) {
          const info = resolve(plan, f);
          if (info instanceof FunctionInfo) {
            const running = callPlainFunction(f, info, args, plan.ampersand ? '&' : plan.constantName!, plan.node);
            if (running !== false) {
              if (running !== undefined) yield* running;
              return 0;
            }
          }
        }
        const prepared = yield* prepare(plan, f, args);
        yield* runPipeline(f, undefined, [prepared], f.out);
        return 0;
      },
    };
  }
  return {
    *g(f) {
      const { rs } = f;
      if (setsPoint) f.point = ast;
      if (++rs.steps >= rs.nextPause) yield* rs.pause();
      const prepared: PreparedCommand[] = [];
      for (let i = 0; i < plans.length; i++) prepared.push(yield* prepare(plans[i], f, now[i]));
      yield* runPipeline(f, undefined, prepared, f.out);
      return 0;
    },
  };
}

export type { CommandExpressionAst };
export { PSList, ScriptBlock, writeEnumerated };
