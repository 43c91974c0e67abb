import type { Ast, ExpressionAst, TypeDefinitionAst } from '../ast';
import { type MemberView, membersOf, staticMembersOf, typeOf } from '../net';
import { TokenKind } from '../parsing/token-kind';
import { matchesWildcard } from '../text/wildcard';
import { findType, type NetType } from '../types';
import { baseOf, PSCustomObject, PSDictionary, type Value } from '../values';
import { type CompletionMatch, type CompletionState, lastAst, match } from './context';
import { compareNames } from './ordering';
import { nameNeedsQuotes, quoteMember } from './quoting';
import { safeValue } from './safe-value';
import { asType, type InferredType, TypeInference } from './type-inference';

/** Values of PSMemberTypes: members are listed in this order, then by name. */
const memberOrder: Record<string, number> = {
  AliasProperty: 1,
  CodeProperty: 2,
  Property: 4,
  NoteProperty: 8,
  ScriptProperty: 16,
  PropertySet: 32,
  Method: 64,
  CodeMethod: 128,
  ScriptMethod: 256,
  ParameterizedProperty: 512,
  MemberSet: 1024,
  Event: 2048,
};

const methodTypes = /^(?:Method|CodeMethod|ScriptMethod|ParameterizedProperty)$/;

/** Where member completion looks: the object in front of the dot and the name so far. */
export interface MemberTarget {
  readonly expression: ExpressionAst;
  /** The name so far with `*` behind it. */
  readonly pattern: string;
}

/** seen: PowerShell engine, CompletionCompleters.CompleteMember */
export function memberTarget(state: CompletionState): MemberTarget | undefined {
  const last = lastAst(state);
  let pattern = '*';
  let memberAst: Ast | undefined;
  let target: ExpressionAst | undefined;
  if (last.type === 'MemberExpressionAst' || last.type === 'InvokeMemberExpressionAst') {
    if (state.tokenAtCursor !== undefined && state.tokenAtCursor.start >= last.member.start) memberAst = last.member;
    target = last.expression;
  } else {
    memberAst = last;
  }
  if (memberAst?.type === 'StringConstantExpressionAst') {
    if (memberAst.value !== '.' && memberAst.value !== '::') pattern = `${memberAst.value}*`;
  } else if (last.type !== 'ErrorExpressionAst' && target === undefined) {
    return undefined;
  }
  const parent = last.parent;
  if (parent?.type === 'CommandAst') {
    const index = (parent.commandElements as readonly Ast[]).indexOf(last);
    const before = parent.commandElements[index - 1];
    if (before !== undefined && before.end === last.start && before.type !== 'CommandParameterAst') target = before;
  } else if (parent?.type === 'MemberExpressionAst' || parent?.type === 'InvokeMemberExpressionAst') {
    if (last.type === 'ErrorExpressionAst') {
      target = parent.expression;
    } else if (target === undefined) {
      target = parent.expression;
    }
  } else if (parent?.type === 'BinaryExpressionAst' && state.tokenAtCursor?.kind === TokenKind.Multiply) {
    const left = parent.left;
    if (left.type === 'MemberExpressionAst') {
      target = left.expression;
      if (left.member.type === 'StringConstantExpressionAst') pattern = `${left.member.value}*`;
    }
  }
  if (target === undefined || (target.type === 'VariableExpressionAst' && target.splatted)) return undefined;
  return { expression: target, pattern };
}

/** The members of what stands in front of `.` or `::`. */
export function completeMember(state: CompletionState, isStatic: boolean): CompletionMatch[] {
  const target = memberTarget(state);
  if (target === undefined) return [];
  const results = completeMembersOf(state, target.expression, target.pattern, isStatic);
  if (results.length > 0 && target.pattern !== '*') state.replacementLength = target.pattern.length - 1;
  return results;
}

/** The members of an expression whose names match a pattern. */
export function completeMembersOf(
  state: CompletionState,
  expression: ExpressionAst,
  pattern: string,
  isStatic: boolean,
): CompletionMatch[] {
  const value = safeValue(expression, state.session);
  if (value !== undefined && value.value !== null && value.value !== undefined) {
    const results = isStatic
      ? staticMembers(asType(value.value), pattern)
      : membersOfValue(value.value, pattern, expression.type === 'ArrayExpressionAst');
    if (results.length > 0) return results;
  }
  const inference = new TypeInference(state.session, state.root);
  let types: InferredType[] = [];
  if (!isStatic) types = inference.infer(expression);
  else if (expression.type === 'TypeExpressionAst') types = inference.ofTypeName(expression.typeName);
  return membersOfTypes(types, pattern, isStatic);
}

/** Members by inferred type, each name once, properties first. */
export function membersOfTypes(
  types: readonly InferredType[],
  pattern: string,
  isStatic: boolean,
  filter: (isMethod: boolean) => boolean = () => true,
): CompletionMatch[] {
  const found = new Map<string, CompletionMatch>();
  for (const inferred of types) {
    for (const item of membersOfType(inferred, isStatic)) {
      const isMethod = item.type === 'Method';
      if (!filter(isMethod) || !matchesWildcard(item.listItemText, pattern)) continue;
      const key = `${item.type} ${item.listItemText.toLowerCase()}`;
      if (!found.has(key)) found.set(key, item);
    }
  }
  return [...found.values()].sort((a, b) => {
    if (a.type !== b.type) return a.type === 'Property' ? -1 : 1;
    return compareNames(a.listItemText, b.listItemText);
  });
}

function membersOfType(inferred: InferredType, isStatic: boolean): CompletionMatch[] {
  if (inferred.kind === 'definition') return membersOfDefinition(inferred.definition, isStatic);
  if (inferred.kind === 'value') return membersOfValue(inferred.value, '*', false);
  if (isStatic) return staticMembers(inferred.type, '*');
  return viewsOfType(inferred.type).map(memberMatch);
}

/** The members every instance of a type has. */
function viewsOfType(type: NetType): MemberView[] {
  const views = new Map<string, MemberView>();
  const put = (view: MemberView): void => {
    const key = view.name.toLowerCase();
    if (!view.hidden && !views.has(key)) views.set(key, view);
  };
  for (let at: NetType | undefined = type; at !== undefined; at = at.base) {
    for (const property of at.properties.values()) {
      const access = `{get;${property.set === undefined ? '' : 'set;'}}`;
      put({
        name: property.name,
        memberType: property.parameters === undefined ? 'Property' : 'ParameterizedProperty',
        definition: property.definition ?? `${property.type} ${property.name} ${access}`,
        hidden: property.hidden,
      });
    }
    for (const method of at.methods.values()) {
      put({
        name: method.name,
        memberType: 'Method',
        definition: method.overloads.join(', '),
        hidden: method.hidden,
      });
    }
  }
  for (const view of convertibleViews(type)) put(view);
  return [...views.values()];
}

const convertible =
  'ToBoolean ToByte ToChar ToDateTime ToDecimal ToDouble ToInt16 ToInt32 ToInt64 ToSByte ToSingle ToType ToUInt16 ToUInt32 ToUInt64'.split(
    ' ',
  );

/** Methods of IConvertible: they are offered although the types implement them explicitly. */
function convertibleViews(type: NetType | undefined): MemberView[] {
  if (type?.implements('System.IConvertible') !== true) return [];
  return convertible.map((name) => ({
    name,
    memberType: 'Method',
    definition: `${name}(System.IFormatProvider provider)`,
    hidden: false,
  }));
}

/** The members of a value; every object has the methods of Object. */
function viewsOfValue(value: Value): MemberView[] {
  const views = membersOf(value);
  const base = baseOf(value);
  const type = base instanceof PSCustomObject ? findType('System.Object') : undefined;
  const names = new Set(views.map((v) => v.name.toLowerCase()));
  const added = [...(type === undefined ? [] : viewsOfType(type)), ...convertibleViews(typeOf(base))];
  return [...views, ...added.filter((v) => !names.has(v.name.toLowerCase()))];
}

function membersOfDefinition(definition: TypeDefinitionAst, isStatic: boolean): CompletionMatch[] {
  const results: CompletionMatch[] = [];
  for (const member of definition.members) {
    if (member.isHidden) continue;
    if (member.type === 'PropertyMemberAst') {
      if (member.isStatic !== isStatic) continue;
      const type = member.propertyType === undefined ? 'System.Object' : member.propertyType.typeName.fullName;
      results.push(match(quoteMember(member.name), member.name, 'Property', `[${type}] $${member.name}`));
    } else if (member.isConstructor) {
      if (isStatic) results.push(match('new(', 'new', 'Method', `${definition.name}()`));
    } else if (member.isStatic === isStatic) {
      const type = member.returnType === undefined ? 'void' : member.returnType.typeName.fullName;
      results.push(match(`${member.name}(`, member.name, 'Method', `${type} ${member.name}()`));
    }
  }
  if (isStatic && definition.isClass && !results.some((r) => r.listItemText === 'new')) {
    results.push(match('new(', 'new', 'Method', `${definition.name}()`));
  }
  return results;
}

/** One overload a line in the tool tip. */
function memberMatch(view: MemberView): CompletionMatch {
  const isMethod = methodTypes.test(view.memberType);
  const text = isMethod ? `${quoteMember(view.name)}(` : quoteMember(view.name);
  const toolTip = view.definition.replace(/\),\s*/g, ')\r\n');
  return match(text, view.name, isMethod ? 'Method' : 'Property', toolTip);
}

function sortViews(views: readonly MemberView[], pattern: string): MemberView[] {
  return views
    .filter((v) => !v.hidden && matchesWildcard(v.name, pattern))
    .sort(
      (a, b) => (memberOrder[a.memberType] ?? 0) - (memberOrder[b.memberType] ?? 0) || compareNames(a.name, b.name),
    );
}

function staticMembers(type: NetType | undefined, pattern: string): CompletionMatch[] {
  return type === undefined ? [] : sortViews(staticMembersOf(type), pattern).map(memberMatch);
}

function membersOfValue(value: Value, pattern: string, asArray: boolean): CompletionMatch[] {
  const results = sortViews(viewsOfValue(value), pattern).map(memberMatch);
  const base = baseOf(value);
  if (base instanceof PSDictionary) {
    for (const { key } of base.items()) {
      if (typeof key !== 'string' || !matchesWildcard(key, pattern)) continue;
      const text = nameNeedsQuotes(key) ? `'${key.replaceAll("'", "''")}'` : key;
      results.push(match(text, text, 'Property', text));
    }
  }
  if (asArray || isEnumerable(base)) results.push(...extensionMethods(pattern));
  return results;
}

function isEnumerable(value: Value): boolean {
  if (value === null || typeof value !== 'object' || value instanceof PSDictionary) return false;
  const type = typeOf(value);
  if (type === undefined || /^System\.(?:String|Xml\.)/.test(type.fullName)) return false;
  return type.element !== undefined || type.implements('System.Collections.IEnumerable');
}

/** The methods PowerShell adds to every list. */
const extensions: readonly (readonly [name: string, toolTip: string])[] = [
  ['Where', 'Where({ expression } [, mode [, numberToReturn]])'],
  ['ForEach', 'ForEach(expression [, arguments...])'],
];

function extensionMethods(pattern: string): CompletionMatch[] {
  return extensions
    .filter(([name]) => matchesWildcard(name, pattern))
    .map(([name, toolTip]) => match(`${name}(`, name, 'Method', toolTip));
}
