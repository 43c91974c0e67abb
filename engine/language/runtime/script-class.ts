/** Classes and enums of scripts. */
import type { FunctionMemberAst, PropertyMemberAst, TypeDefinitionAst } from '../ast';
import { attributeName, readAttribute, validate } from '../binding/attributes';
import { makeGuard } from '../binding/variable-guard';
import { compiledOf } from '../compile/compiled-block';
import { orNull } from '../compile/expressions';
import { typeNotFound } from '../compile/types';
import { conversionHooks, convertTo, toText, tryConvertTo } from '../conversion';
import { makeException, NetException, PSException, PSRuntimeException } from '../errors';
import type { Program } from '../host';
import { setMember } from '../net';
import { findType, type NetMethod, type NetProperty, NetType } from '../types';
import type { Value } from '../values';
import { baseOf, foldCase, knownTypes, NetObject, PSDictionary, PSEnum, PSInteger, PSList } from '../values';
import { Completion, LoopControl } from './control-flow';
import { driveToEnd } from './drive';
import { Frame } from './frame';
import type { Runspace } from './runspace';
import { Scope } from './scope';
import type { SessionState } from './session-state';
import { nullSink } from './sink';
import { type AssignmentGuard, Variable } from './variable';

/** An instance of a class of a script. */
export class ScriptObject extends NetObject {
  readonly fields = new Map<string, Value>();
  constructor(readonly netType: NetType) {
    super();
  }
}

/** An instance whose base is a list. */
const otherFields = new WeakMap<NetObject, Map<string, Value>>();

function fieldsOf(self: Value): Map<string, Value> {
  if (self instanceof ScriptObject) return self.fields;
  const object = self as NetObject;
  let fields = otherFields.get(object);
  if (fields === undefined) {
    fields = new Map();
    otherFields.set(object, fields);
  }
  return fields;
}

/** An exception of a script class: type and message are settled when its constructor runs. */
class ScriptException extends PSException {}

/** A class of a script behind its type. */
export class ScriptClass {
  constructors: FunctionMemberAst[] = [];
  readonly properties: PropertyMemberAst[] = [];
  constructor(
    readonly type: NetType,
    readonly ast: TypeDefinitionAst,
    readonly base: ScriptClass | undefined,
    readonly session: SessionState,
    readonly frame: Frame,
  ) {}
}

const classes = new WeakMap<NetType, ScriptClass>();
export function scriptClassOf(type: NetType): ScriptClass | undefined {
  return classes.get(type);
}

export function defineScriptType(rs: Runspace, ast: TypeDefinitionAst, f: Frame): void {
  if (ast.isEnum) defineEnum(rs, ast, f);
  else defineClass(rs, ast, f);
}

function numberOf(value: Value): number {
  const base = baseOf(value);
  if (typeof base === 'number') return base;
  if (base instanceof PSInteger) return Number(base.value);
  if (base instanceof PSEnum) return base.value;
  return convertTo(base, knownTypes['System.Int32']) as number;
}

function defineEnum(rs: Runspace, ast: TypeDefinitionAst, f: Frame): void {
  const type = new NetType(ast.name, knownTypes['System.Enum'], 'enum', knownTypes['System.Enum']?.interfaces ?? []);
  const values: Array<readonly [string, number]> = [];
  type.isFlags = ast.attributes.some(
    (attribute) => attributeName(attribute.typeName) === 'flags' || /(^|\.)flags$/i.test(attribute.typeName.name),
  );
  type.fromScript = true;
  type.enumValues = values;
  rs.types.define(type);
  rs.typeVersion++;
  let next = 0;
  for (const member of ast.members) {
    if (member.type !== 'PropertyMemberAst') continue;
    if (member.initialValue !== undefined) next = numberOf(rs.evaluateNow(member.initialValue, f));
    values.push([member.name, next]);
    next++;
  }
}

function typeOfConstraint(
  rs: Runspace,
  constraint: { typeName: import('../parsing/type-name').ITypeName } | undefined,
  scope: Scope,
): NetType | undefined {
  if (constraint === undefined) return undefined;
  const type = rs.findTypeName(constraint.typeName, scope);
  if (type === undefined) throw typeNotFound(constraint.typeName);
  return type;
}

function defineClass(rs: Runspace, ast: TypeDefinitionAst, f: Frame): void {
  const { scope } = f;
  const bases = ast.baseTypes.map((base) => typeOfConstraint(rs, base, scope)!);
  const baseType = bases.find((base) => base.kind !== 'interface') ?? knownTypes['System.Object'];
  const interfaces = [
    ...baseType.interfaces,
    ...bases.filter((base) => base.kind === 'interface').map((base) => base.fullName),
  ];
  const type = new NetType(ast.name, baseType, 'class', interfaces);
  type.fromScript = true;
  const scriptClass = new ScriptClass(type, ast, classes.get(baseType), scope.session, f);
  classes.set(type, scriptClass);
  rs.types.define(type);
  rs.typeVersion++;
  const methods = new Map<string, FunctionMemberAst[]>();
  const staticMethods = new Map<string, FunctionMemberAst[]>();
  for (const member of ast.members) {
    if (member.type === 'PropertyMemberAst') {
      defineProperty(rs, scriptClass, member, f);
      continue;
    }
    if (member.isConstructor) {
      if (!member.isStatic) scriptClass.constructors.push(member);
      else staticInitializers(rs, scriptClass, member);
      continue;
    }
    const table = member.isStatic ? staticMethods : methods;
    const key = foldCase(member.name);
    const list = table.get(key);
    if (list === undefined) table.set(key, [member]);
    else list.push(member);
  }
  for (const [key, list] of methods) type.methods.set(key, methodOf(rs, scriptClass, list));
  for (const [key, list] of staticMethods) type.staticMethods.set(key, methodOf(rs, scriptClass, list));
  type.constructors = {
    name: 'new',
    overloads: (scriptClass.constructors.length === 0 ? [undefined] : scriptClass.constructors).map(
      (member) => `${type.fullName} new(${member === undefined ? '' : parametersText(member)})`,
    ),
    invoke: (_self, args) => newObject(rs, scriptClass, args),
  };
  const ownText = type.findMethod('tostring');
  if (methods.has('tostring') && ownText !== undefined) {
    type.toText = (self) => {
      const result = ownText.invoke(self, [], rs.methodContext);
      return toText(isProgram(result) ? driveToEnd(result, rs) : result);
    };
  } else if (baseType.toText !== undefined) type.toText = baseType.toText;
  for (const initialize of pendingStatics.get(scriptClass) ?? []) initialize();
  pendingStatics.delete(scriptClass);
}

import { isProgram } from '../net';

const pendingStatics = new Map<ScriptClass, Array<() => void>>();

function staticInitializers(rs: Runspace, scriptClass: ScriptClass, member: FunctionMemberAst): void {
  const list = pendingStatics.get(scriptClass) ?? [];
  list.push(() => {
    driveToEnd(runMember(rs, scriptClass, member, undefined, []), rs);
  });
  pendingStatics.set(scriptClass, list);
}

function parametersText(member: FunctionMemberAst): string {
  return member.parameters
    .map((parameter) => {
      const constraint = parameter.attributes.find((attribute) => attribute.type === 'TypeConstraintAst');
      return `${constraint === undefined ? 'System.Object' : constraint.typeName.fullName} ${parameter.name.variablePath.unqualifiedPath}`;
    })
    .join(', ');
}

function defaultValue(type: NetType | undefined): Value {
  if (type === undefined) return null;
  if (type.fullName === 'System.Boolean') return false;
  if (type.kind === 'enum') return new PSEnum(type, 0);
  if (type.isValueType) return tryConvertTo(0, type)?.value ?? null;
  return null;
}

function defineProperty(rs: Runspace, scriptClass: ScriptClass, member: PropertyMemberAst, f: Frame): void {
  const key = foldCase(member.name);
  let propertyType: NetType | undefined;
  let guard: AssignmentGuard | undefined;
  const resolve = (): void => {
    propertyType ??= typeOfConstraint(rs, member.propertyType, f.scope);
    if (guard === undefined) {
      const attributes = member.attributes
        .map((attribute) => readAttribute(attribute, f))
        .filter((attribute) => attribute.kind !== 'Other');
      guard = {
        attributes,
        accept: (value) => {
          for (const attribute of attributes) validate(attribute, value, rs);
          return value;
        },
      };
    }
  };
  const accept = (value: Value): Value => {
    resolve();
    const converted =
      propertyType === undefined ? orNull(value) : convertTo(orNull(value), propertyType, rs.methodContext);
    return guard!.accept(converted);
  };
  const property: NetProperty = {
    name: member.name,
    type: member.propertyType === undefined ? 'System.Object' : member.propertyType.typeName.fullName,
    get: (self) => fieldsOf(self).get(key) ?? null,
    set: (self, value) => void fieldsOf(self).set(key, accept(value)),
    hidden: member.isHidden,
  };
  if (member.isStatic) {
    let value: Value;
    resolve();
    value = member.initialValue === undefined ? defaultValue(propertyType) : undefined;
    const started = { done: member.initialValue === undefined };
    const initialize = (): void => {
      if (started.done) return;
      started.done = true;
      value = accept(rs.evaluateNow(member.initialValue!, f));
    };
    scriptClass.type.staticProperties.set(key, {
      ...property,
      get: () => {
        initialize();
        return value;
      },
      set: (_self, next) => {
        started.done = true;
        value = accept(next);
      },
    });
    const list = pendingStatics.get(scriptClass) ?? [];
    list.push(initialize);
    pendingStatics.set(scriptClass, list);
    return;
  }
  scriptClass.properties.push(member);
  scriptClass.type.properties.set(key, property);
}

function methodOf(rs: Runspace, scriptClass: ScriptClass, list: FunctionMemberAst[]): NetMethod {
  const { name } = list[0];
  return {
    name,
    overloads: list.map(
      (member) =>
        `${member.isStatic ? 'static ' : ''}${member.returnType === undefined ? 'System.Object' : member.returnType.typeName.fullName} ${member.name}(${parametersText(member)})`,
    ),
    invoke: (self, args) => {
      const member = choose(rs, scriptClass, list, args);
      if (member === undefined) {
        // A base may have an overload for these arguments.
        const inherited = scriptClass.type.base?.findMethod(name);
        if (inherited !== undefined && !list[0].isStatic) return inherited.invoke(self, args, rs.methodContext);
        throw noOverload(name, args.length);
      }
      return callMember(rs, scriptClass, member, self, args);
    },
  };
}

function noOverload(name: string, count: number): PSRuntimeException {
  return new PSRuntimeException(
    `Cannot find an overload for "${name}" and the argument count: "${count}".`,
    'MethodCountCouldNotFindBest',
    { category: 'NotSpecified', exceptionType: 'System.Management.Automation.MethodException' },
  );
}

/** The overload that the arguments fit best. */
function choose(
  rs: Runspace,
  scriptClass: ScriptClass,
  list: readonly FunctionMemberAst[],
  args: readonly Value[],
): FunctionMemberAst | undefined {
  const fitting = list.filter((member) => member.parameters.length === args.length);
  if (fitting.length <= 1) return fitting[0];
  let best: FunctionMemberAst | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const member of fitting) {
    let cost = 0;
    for (let i = 0; i < args.length; i++) {
      const constraint = member.parameters[i].attributes.find((attribute) => attribute.type === 'TypeConstraintAst');
      const type =
        constraint === undefined
          ? knownTypes['System.Object']
          : typeOfConstraint(rs, constraint, scriptClass.frame.scope)!;
      const value = args[i];
      const own = value === null ? undefined : rs.typeOfValue(value);
      if (own === type) continue;
      if (type.fullName === 'System.Object') cost += 5;
      else if (own?.isSubclassOf(type)) cost += 2;
      else if (tryConvertTo(value, type) !== undefined) cost += 10;
      else cost = Number.POSITIVE_INFINITY;
    }
    if (cost < bestCost) {
      best = member;
      bestCost = cost;
    }
  }
  return best;
}

/** Runs a method at once where its body cannot wait. */
function callMember(
  rs: Runspace,
  scriptClass: ScriptClass,
  member: FunctionMemberAst,
  self: Value,
  args: readonly Value[],
): Value | Program<Value> {
  const program = runMember(rs, scriptClass, member, self, args);
  const body = compiledOf(member.body).end;
  if (body !== undefined && body.s === undefined) return program;
  const step = program.next();
  if (!step.done) throw new Error('a plain method cannot wait');
  return step.value;
}

/** Runs the body of a method or constructor. */
function* runMember(
  rs: Runspace,
  scriptClass: ScriptClass,
  member: FunctionMemberAst,
  self: Value,
  args: readonly Value[],
): Program<Value> {
  const compiled = compiledOf(member.body);
  const { session } = scriptClass;
  const parent = scriptClass.frame.scope.session.top;
  const scope = new Scope(parent, session, parent.script, compiled.layout);
  const caller = rs.frameNow();
  const frame = new Frame(rs, scope, compiled, nullSink, caller.streams, caller, null, true);
  frame.scriptClass = scriptClass;
  if (self !== undefined) scope.put('this', new Variable('this', self));
  frame.thisValue = self;
  member.parameters.forEach((parameter, i) => {
    const name = parameter.name.variablePath.unqualifiedPath;
    const attributes = parameter.attributes.map((attribute) => readAttribute(attribute, frame));
    const guard = makeGuard(attributes, frame, name);
    let value: Value;
    try {
      value = guard.accept(args[i]);
    } catch (error) {
      if (!(error instanceof PSRuntimeException)) throw error;
      const shown = attributes.find((attribute) => attribute.kind === 'Type');
      throw new PSRuntimeException(
        `Cannot convert argument "${name}", with value: "${toText(args[i])}", for "${member.isConstructor ? '.ctor' : member.name}" to type "${shown?.kind === 'Type' ? shown.type.fullName : ''}": "${error.message}"`,
        'MethodArgumentConversionInvalidCastArgument',
        {
          category: 'NotSpecified',
          exceptionType: 'System.Management.Automation.MethodException',
          inner: error.exception,
        },
      );
    }
    const variable = scope.put(foldCase(name), new Variable(name, value));
    if (attributes.length > 0) variable.setGuard(guard);
  });
  const previous = session.current;
  const propagate = rs.propagate;
  const current = rs.currentFrame;
  session.current = scope;
  rs.propagate = true;
  rs.currentFrame = frame;
  rs.enterCall();
  let completion: number = Completion.Normal;
  try {
    const body = compiled.end;
    if (body !== undefined) completion = body.s !== undefined ? body.s(frame) : yield* body.g(frame);
  } finally {
    rs.leaveCall(scope);
    session.current = previous;
    rs.propagate = propagate;
    rs.currentFrame = current;
  }
  if (completion > Completion.Return) throw new LoopControl(completion, frame.label);
  if (member.isConstructor || completion !== Completion.Return) return undefined;
  const returnType = typeOfConstraint(rs, member.returnType, scope);
  if (returnType?.fullName === 'System.Void') return undefined;
  const value = orNull(frame.returned);
  return returnType === undefined ? value : convertTo(value, returnType, rs.methodContext);
}

function rootOf(type: NetType): NetType {
  let root: NetType = type;
  while (classes.has(root)) root = root.base!;
  return root;
}

/** `[Class]::new(...)`. */
export function* newObject(rs: Runspace, scriptClass: ScriptClass, args: readonly Value[]): Program<Value> {
  const root = rootOf(scriptClass.type);
  let self: NetObject;
  if (root.isSubclassOf(knownTypes['System.Exception'])) {
    self = new ScriptException(scriptClass.type, `Exception of type '${scriptClass.type.fullName}' was thrown.`);
  } else if (
    root.isSubclassOf(knownTypes['System.Collections.ArrayList'] ?? root) &&
    root.fullName !== 'System.Object'
  ) {
    self = new PSList([], scriptClass.type);
  } else if (root.genericDefinition?.fullName === 'System.Collections.Generic.List`1') {
    self = new PSList([], scriptClass.type);
  } else if (root.fullName === 'System.Collections.Hashtable') self = new PSDictionary(scriptClass.type);
  else self = new ScriptObject(scriptClass.type);
  yield* initialize(rs, scriptClass, self);
  yield* construct(rs, scriptClass, self, args);
  return self;
}

/** Values of the properties before a constructor runs; those of the base first. */
function* initialize(rs: Runspace, scriptClass: ScriptClass, self: NetObject): Program<void> {
  if (scriptClass.base !== undefined) yield* initialize(rs, scriptClass.base, self);
  const fields = fieldsOf(self);
  for (const member of scriptClass.properties) {
    const type = typeOfConstraint(rs, member.propertyType, scriptClass.frame.scope);
    fields.set(foldCase(member.name), defaultValue(type));
  }
  for (const member of scriptClass.properties) {
    if (member.initialValue === undefined) continue;
    const { frame } = scriptClass;
    const saved = frame.scope.own('this');
    frame.scope.put('this', new Variable('this', self));
    try {
      const value = rs.evaluateNow(member.initialValue, frame);
      scriptClass.type.properties.get(foldCase(member.name))!.set!(self, value);
    } finally {
      if (saved === undefined) frame.scope.take('this');
      else frame.scope.put('this', saved);
    }
  }
}

/** Runs a constructor on an object. */
export function* construct(
  rs: Runspace,
  scriptClass: ScriptClass,
  self: NetObject,
  args: readonly Value[],
): Program<void> {
  if (scriptClass.constructors.length === 0) {
    if (args.length > 0) throw noOverload('new', args.length);
    if (scriptClass.base !== undefined) yield* construct(rs, scriptClass.base, self, []);
    return;
  }
  const member = choose(rs, scriptClass, scriptClass.constructors, args);
  if (member === undefined) throw noOverload('new', args.length);
  yield* runMember(rs, scriptClass, member, self, args);
}

/** `: base(...)` inside a constructor. */
export function* baseConstructor(rs: Runspace, f: Frame, args: readonly Value[]): Program<void> {
  const scriptClass = f.scriptClass as ScriptClass | undefined;
  const self = f.thisValue;
  if (scriptClass === undefined || !(self instanceof NetObject)) return;
  if (scriptClass.base !== undefined) {
    yield* construct(rs, scriptClass.base, self, args);
    return;
  }
  if (self instanceof ScriptException) {
    if (args.length > 0) self.message = toText(args[0]);
    const inner = args[1];
    if (inner instanceof PSException) (self as { inner: PSException | undefined }).inner = inner;
  } else if (self instanceof PSList && args.length > 0) {
    const items = rs.elementsOf(args[0]);
    if (items !== undefined) self.items.push(...items);
  }
}

/** Error of `[Class]@{ Name = value }` for a name that the class lacks. */
function unknownProperty(scriptClass: ScriptClass, name: string): PSRuntimeException {
  const { type } = scriptClass;
  const shown = [...type.properties.values()].map(
    (property) => `[${property.name} <${findType(property.type)?.fullName ?? property.type}>]`,
  );
  const list =
    shown.length === 1
      ? `The available property is: ${shown[0]}`
      : `The available properties are: ${shown.join(' , ')}`;
  return new PSRuntimeException(
    `Cannot create object of type "${type.fullName}". The ${name} property was not found for the ${type.fullName} object. ${list}`,
    'ObjectCreationError',
    { category: 'InvalidArgument' },
  );
}

export function installClassHooks(current: () => Runspace): void {
  conversionHooks.findSessionType = (name) => current().types.findByText(name, current().activeScope);
  conversionHooks.constructDefault = (type) => {
    const scriptClass = classes.get(type);
    return scriptClass === undefined ? undefined : driveToEnd(newObject(current(), scriptClass, []), current());
  };
  conversionHooks.constructScriptClass = (type, argument) => {
    const scriptClass = classes.get(type);
    if (scriptClass === undefined) return undefined;
    const base = baseOf(argument);
    if (
      base instanceof PSDictionary &&
      (scriptClass.constructors.length === 0 ||
        scriptClass.constructors.some((member) => member.parameters.length === 0))
    ) {
      const made = driveToEnd(newObject(current(), scriptClass, []), current());
      for (const { key, value } of base.items()) {
        const name = toText(key);
        if (type.findProperty(name) === undefined) throw unknownProperty(scriptClass, name);
        setMember(made, name, value);
      }
      return made;
    }
    const parse = type.findStaticMethod('parse');
    if (typeof base === 'string' && parse !== undefined) {
      const result = parse.invoke(null, [base], current().methodContext);
      return isProgram(result) ? driveToEnd(result, current()) : result;
    }
    const member = choose(current(), scriptClass, scriptClass.constructors, [argument]);
    if (member === undefined) return undefined;
    try {
      return driveToEnd(newObject(current(), scriptClass, [argument]), current());
    } catch (error) {
      if (error instanceof PSRuntimeException && error.id === 'MethodArgumentConversionInvalidCastArgument')
        return undefined;
      throw error;
    }
  };
}

export { makeException, NetException };
