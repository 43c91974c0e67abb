/**
 * Binds signatures to behaviour: for each member of the data there is a body written by us, or a refusal that says the member
 * is not simulated.
 */
import { isMemoryFailure, NetException, outOfMemory } from '../errors';
import type { Program } from '../host';
import { acceleratorOf, type MethodContext, type NetMethod, type NetType } from '../types';
import type { Value } from '../values';
import { foldCase } from '../values';
import { chooseOverload, type Overload, readOverloads } from './overloads';
import { substitute } from './parameter-types';
import { type MemberSignatures, readSignatures } from './signatures';
import { typeText } from './type-name';

export { castConstructor, castParse } from './cast-lookup';

/** Body of a method. `args` are converted to the overload's parameters; a parameter array is one PSArray at the end. */
export type MethodBody = (
  self: Value,
  args: Value[],
  context: MethodContext,
  overload: Overload,
) => Value | Program<Value>;

export type PropertyBody =
  | ((self: Value, context?: MethodContext) => Value)
  | {
      get: (self: Value, context?: MethodContext) => Value;
      set: (self: Value, value: Value, context?: MethodContext) => void;
    };

/** What a type can do; names are as .NET writes them. */
export interface Behaviour {
  methods?: Record<string, MethodBody>;
  properties?: Record<string, PropertyBody>;
  staticMethods?: Record<string, MethodBody>;
  staticProperties?: Record<string, PropertyBody>;
  construct?: MethodBody;
  toText?: (self: Value) => string;
  convertFrom?: (value: Value) => Value | undefined;
  /** Signatures of types that the data lacks: lines as in signatures.ts without the head. */
  signatures?: string[];
}

const behaviours = new Map<string, Behaviour>();

function merge<T>(a: Record<string, T> | undefined, b: Record<string, T> | undefined): Record<string, T> | undefined {
  return a && b ? { ...a, ...b } : (a ?? b);
}

/** Declares behaviour of a type; several calls add up. */
export function behave(typeName: string, behaviour: Behaviour): void {
  const known = behaviours.get(typeName);
  if (!known) {
    behaviours.set(typeName, behaviour);
    return;
  }
  behaviours.set(typeName, {
    ...known,
    ...behaviour,
    methods: merge(known.methods, behaviour.methods),
    properties: merge(known.properties, behaviour.properties),
    staticMethods: merge(known.staticMethods, behaviour.staticMethods),
    staticProperties: merge(known.staticProperties, behaviour.staticProperties),
    signatures: [...(known.signatures ?? []), ...(behaviour.signatures ?? [])],
  });
}

export function behaviourOf(typeName: string): Behaviour | undefined {
  return behaviours.get(typeName);
}

function notSimulated(type: NetType, member: string): NetException {
  return new NetException(
    'System.NotSupportedException',
    `${type.fullName}.${member} exists, but this simulation does not provide it.`,
  );
}

/** Looks for a body in the type, then in its bases. */
function bodyOf(type: NetType, pick: (behaviour: Behaviour) => MethodBody | undefined): MethodBody | undefined {
  for (let at: NetType | undefined = type; at; at = at.base) {
    const behaviour = behaviours.get(at.genericDefinition?.fullName ?? at.fullName);
    const body = behaviour ? pick(behaviour) : undefined;
    if (body) return body;
  }
  return undefined;
}

function propertyBodyOf(
  type: NetType,
  pick: (behaviour: Behaviour) => PropertyBody | undefined,
): PropertyBody | undefined {
  for (let at: NetType | undefined = type; at; at = at.base) {
    const behaviour = behaviours.get(at.genericDefinition?.fullName ?? at.fullName);
    const body = behaviour ? pick(behaviour) : undefined;
    if (body) return body;
  }
  return undefined;
}

/** A null where a body needs an object, and texts or lists of a size that no memory holds, as .NET reports them. */
function argumentFailure(error: unknown, args: readonly Value[], overload: Overload): NetException | undefined {
  if (error instanceof TypeError) {
    const at = args.findIndex((arg) => arg === null || arg === undefined);
    const name = at < 0 ? undefined : overload.parameters[Math.min(at, overload.parameters.length - 1)]?.name;
    if (name === undefined) return undefined;
    return new NetException('System.ArgumentNullException', `Value cannot be null.\r\nParameter name: ${name}`, {
      properties: { ParamName: name },
    });
  }
  return isMemoryFailure(error) ? outOfMemory() : undefined;
}

/** Makes a method whose overloads are read when it is first called. */
export function makeMethod(
  type: NetType,
  name: string,
  signatures: string[],
  body: MethodBody | undefined,
  shownName = name,
): NetMethod {
  let overloads: Overload[] | undefined;
  const shown = type.genericArguments ? signatures.map((text) => substitute(text, type, typeText)) : signatures;
  return {
    name,
    overloads: shown,
    invoke: (self, args, context) => {
      overloads ??= readOverloads(signatures, type);
      const chosen = chooseOverload(shownName, overloads, args, context);
      if (!body) throw notSimulated(type, name);
      try {
        return body(self, chosen.args, context, chosen.overload);
      } catch (error) {
        throw argumentFailure(error, chosen.args, chosen.overload) ?? error;
      }
    },
  };
}

function signaturesOf(type: NetType): MemberSignatures {
  const name = type.genericDefinition?.fullName ?? type.fullName;
  const signatures = readSignatures(name);
  const extra = behaviours.get(name)?.signatures;
  if (extra) {
    const more = readSignatures(name, extra);
    for (const text of more.constructors) signatures.constructors.push(text);
    for (const key of ['methods', 'properties', 'staticMethods', 'staticProperties', 'operators'] as const) {
      const target = signatures[key] as Map<string, unknown>;
      for (const [member, value] of more[key]) target.set(member, value);
    }
  }
  return signatures;
}

/** Fills the members of a type from the data and our bodies. */
export function loadMembers(type: NetType): void {
  const signatures = signaturesOf(type);
  for (const [name, texts] of signatures.methods) {
    type.methods.set(
      foldCase(name),
      makeMethod(
        type,
        name,
        texts,
        bodyOf(type, (behaviour) => behaviour.methods?.[name]),
      ),
    );
  }
  for (const [name, texts] of signatures.staticMethods) {
    type.staticMethods.set(
      foldCase(name),
      makeMethod(
        type,
        name,
        texts,
        bodyOf(type, (behaviour) => behaviour.staticMethods?.[name]),
      ),
    );
  }
  for (const [isStatic, properties] of [
    [false, signatures.properties],
    [true, signatures.staticProperties],
  ] as const) {
    for (const [name, text] of properties) {
      const body = propertyBodyOf(
        type,
        (behaviour) => (isStatic ? behaviour.staticProperties : behaviour.properties)?.[name],
      );
      const definition = type.genericArguments ? substitute(text, type, typeText) : text;
      const parameters = /\(([^)]*)\) \{/.exec(text)?.[1];
      const get = typeof body === 'function' ? body : body?.get;
      const settable = /set;/.test(text);
      const map = isStatic ? type.staticProperties : type.properties;
      if (parameters !== undefined) {
        // An indexed property is reached through its accessors.
        for (const accessor of settable ? ['get', 'set'] : ['get']) {
          const shown = text.slice(0, text.lastIndexOf(` ${name}(`));
          const signature =
            accessor === 'get'
              ? `${shown} get_${name}(${parameters})`
              : `void set_${name}(${parameters}, ${shown} value)`;
          const method = makeMethod(
            type,
            `${accessor}_${name}`,
            [signature],
            bodyOf(type, (behaviour) => behaviour.methods?.[`${accessor}_${name}`]),
          );
          method.hidden = true;
          type.methods.set(foldCase(method.name), method);
        }
      }
      map.set(foldCase(name), {
        name,
        type: definition.slice(0, definition.indexOf(` ${name}`)),
        definition,
        parameters,
        get:
          get ??
          (() => {
            throw notSimulated(type, name);
          }),
        set: settable
          ? typeof body === 'object'
            ? body.set
            : () => {
                throw notSimulated(type, name);
              }
          : undefined,
      });
    }
  }
  const behaviour = behaviours.get(type.genericDefinition?.fullName ?? type.fullName);
  if (signatures.constructors.length > 0) {
    const shown = acceleratorOf(type) ?? type.fullName;
    type.constructors = makeMethod(
      type,
      type.name.replace(/`.*/, ''),
      signatures.constructors.map((text) => `${shown} new${text}`),
      behaviour?.construct ??
        (type.implements('System.Runtime.InteropServices._Exception') || /Exception$/.test(type.fullName)
          ? bodyOf(type, (b) => b.construct)
          : undefined),
    );
  }
}

/** Attaches lazy loading to a registered type. */
export function attach(type: NetType): void {
  type.loadMembers = loadMembers;
  type.instantiate = loadMembers;
  const behaviour = behaviours.get(type.fullName);
  if (behaviour?.toText) type.toText = behaviour.toText;
  if (behaviour?.convertFrom) type.convertFrom = behaviour.convertFrom;
}
