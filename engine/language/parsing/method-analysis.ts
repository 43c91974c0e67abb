import type {
  Ast,
  ExpressionAst,
  FunctionMemberAst,
  LoopStatementAst,
  PipelineBaseAst,
  StatementAst,
  SwitchStatementAst,
  TryStatementAst,
  VariableExpressionAst,
} from '../ast';
import { walk } from '../ast-walk';
import { pureExpression } from './constant-check';
import { TokenKind } from './token-kind';
import type { VariablePath } from './variable-path';

/*
 * Which ways lead through a method of a class, and which variables have a value where they are used.
 * seen: PowerShell engine, VariableAnalysis
 */

/** A stretch of code without branches. */
class Block {
  readonly events: (VariableExpressionAst | string)[] = [];
  readonly successors: Block[] = [];
  readonly predecessors: Block[] = [];
  unreachable = true;
  throws = false;
  returns = false;
  assigned: Set<string> | undefined;

  flowsTo(next: Block): void {
    if (this.successors.includes(next)) return;
    if (!this.unreachable) next.unreachable = false;
    this.successors.push(next);
    next.predecessors.push(this);
  }
}

interface LoopTargets {
  readonly label: string;
  readonly onBreak: Block;
  readonly onContinue: Block;
}

export interface MethodAnalysis {
  /** Every way through the method ends with `return` or `throw`. */
  readonly allPathsReturn: boolean;
  /** Variables that may have no value where they are used. */
  readonly unassigned: readonly VariableExpressionAst[];
}

const automaticVariables = new Set([
  '_',
  'args',
  'this',
  'input',
  'pscmdlet',
  'psboundparameters',
  'myinvocation',
  'psscriptroot',
  'pscommandpath',
  '?',
]);

/** Commands that change variables behind the analysis. */
const variableCommands =
  /^(?:(?:Microsoft\.PowerShell\.Utility\\)?(?:New-Variable|Remove-Variable|Set-Variable|Set-PSBreakpoint)|nv|rv|sbp|sv|set)$/i;

function isLocal(path: VariablePath): boolean {
  return path.isUnscopedVariable || path.isLocal || path.isPrivate;
}

function nameOf(path: VariablePath): string {
  const name = path.unqualifiedPath.toLowerCase();
  return name === 'psitem' ? '_' : name;
}

/** The targets of an assignment: `$a` and `$b` of `$a, $b = ...`. */
export function assignmentTargets(left: ExpressionAst): ExpressionAst[] {
  if (left.type === 'ArrayLiteralAst') return left.elements.flatMap(assignmentTargets);
  if (left.type === 'ParenExpressionAst') {
    const inner = pureExpression(left.pipeline);
    return inner === undefined ? [] : assignmentTargets(inner);
  }
  return [left];
}

class Analysis {
  readonly exit = new Block();
  private readonly entry = new Block();
  private current: Block;
  private readonly loops: LoopTargets[] = [];
  /** Variables whose uses are never complained about because something assigns them in ways not followed here. */
  private readonly dynamic = new Set<string>();
  private readonly assignedSomewhere = new Set<string>();
  private readonly nonLocal: VariableExpressionAst[] = [];
  private everythingDynamic = false;

  constructor(member: FunctionMemberAst) {
    this.entry.unreachable = false;
    this.current = this.entry;
    this.findDynamic(member);
    for (const parameter of member.parameters) {
      if (isLocal(parameter.name.variablePath)) this.assign(nameOf(parameter.name.variablePath));
    }
    const body = member.body;
    for (const block of [body.dynamicParamBlock, body.beginBlock, body.processBlock, body.endBlock]) {
      if (block !== undefined) this.statements(block.statements);
    }
    this.current.flowsTo(this.exit);
  }

  private findDynamic(member: FunctionMemberAst): void {
    walk(member.body, (node) => {
      switch (node.type) {
        case 'FunctionDefinitionAst':
        case 'ScriptBlockExpressionAst':
        case 'TrapStatementAst':
          return 'skip';
        case 'CommandAst': {
          const name = node.getCommandName();
          if ((name !== undefined && variableCommands.test(name)) || node.invocationOperator === TokenKind.Dot) {
            this.everythingDynamic = true;
          }
          return undefined;
        }
        case 'VariableExpressionAst':
          if (node.variablePath.isPrivate) this.everythingDynamic = true;
          return undefined;
        default:
          return undefined;
      }
    });
  }

  private assign(name: string): void {
    this.assignedSomewhere.add(name);
    this.current.events.push(name);
  }

  finish(): MethodAnalysis {
    const order: Block[] = [];
    const seen = new Set<Block>();
    const visit = (block: Block): void => {
      if (seen.has(block)) return;
      seen.add(block);
      for (const next of block.successors) visit(next);
      order.push(block);
    };
    visit(this.entry);
    order.reverse();
    const unassigned: VariableExpressionAst[] = [...this.nonLocal];
    for (const block of order) {
      let assigned: Set<string> | undefined;
      for (const previous of block.predecessors) {
        const before = previous.assigned;
        if (before === undefined) continue;
        assigned = assigned === undefined ? new Set(before) : intersection(assigned, before);
      }
      assigned ??= new Set();
      for (const event of block.events) {
        if (typeof event === 'string') assigned.add(event);
        else if (!assigned.has(nameOf(event.variablePath))) unassigned.push(event);
      }
      block.assigned = assigned;
    }
    return {
      allPathsReturn: this.exit.predecessors.every((b) => b.returns || b.throws || b.unreachable),
      unassigned: unassigned.filter((v) => !this.isExcused(v)),
    };
  }

  private isExcused(variable: VariableExpressionAst): boolean {
    const name = nameOf(variable.variablePath);
    if (!isLocal(variable.variablePath)) return false;
    return this.assignedSomewhere.has(name) && (this.everythingDynamic || this.dynamic.has(name));
  }

  private statements(statements: readonly StatementAst[]): void {
    for (const statement of statements) this.visit(statement);
  }

  private visitOptional(node: Ast | undefined): void {
    if (node !== undefined) this.visit(node);
  }

  private startBlock(from: Block): Block {
    const block = new Block();
    from.flowsTo(block);
    this.current = block;
    return block;
  }

  private visit(node: Ast): void {
    switch (node.type) {
      case 'StatementBlockAst':
        this.statements(node.statements);
        return;
      case 'IfStatementAst': {
        const after = new Block();
        if (node.elseClause === undefined) this.current.flowsTo(after);
        node.clauses.forEach(([condition, body], i) => {
          const isLast = i === node.clauses.length - 1 && node.elseClause === undefined;
          const then = new Block();
          const otherwise = isLast ? after : new Block();
          this.visit(condition);
          this.current.flowsTo(then);
          this.current.flowsTo(otherwise);
          this.current = then;
          this.visit(body);
          this.current.flowsTo(after);
          this.current = otherwise;
        });
        if (node.elseClause !== undefined) {
          this.visit(node.elseClause);
          this.current.flowsTo(after);
        }
        this.current = after;
        return;
      }
      case 'SwitchStatementAst':
        this.visitSwitch(node);
        return;
      case 'ForEachStatementAst': {
        const after = new Block();
        this.whileLoop(
          node.label,
          () => {
            this.visit(node.condition);
            this.current.flowsTo(after);
            if (isLocal(node.variable.variablePath)) this.assign(nameOf(node.variable.variablePath));
          },
          () => this.visit(node.body),
        );
        this.current.flowsTo(after);
        this.current = after;
        return;
      }
      case 'ForStatementAst': {
        this.visitOptional(node.initializer);
        const condition = node.condition;
        this.whileLoop(
          node.label,
          condition === undefined ? undefined : () => this.visit(condition),
          () => this.visit(node.body),
          node.iterator,
        );
        return;
      }
      case 'WhileStatementAst':
        this.whileLoop(
          node.label,
          () => this.visit(node.condition),
          () => this.visit(node.body),
        );
        return;
      case 'DoWhileStatementAst':
      case 'DoUntilStatementAst':
        this.doLoop(node);
        return;
      case 'TryStatementAst':
        this.visitTry(node);
        return;
      case 'BreakStatementAst':
        this.jump(node.label, (t) => t.onBreak);
        return;
      case 'ContinueStatementAst':
        this.jump(node.label, (t) => t.onContinue);
        return;
      case 'ReturnStatementAst':
        this.leave(node.pipeline).returns = true;
        return;
      case 'ExitStatementAst':
      case 'ThrowStatementAst':
        this.leave(node.pipeline).throws = true;
        return;
      case 'DataStatementAst':
        this.visit(node.body);
        if (node.variable !== undefined) this.assign(node.variable.toLowerCase());
        return;
      case 'BlockStatementAst':
        this.visit(node.body);
        return;
      case 'AssignmentStatementAst':
        this.visit(node.right);
        for (const target of assignmentTargets(node.left)) this.assignTo(target);
        return;
      case 'PipelineAst': {
        let hasCommand = false;
        for (const element of node.pipelineElements) {
          this.visit(element);
          if (element.type === 'CommandAst') hasCommand = true;
          for (const redirection of element.redirections) {
            if (redirection.type === 'FileRedirectionAst') this.visit(redirection.location);
          }
        }
        if (hasCommand && this.loops.length > 0) {
          // A command may break or continue any loop around it.
          for (const loop of this.loops) {
            this.current.flowsTo(loop.onBreak);
            this.current.flowsTo(loop.onContinue);
          }
          this.startBlock(this.current);
        }
        return;
      }
      case 'CommandAst':
        for (const element of node.commandElements) this.visit(element);
        return;
      case 'CommandExpressionAst':
        this.visit(node.expression);
        return;
      case 'CommandParameterAst':
        this.visitOptional(node.argument);
        return;
      case 'BinaryExpressionAst':
        this.visit(node.left);
        if (node.operator === TokenKind.And || node.operator === TokenKind.Or) {
          const after = new Block();
          const right = new Block();
          this.current.flowsTo(after);
          this.current.flowsTo(right);
          this.current = right;
          this.visit(node.right);
          this.current.flowsTo(after);
          this.current = after;
        } else {
          this.visit(node.right);
        }
        return;
      case 'UnaryExpressionAst':
      case 'ConvertExpressionAst':
      case 'AttributedExpressionAst':
        this.visit(node.child);
        return;
      case 'SubExpressionAst':
      case 'ArrayExpressionAst':
        this.visit(node.subExpression);
        return;
      case 'ParenExpressionAst':
        this.visit(node.pipeline);
        return;
      case 'MemberExpressionAst':
        this.visit(node.expression);
        this.visit(node.member);
        return;
      case 'InvokeMemberExpressionAst':
        this.visit(node.expression);
        this.visit(node.member);
        for (const argument of node.arguments ?? []) this.visit(argument);
        return;
      case 'ArrayLiteralAst':
        for (const element of node.elements) this.visit(element);
        return;
      case 'HashtableAst':
        for (const [key, value] of node.keyValuePairs) {
          this.visit(key);
          this.visit(value);
        }
        return;
      case 'ExpandableStringExpressionAst':
        for (const nested of node.nestedExpressions) this.visit(nested);
        return;
      case 'IndexExpressionAst':
        this.visit(node.target);
        this.visit(node.index);
        return;
      case 'VariableExpressionAst':
        this.use(node);
        return;
      default:
        return;
    }
  }

  private use(variable: VariableExpressionAst): void {
    const path = variable.variablePath;
    if (!isLocal(path)) this.nonLocal.push(variable);
    else if (!automaticVariables.has(nameOf(path))) this.current.events.push(variable);
  }

  private assignTo(target: ExpressionAst): void {
    let hasAttribute = false;
    let depth = 0;
    let expression = target;
    while (expression.type === 'AttributedExpressionAst' || expression.type === 'ConvertExpressionAst') {
      depth++;
      if (expression.type === 'AttributedExpressionAst') hasAttribute = true;
      expression = expression.child;
    }
    if (expression.type !== 'VariableExpressionAst') {
      this.visit(target);
      return;
    }
    if (!isLocal(expression.variablePath)) return;
    const name = nameOf(expression.variablePath);
    if (hasAttribute || depth > 1) this.dynamic.add(name);
    else this.assign(name);
  }

  private whileLoop(
    label: string | undefined,
    condition: (() => void) | undefined,
    body: () => void,
    last?: Ast,
  ): void {
    const onContinue = new Block();
    if (last !== undefined) {
      const test = new Block();
      this.current.flowsTo(test);
      this.current = onContinue;
      this.visit(last);
      this.current.flowsTo(test);
      this.current = test;
    } else {
      this.current.flowsTo(onContinue);
      this.current = onContinue;
    }
    const onBreak = new Block();
    if (condition !== undefined) {
      condition();
      this.current.flowsTo(onBreak);
    }
    this.loops.push({ label: label ?? '', onBreak, onContinue });
    this.startBlock(this.current);
    body();
    this.current.flowsTo(onContinue);
    this.current = onBreak;
    this.loops.pop();
  }

  private doLoop(node: LoopStatementAst): void {
    const onContinue = new Block();
    const onBreak = new Block();
    this.loops.push({ label: node.label ?? '', onBreak, onContinue });
    const body = this.startBlock(this.current);
    this.visit(node.body);
    this.current.flowsTo(onContinue);
    this.current = onContinue;
    this.visitOptional(node.condition);
    this.current.flowsTo(onBreak);
    const again = this.startBlock(this.current);
    again.flowsTo(body);
    this.current = onBreak;
    this.loops.pop();
  }

  private visitSwitch(node: SwitchStatementAst): void {
    this.whileLoop(
      node.label,
      () => this.visit(node.condition),
      () => {
        const after = new Block();
        const hasDefault = node.default !== undefined;
        node.clauses.forEach(([test, body], i) => {
          const then = new Block();
          const isLast = i === node.clauses.length - 1 && !hasDefault;
          const otherwise = isLast ? after : new Block();
          this.visit(test);
          this.current.flowsTo(otherwise);
          this.current.flowsTo(then);
          this.current = then;
          this.visit(body);
          if (!isLast) {
            this.current.flowsTo(otherwise);
            this.current = otherwise;
          }
        });
        if (node.default !== undefined) {
          this.current.flowsTo(after);
          this.visit(node.default);
        }
        this.current.flowsTo(after);
        this.current = after;
      },
    );
  }

  private visitTry(node: TryStatementAst): void {
    const before = this.current;
    this.startBlock(before);
    this.visit(node.body);
    const afterBody = this.current;
    const finallyBlock = node.finally === undefined ? undefined : new Block();
    const after = new Block();
    let catchesAll = false;
    for (const clause of node.catchClauses) {
      if (clause.isCatchAll) catchesAll = true;
      this.startBlock(before);
      this.visit(clause.body);
      this.current.flowsTo(finallyBlock ?? after);
    }
    if (finallyBlock !== undefined) {
      afterBody.flowsTo(finallyBlock);
      this.current = finallyBlock;
      this.visitOptional(node.finally);
      this.current.flowsTo(after);
      const end = this.current;
      if (!catchesAll) {
        before.flowsTo(finallyBlock);
        const rethrown = new Block();
        end.flowsTo(rethrown);
        rethrown.throws = true;
        rethrown.flowsTo(this.exit);
      }
    } else {
      afterBody.flowsTo(after);
    }
    this.current = after;
  }

  private jump(label: ExpressionAst | undefined, target: (loop: LoopTargets) => Block): void {
    let loop: LoopTargets | undefined;
    if (label === undefined) {
      loop = this.loops[this.loops.length - 1];
    } else {
      this.visit(label);
      if (label.type === 'StringConstantExpressionAst') {
        const wanted = label.value.toLowerCase();
        loop = this.loops.findLast((l) => l.label.toLowerCase() === wanted);
      }
    }
    if (loop === undefined) {
      this.current.flowsTo(this.exit);
      this.current.throws = true;
    } else {
      this.current.flowsTo(target(loop));
    }
    this.current = new Block();
  }

  private leave(pipeline: PipelineBaseAst | undefined): Block {
    this.visitOptional(pipeline);
    const left = this.current;
    left.flowsTo(this.exit);
    this.current = new Block();
    return left;
  }
}

function intersection(a: Set<string>, b: Set<string>): Set<string> {
  const result = new Set<string>();
  for (const name of a) if (b.has(name)) result.add(name);
  return result;
}

export function analyzeMethod(member: FunctionMemberAst): MethodAnalysis {
  return new Analysis(member).finish();
}
