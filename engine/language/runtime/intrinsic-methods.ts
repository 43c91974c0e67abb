/** `.ForEach()` and `.Where()`, which every value has. seen: EnumerableOps in MiscOps.cs */
import { convertTo, toBool, toText } from '../conversion';
import { PSRuntimeException } from '../errors';
import type { Program } from '../host';
import { enumerate, getMember, invokeMethod, isProgram, setMember } from '../net';
import type { MethodContext } from '../types';
import { findType } from '../types';
import { baseOf, PSArray, PSEnum, PSList, PSTypeValue, type Value } from '../values';
import { ScriptBlock } from './script-block';
import { active } from './script-block-members';
import { typeNamed } from './type-named';

/** Whether a method name is one of the two. */
export function isIntrinsic(name: string): boolean {
  return /^(foreach|where)$/i.test(name);
}

function resultList(items: Value[]): Value {
  return new PSList(
    items,
    findType('System.Collections.ObjectModel.Collection[psobject]') ??
      typeNamed('System.Collections.ObjectModel.Collection`1[[System.Management.Automation.PSObject]]'),
  );
}

function elementsOf(self: Value): readonly Value[] {
  if (self === null || self === undefined) return [];
  return enumerate(self) ?? [self];
}

function overload(name: string, count: number): PSRuntimeException {
  return new PSRuntimeException(
    `Cannot find an overload for "${name}" and the argument count: "${count}".`,
    'MethodCountCouldNotFindBest',
    {
      category: 'NotSpecified',
      exceptionType: 'System.Management.Automation.MethodException',
    },
  );
}

export function* forEachMethod(self: Value, args: Value[], context: MethodContext): Program<Value> {
  const rs = active.rs!;
  const [first, ...rest] = args;
  const how = baseOf(first);
  if (args.length === 0) throw overload('ForEach', 0);
  const out: Value[] = [];
  for (const item of elementsOf(self)) {
    if (how instanceof ScriptBlock) {
      out.push(
        ...(yield* rs.runBlock(how, {
          underscore: item === undefined ? null : item,
          args: rest,
          frame: rs.frameNow(),
          newScope: false,
        })),
      );
    } else if (how instanceof PSTypeValue) {
      out.push(convertTo(item, how.type, context));
    } else {
      const name = toText(how);
      const value = getMember(item, name, context);
      if (rest.length > 0) {
        if (value !== undefined && rest.length === 1 && !isMethodOf(item, name))
          setMember(item, name, rest[0], context);
        else {
          const result = invokeMethod(item, name, rest, context);
          const got = isProgram(result) ? yield* result : result;
          if (got !== undefined) out.push(got);
        }
      } else if (isMethodOf(item, name)) {
        const result = invokeMethod(item, name, [], context);
        const got = isProgram(result) ? yield* result : result;
        if (got !== undefined) out.push(got);
      } else if (value !== undefined) out.push(value);
    }
  }
  return resultList(out);
}

function isMethodOf(item: Value, name: string): boolean {
  if (item === null || item === undefined) return false;
  return (
    active.rs!.typeOfValue(item).findMethod(name) !== undefined &&
    active.rs!.typeOfValue(item).findProperty(name) === undefined
  );
}

const modes = ['default', 'first', 'last', 'skipuntil', 'until', 'split'];

function modeOf(value: Value): string {
  const base = baseOf(value);
  if (base === null || base === undefined) return 'default';
  if (base instanceof PSEnum) return modes[base.value] ?? 'default';
  if (typeof base === 'number') return modes[base] ?? 'default';
  const text = toText(base).toLowerCase();
  const found = modes.find((mode) => mode === text) ?? modes.find((mode) => mode.startsWith(text));
  if (found === undefined) {
    throw new PSRuntimeException(
      `Cannot convert value "${toText(base)}" to type "System.Management.Automation.WhereOperatorSelectionMode".`,
      'InvalidCast',
    );
  }
  return found;
}

export function* whereMethod(self: Value, args: Value[], _context: MethodContext): Program<Value> {
  const rs = active.rs!;
  const block = baseOf(args[0]);
  if (!(block instanceof ScriptBlock) || args.length > 3) throw overload('Where', args.length);
  const mode = modeOf(args[1]);
  const count = args[2] === undefined ? 0 : (convertTo(args[2], findType('int')!) as number);
  if (count < 0)
    throw new PSRuntimeException(
      'The value of the numberToReturn argument must be greater than zero.',
      'NumberToReturnMustBeGreaterThanZero',
    );
  const items = elementsOf(self);
  const test = function* (item: Value): Program<boolean> {
    const output = yield* rs.runBlock(block, {
      underscore: item === undefined ? null : item,
      args: [],
      frame: rs.frameNow(),
      newScope: false,
    });
    return toBool(output.length === 0 ? null : output.length === 1 ? output[0] : new PSArray(output));
  };
  const yes: Value[] = [];
  const no: Value[] = [];
  const wanted = count > 0 ? count : 1;
  switch (mode) {
    case 'first':
      for (const item of items) {
        if (!(yield* test(item))) continue;
        yes.push(item);
        if (yes.length >= wanted) break;
      }
      return resultList(yes);
    case 'last': {
      for (const item of items) if (yield* test(item)) yes.push(item);
      return resultList(yes.slice(-wanted));
    }
    case 'skipuntil': {
      let found = false;
      for (const item of items) {
        if (!found && (yield* test(item))) found = true;
        if (found) {
          yes.push(item);
          if (count > 0 && yes.length >= count) break;
        }
      }
      return resultList(yes);
    }
    case 'until':
      for (const item of items) {
        if (yield* test(item)) break;
        yes.push(item);
        if (count > 0 && yes.length >= count) break;
      }
      return resultList(yes);
    case 'split':
      for (const item of items) {
        if ((count === 0 || yes.length < count) && (yield* test(item))) yes.push(item);
        else no.push(item);
      }
      return new PSArray([resultList(yes), resultList(no)]);
    default:
      for (const item of items) {
        if (!(yield* test(item))) continue;
        yes.push(item);
        if (count > 0 && yes.length >= count) break;
      }
      return resultList(yes);
  }
}

export function installIntrinsicMethods(): void {}
