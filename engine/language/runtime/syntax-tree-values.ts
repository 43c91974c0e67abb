/**
 * Syntax trees as values of scripts: `$block.Ast.ParamBlock.Parameters`, `FindAll`, `Extent.Text`. Names of nodes and
 * properties are those of System.Management.Automation.Language. seen: PowerShell engine, parser/ast.cs
 */
import type { Ast, NumberLiteral } from '../ast';
import { nodesOf } from '../ast-walk';
import { toBool } from '../conversion';
import type { Program } from '../host';
import { ArrayTypeName, GenericTypeName, TypeName } from '../parsing/type-name';
import { VariablePath } from '../parsing/variable-path';
import { findType, type MethodContext, type NetType } from '../types';
import { foldCase, knownTypes, long, NetObject, PSArray, PSDouble, PSList, PSTypeValue, type Value } from '../values';
import { ensureType, method, properties } from './engine-types';
import { Extent } from './extent';
import { ScriptBlock } from './script-block';
import { active } from './script-block-members';
import { typeNamed } from './type-named';

const language = 'System.Management.Automation.Language';

/** Base class -> classes that derive from it; those in front come first. */
const hierarchy: ReadonlyArray<readonly [base: string, names: string]> = [
  [
    'Ast',
    'ScriptBlockAst ParamBlockAst NamedBlockAst StatementBlockAst NamedAttributeArgumentAst AttributeBaseAst ParameterAst MemberAst CatchClauseAst RedirectionAst CommandElementAst StatementAst',
  ],
  ['AttributeBaseAst', 'AttributeAst TypeConstraintAst'],
  ['MemberAst', 'PropertyMemberAst FunctionMemberAst'],
  ['RedirectionAst', 'FileRedirectionAst MergingRedirectionAst'],
  ['CommandElementAst', 'CommandParameterAst ExpressionAst'],
  [
    'StatementAst',
    'TypeDefinitionAst UsingStatementAst FunctionDefinitionAst IfStatementAst DataStatementAst LabeledStatementAst TryStatementAst TrapStatementAst BreakStatementAst ContinueStatementAst ReturnStatementAst ExitStatementAst ThrowStatementAst PipelineBaseAst CommandBaseAst BlockStatementAst ConfigurationDefinitionAst',
  ],
  ['LabeledStatementAst', 'LoopStatementAst SwitchStatementAst'],
  ['LoopStatementAst', 'ForEachStatementAst ForStatementAst DoWhileStatementAst DoUntilStatementAst WhileStatementAst'],
  ['PipelineBaseAst', 'PipelineAst AssignmentStatementAst ErrorStatementAst'],
  ['CommandBaseAst', 'CommandAst CommandExpressionAst'],
  [
    'ExpressionAst',
    'BinaryExpressionAst UnaryExpressionAst AttributedExpressionAst MemberExpressionAst TypeExpressionAst VariableExpressionAst ConstantExpressionAst ExpandableStringExpressionAst ScriptBlockExpressionAst ArrayLiteralAst HashtableAst ArrayExpressionAst ParenExpressionAst SubExpressionAst UsingExpressionAst IndexExpressionAst ErrorExpressionAst',
  ],
  ['AttributedExpressionAst', 'ConvertExpressionAst'],
  ['MemberExpressionAst', 'InvokeMemberExpressionAst'],
  ['InvokeMemberExpressionAst', 'BaseCtorInvokeMemberExpressionAst'],
  ['ConstantExpressionAst', 'StringConstantExpressionAst'],
];

const values = new WeakMap<object, SyntaxNode>();

/** A node as a script sees it. The same node is always the same object. */
class SyntaxNode extends NetObject {
  constructor(readonly node: Ast) {
    super();
  }
  get netType(): NetType {
    const type = typeNamed(`${language}.${this.node.type}`, `${language}.Ast`);
    giveProperties(type, this.node);
    return type;
  }
}

class SyntaxExtent extends NetObject {
  constructor(readonly extent: Extent) {
    super();
  }
  get netType(): NetType {
    return typeNamed(`${language}.InternalScriptExtent`);
  }
}

class SyntaxName extends NetObject {
  constructor(readonly name: VariablePath | TypeName | GenericTypeName | ArrayTypeName) {
    super();
  }
  get netType(): NetType {
    return typeNamed(
      this.name instanceof VariablePath ? 'System.Management.Automation.VariablePath' : `${language}.${this.name.kind}`,
    );
  }
}

/** The value of a node. */
export function syntaxValue(node: Ast): NetObject {
  const known = values.get(node);
  if (known !== undefined) return known;
  const made = new SyntaxNode(node);
  values.set(node, made);
  return made;
}

const hidden = new Set(['type', 'start', 'end', 'parent', 'source', 'compiled']);
const described = new Set<string>();

/** Properties of a class of nodes, from the first node of it that a script gets. */
function giveProperties(type: NetType, node: Ast): void {
  if (described.has(node.type)) return;
  described.add(node.type);
  for (const key of Object.keys(node)) {
    if (hidden.has(key)) continue;
    const name = key[0].toUpperCase() + key.slice(1);
    type.properties.set(foldCase(name), {
      name,
      type: 'System.Object',
      get: (self) => asValue((self as SyntaxNode).node[key as keyof Ast]),
    });
  }
}

function asValue(part: unknown): Value {
  if (part === undefined || part === null) return null;
  if (typeof part === 'string' || typeof part === 'boolean' || typeof part === 'number') return part;
  if (Array.isArray(part)) return new PSArray(part.map(asValue));
  if (part instanceof VariablePath || part instanceof TypeName) return new SyntaxName(part);
  if (part instanceof GenericTypeName || part instanceof ArrayTypeName) return new SyntaxName(part);
  if (typeof part === 'object' && 'type' in part && 'start' in part) return syntaxValue(part as Ast);
  if (typeof part === 'object' && 'kind' in part && ('value' in part || 'mantissa' in part))
    return numberOf(part as NumberLiteral);
  return null;
}

function numberOf(literal: NumberLiteral): Value {
  switch (literal.kind) {
    case 'int':
      return literal.value;
    case 'long':
      return long(literal.value);
    case 'double':
      return new PSDouble(literal.value);
    case 'decimal':
      return new PSDouble(Number(literal.mantissa) / 10 ** literal.scale);
  }
}

function staticType(node: Ast): Value {
  let name = 'System.Object';
  if (node.type === 'ParameterAst') {
    const constraint = node.attributes.find((attribute) => attribute.type === 'TypeConstraintAst');
    if (constraint !== undefined) name = constraint.typeName.fullName;
  } else if (node.type === 'StringConstantExpressionAst' || node.type === 'ExpandableStringExpressionAst') {
    name = 'System.String';
  } else if (node.type === 'HashtableAst') name = 'System.Collections.Hashtable';
  else if (node.type === 'ConvertExpressionAst') name = node.attribute.typeName.fullName;
  else if (node.type === 'ConstantExpressionAst' && typeof node.value === 'object') {
    name = { int: 'System.Int32', long: 'System.Int64', double: 'System.Double', decimal: 'System.Decimal' }[
      node.value.kind
    ];
  }
  const type = name.endsWith('[]') ? findType(name.slice(0, -2))?.arrayType() : findType(name);
  return new PSTypeValue(type ?? knownTypes['System.Object']);
}

/** Nodes below that the predicate takes, the node itself included. Blocks inside are searched where asked for. */
function* search(self: SyntaxNode, args: Value[], context: MethodContext, all: boolean): Program<SyntaxNode[]> {
  const [predicate, nested] = args;
  const found: SyntaxNode[] = [];
  for (const node of nodesOf(self.node)) {
    if (node !== self.node && !toBool(nested ?? false) && isNested(node, self.node)) continue;
    const value = syntaxValue(node) as SyntaxNode;
    const answer = yield* context.runScript!(predicate, [value]);
    if (answer.length === 0 || !toBool(answer.length === 1 ? answer[0] : new PSArray(answer))) continue;
    found.push(value);
    if (!all) break;
  }
  return found;
}

function isNested(node: Ast, root: Ast): boolean {
  for (let one: Ast | undefined = node; one !== undefined && one !== root; one = one.parent) {
    if (one.type === 'ScriptBlockAst') return true;
  }
  return false;
}

export function installSyntaxTreeValues(): void {
  const extentType = `${language}.IScriptExtent`;
  const base = properties(`${language}.Ast`, 'System.Object', {
    Extent: [
      extentType,
      (self: SyntaxNode) => {
        const extent = Extent.of(self.node);
        return extent === undefined ? null : new SyntaxExtent(extent);
      },
    ],
    Parent: [
      `${language}.Ast`,
      (self: SyntaxNode) => (self.node.parent === undefined ? null : syntaxValue(self.node.parent)),
    ],
  });
  base.toText = (self) => Extent.of((self as SyntaxNode).node)?.text ?? '';
  const predicate = `System.Func[${language}.Ast,bool] predicate, bool searchNestedScriptBlocks`;
  method(
    base,
    'FindAll',
    [`System.Collections.Generic.IEnumerable[${language}.Ast] FindAll(${predicate})`],
    (self: SyntaxNode, args, context) =>
      (function* () {
        return new PSList(yield* search(self, args, context, true));
      })(),
  );
  method(base, 'Find', [`${language}.Ast Find(${predicate})`], (self: SyntaxNode, args, context) =>
    (function* () {
      return (yield* search(self, args, context, false))[0] ?? null;
    })(),
  );
  method(base, 'ToString', ['string ToString()'], (self: SyntaxNode) => Extent.of(self.node)?.text ?? '');
  for (const [parent, names] of hierarchy) {
    for (const name of names.split(' ')) ensureType(`${language}.${name}`, `${language}.${parent}`);
  }
  for (const name of ['ParameterAst', 'ExpressionAst']) {
    properties(`${language}.${name}`, `${language}.Ast`, {
      StaticType: ['type', (self: SyntaxNode) => staticType(self.node)],
    });
  }
  method(ensureType(`${language}.CommandAst`), 'GetCommandName', ['string GetCommandName()'], (self: SyntaxNode) => {
    const { node } = self;
    const first = node.type === 'CommandAst' ? node.commandElements[0] : undefined;
    return first?.type === 'StringConstantExpressionAst' ? first.value : null;
  });
  method(
    ensureType(`${language}.ScriptBlockAst`),
    'GetScriptBlock',
    ['scriptblock GetScriptBlock()'],
    (self: SyntaxNode) => {
      const { node } = self;
      return node.type === 'ScriptBlockAst' ? new ScriptBlock(node, active.rs?.global ?? null) : null;
    },
  );
  properties(`${language}.InternalScriptExtent`, 'System.Object', {
    File: ['string', (self: SyntaxExtent) => self.extent.file ?? null],
    StartScriptPosition: [`${language}.IScriptPosition`, () => null],
    EndScriptPosition: [`${language}.IScriptPosition`, () => null],
    StartLineNumber: ['int', (self: SyntaxExtent) => self.extent.line],
    StartColumnNumber: ['int', (self: SyntaxExtent) => self.extent.column],
    EndLineNumber: ['int', (self: SyntaxExtent) => self.extent.endLine],
    EndColumnNumber: ['int', (self: SyntaxExtent) => self.extent.endColumn],
    Text: ['string', (self: SyntaxExtent) => self.extent.text],
    StartOffset: ['int', (self: SyntaxExtent) => self.extent.start],
    EndOffset: ['int', (self: SyntaxExtent) => self.extent.end],
  }).toText = (self) => (self as SyntaxExtent).extent.text;
  properties('System.Management.Automation.VariablePath', 'System.Object', {
    UserPath: ['string', (self: SyntaxName) => (self.name instanceof VariablePath ? self.name.userPath : '')],
  }).toText = (self) => {
    const { name } = self as SyntaxName;
    return name instanceof VariablePath ? name.userPath : '';
  };
  for (const kind of ['TypeName', 'GenericTypeName', 'ArrayTypeName']) {
    const fullName = (self: SyntaxName) => (self.name instanceof VariablePath ? '' : self.name.fullName);
    properties(`${language}.${kind}`, 'System.Object', {
      FullName: ['string', fullName],
      Name: ['string', fullName],
      IsArray: ['bool', (self: SyntaxName) => self.name instanceof ArrayTypeName],
      IsGeneric: ['bool', (self: SyntaxName) => self.name instanceof GenericTypeName],
    }).toText = (self) => fullName(self as SyntaxName);
  }
}
