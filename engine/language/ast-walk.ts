import type { Ast } from './ast';

/** What a visitor says about a node: its children are left out, or `leave` is wanted behind them. */
export type WalkAction = 'skip' | 'leave' | undefined;

function push(stack: (Ast | undefined)[], children: readonly Ast[]): void {
  for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]);
}

function pushPairs(stack: (Ast | undefined)[], pairs: readonly (readonly [Ast, Ast])[]): void {
  for (let i = pairs.length - 1; i >= 0; i--) {
    stack.push(pairs[i][1]);
    stack.push(pairs[i][0]);
  }
}

function pushOne(stack: (Ast | undefined)[], child: Ast | undefined): void {
  if (child !== undefined) stack.push(child);
}

/** Pushes a node's children so that they come off the stack in the order in which PowerShell visits them. */
function pushChildren(stack: (Ast | undefined)[], node: Ast): void {
  switch (node.type) {
    case 'ScriptBlockAst':
      pushOne(stack, node.endBlock);
      pushOne(stack, node.processBlock);
      pushOne(stack, node.beginBlock);
      pushOne(stack, node.dynamicParamBlock);
      pushOne(stack, node.paramBlock);
      push(stack, node.attributes);
      push(stack, node.usingStatements);
      return;
    case 'ParamBlockAst':
      push(stack, node.parameters);
      push(stack, node.attributes);
      return;
    case 'NamedBlockAst':
    case 'StatementBlockAst':
      push(stack, node.statements);
      push(stack, node.traps);
      return;
    case 'NamedAttributeArgumentAst':
      stack.push(node.argument);
      return;
    case 'AttributeAst':
      push(stack, node.namedArguments);
      push(stack, node.positionalArguments);
      return;
    case 'ParameterAst':
      pushOne(stack, node.defaultValue);
      stack.push(node.name);
      push(stack, node.attributes);
      return;
    case 'TypeDefinitionAst':
      push(stack, node.members);
      push(stack, node.baseTypes);
      push(stack, node.attributes);
      return;
    case 'PropertyMemberAst':
      pushOne(stack, node.initialValue);
      push(stack, node.attributes);
      pushOne(stack, node.propertyType);
      return;
    case 'FunctionMemberAst':
      stack.push(node.functionDefinition);
      pushOne(stack, node.returnType);
      push(stack, node.attributes);
      return;
    case 'UsingStatementAst':
      pushOne(stack, node.alias);
      pushOne(stack, node.moduleSpecification);
      pushOne(stack, node.name);
      return;
    case 'FunctionDefinitionAst':
      stack.push(node.body);
      if (node.parameters !== undefined) push(stack, node.parameters);
      return;
    case 'IfStatementAst':
      pushOne(stack, node.elseClause);
      pushPairs(stack, node.clauses);
      return;
    case 'DataStatementAst':
      stack.push(node.body);
      return;
    case 'ForEachStatementAst':
      stack.push(node.body, node.condition, node.variable);
      return;
    case 'ForStatementAst':
      stack.push(node.body);
      pushOne(stack, node.iterator);
      pushOne(stack, node.condition);
      pushOne(stack, node.initializer);
      return;
    case 'DoWhileStatementAst':
    case 'DoUntilStatementAst':
    case 'WhileStatementAst':
      stack.push(node.body, node.condition);
      return;
    case 'SwitchStatementAst':
      pushOne(stack, node.default);
      pushPairs(stack, node.clauses);
      stack.push(node.condition);
      return;
    case 'TryStatementAst':
      pushOne(stack, node.finally);
      push(stack, node.catchClauses);
      stack.push(node.body);
      return;
    case 'CatchClauseAst':
      stack.push(node.body);
      push(stack, node.catchTypes);
      return;
    case 'TrapStatementAst':
      stack.push(node.body);
      pushOne(stack, node.trapType);
      return;
    case 'BreakStatementAst':
    case 'ContinueStatementAst':
      pushOne(stack, node.label);
      return;
    case 'ReturnStatementAst':
    case 'ExitStatementAst':
    case 'ThrowStatementAst':
      pushOne(stack, node.pipeline);
      return;
    case 'PipelineAst':
      push(stack, node.pipelineElements);
      return;
    case 'CommandAst':
      push(stack, node.redirections);
      push(stack, node.commandElements);
      return;
    case 'CommandExpressionAst':
      push(stack, node.redirections);
      stack.push(node.expression);
      return;
    case 'CommandParameterAst':
      pushOne(stack, node.argument);
      return;
    case 'FileRedirectionAst':
      stack.push(node.location);
      return;
    case 'AssignmentStatementAst':
    case 'BinaryExpressionAst':
      stack.push(node.right, node.left);
      return;
    case 'UnaryExpressionAst':
      stack.push(node.child);
      return;
    case 'BlockStatementAst':
      stack.push(node.body);
      return;
    case 'AttributedExpressionAst':
    case 'ConvertExpressionAst':
      stack.push(node.child, node.attribute);
      return;
    case 'MemberExpressionAst':
      stack.push(node.member, node.expression);
      return;
    case 'InvokeMemberExpressionAst':
    case 'BaseCtorInvokeMemberExpressionAst':
      if (node.arguments !== undefined) push(stack, node.arguments);
      stack.push(node.member, node.expression);
      return;
    case 'ExpandableStringExpressionAst':
      push(stack, node.nestedExpressions);
      return;
    case 'ScriptBlockExpressionAst':
      stack.push(node.scriptBlock);
      return;
    case 'ArrayLiteralAst':
      push(stack, node.elements);
      return;
    case 'HashtableAst':
      pushPairs(stack, node.keyValuePairs);
      return;
    case 'ArrayExpressionAst':
    case 'SubExpressionAst':
    case 'UsingExpressionAst':
      stack.push(node.subExpression);
      return;
    case 'ParenExpressionAst':
      stack.push(node.pipeline);
      return;
    case 'IndexExpressionAst':
      stack.push(node.index, node.target);
      return;
    case 'ErrorStatementAst':
      push(stack, node.bodies);
      push(stack, node.conditions);
      if (node.flags !== undefined) for (const [, ast] of [...node.flags.values()].reverse()) pushOne(stack, ast);
      push(stack, node.nestedAst);
      return;
    case 'ErrorExpressionAst':
      push(stack, node.nestedAst);
      return;
    case 'ConfigurationDefinitionAst':
      stack.push(node.body, node.instanceName);
      return;
    default:
      return;
  }
}

/**
 * Visits a tree in PowerShell's order, parents first; `leave` comes behind the children of nodes that asked for it.
 * Needs no call stack for depth, so that a chain of ten thousand operators does no harm.
 */
export function walk(root: Ast, enter: (node: Ast) => WalkAction, leave?: (node: Ast) => void): void {
  const stack: (Ast | undefined)[] = [root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (node === undefined) {
      // Behind the marker lies the node to leave.
      const left = stack.pop();
      if (left !== undefined) leave?.(left);
      continue;
    }
    const action = enter(node);
    if (action === 'leave') stack.push(node, undefined);
    if (action !== 'skip') pushChildren(stack, node);
  }
}

/** The children of a node in PowerShell's order. */
export function childrenOf(node: Ast): Ast[] {
  const stack: (Ast | undefined)[] = [];
  pushChildren(stack, node);
  return stack.reverse().filter((child) => child !== undefined);
}

/** All nodes of a tree, parents first. */
export function* nodesOf(root: Ast): Generator<Ast> {
  const stack: (Ast | undefined)[] = [root];
  for (;;) {
    const node = stack.pop();
    if (node === undefined) return;
    yield node;
    pushChildren(stack, node);
  }
}
