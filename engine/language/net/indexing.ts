/** `v[i]`: arrays, lists, strings, dictionaries, indexers. seen: powershell-semantics.md 5, ParserStrings */
import { convertTo } from '../conversion/convert';
import { toInt } from '../conversion/to-number';
import { toText } from '../conversion/to-text';
import { NetException, PSInvalidCastException, PSRuntimeException } from '../errors';
import type { MethodContext } from '../types';
import type { Value } from '../values';
import { baseOf, knownTypes, NetObject, PSArray, PSChar, PSDictionary, PSInteger, PSList } from '../values';
import { enumerate } from './enumerate';
import { typeOf } from './type-name';

function at(items: readonly Value[], index: number): Value {
  const position = index < 0 ? items.length + index : index;
  if (position < 0 || position >= items.length) return null;
  const item = items[position];
  return item === undefined ? null : item;
}

function nullArray(): PSRuntimeException {
  return new PSRuntimeException('Cannot index into a null array.', 'NullArray', { category: 'InvalidOperation' });
}

function isOrdered(table: PSDictionary): boolean {
  return table.netType.fullName === 'System.Collections.Specialized.OrderedDictionary';
}

function dictionaryAt(table: PSDictionary, key: Value): Value {
  const base = baseOf(key);
  if (base === null || base === undefined) {
    if (isOrdered(table)) return null;
    return null;
  }
  if (isOrdered(table) && (typeof base === 'number' || base instanceof PSInteger)) {
    if (typeof base === 'number')
      return at(
        [...table.items()].map((item) => item.value),
        base,
      );
  }
  const keyType = table.netType.genericArguments?.[0];
  if (keyType) {
    const converted = convertTo(base, keyType);
    if (!table.has(converted)) return null;
    return table.get(converted);
  }
  return table.get(base);
}

/** Index of an array element: whole numbers, or what converts to them. */
function indexOf(value: Value): number {
  return typeof value === 'number' ? value : toInt(baseOf(value) as Value);
}

/** `v[args]`: arrays (negative, slices), strings, dictionaries, lists, indexers. Null for what is out of range. */
export function getIndex(target: Value, args: Value[], context?: MethodContext): Value {
  const base = baseOf(target);
  if (base === null || base === undefined) throw nullArray();
  const index = args.length === 1 ? args[0] : undefined;
  if ((base instanceof PSArray || base instanceof PSList) && typeof index === 'number' && hasItemIndexer(base))
    return at(base.items, index);
  if (typeof base === 'string' && typeof index === 'number') {
    const position = index < 0 ? base.length + index : index;
    return position < 0 || position >= base.length ? null : new PSChar(base.charCodeAt(position));
  }
  if (base instanceof PSDictionary) {
    const keys = args.length > 1 ? args : (enumerate(index) ?? undefined);
    if (keys && !(index instanceof NetObject && base.has(index)))
      return new PSArray(keys.map((key) => dictionaryAt(base, key)));
    return dictionaryAt(base, index);
  }
  const many = args.length > 1 ? args : enumerate(index);
  const items = typeof base === 'string' ? undefined : listItems(base);
  if (items || typeof base === 'string') {
    if (many) {
      const out: Value[] = [];
      for (const one of many) {
        const position = indexOf(one);
        const size = typeof base === 'string' ? base.length : items!.length;
        const real = position < 0 ? size + position : position;
        if (real >= 0 && real < size)
          out.push(typeof base === 'string' ? getIndex(base, [position], context) : at(items!, position));
      }
      return new PSArray(out);
    }
    if (index === null || index === undefined)
      throw new PSRuntimeException('Index operation failed; the array index evaluated to null.', 'NullArrayIndex', {
        category: 'InvalidOperation',
      });
    let position: number;
    try {
      position = indexOf(index);
    } catch (error) {
      // An index that is no number finds nothing.
      if (error instanceof PSInvalidCastException) return null;
      throw error;
    }
    return typeof base === 'string' ? getIndex(base, [position], context) : at(items!, position);
  }
  const type = typeOf(base)!;
  const item = type.findMethod('get_Item') ?? type.findMethod('get_Chars');
  if (item) {
    try {
      return item.invoke(base, args, context ?? {}) as Value;
    } catch (error) {
      if (error instanceof NetException) {
        if (/OutOfRange|KeyNotFound/.test(error.typeName)) return null;
        throw new PSRuntimeException(error.message, error.typeName, {
          category: 'OperationStopped',
          exceptionType: error.typeName,
        });
      }
      throw error;
    }
  }
  // A scalar counts as a list of one.
  if (many) {
    const out = many.map((one) => indexOf(one)).filter((position) => position === 0 || position === -1);
    return new PSArray(out.map(() => target));
  }
  if (typeof index === 'number') return index === 0 || index === -1 ? target : null;
  throw new PSRuntimeException(`Unable to index into an object of type ${type.fullName}.`, 'CannotIndex', {
    category: 'InvalidOperation',
    target: index ?? null,
  });
}

/** Lists that may be indexed by position: IList and our own collections, not queues, stacks or sets. */
function listItems(base: Value): readonly Value[] | undefined {
  if (base instanceof PSArray) return base.items;
  if (base instanceof PSList) return hasItemIndexer(base) ? base.items : undefined;
  // Groups are found by number or name, through their own indexer.
  if (
    base instanceof NetObject &&
    'items' in base &&
    'enumerate' in base &&
    !('find' in base) &&
    !('regex' in base && base.regex)
  )
    return (base as NetObject & { items: readonly Value[] }).items;
  return undefined;
}

function hasItemIndexer(base: PSArray | PSList): boolean {
  if (base instanceof PSArray) return true;
  return !/(?:Queue|Stack|HashSet|LinkedList|SortedSet)(?:`1)?$/.test(
    base.netType.genericDefinition?.fullName ?? base.netType.fullName,
  );
}

function outOfRange(): PSRuntimeException {
  return new PSRuntimeException(`Index was outside the bounds of the array.`, 'System.IndexOutOfRangeException', {
    category: 'OperationStopped',
    exceptionType: 'System.IndexOutOfRangeException',
  });
}

/** `v[args] = value`. */
export function setIndex(target: Value, args: Value[], value: Value, context?: MethodContext): void {
  const base = baseOf(target);
  if (base === null || base === undefined) throw nullArray();
  const stored = value === undefined ? null : value;
  const index = args.length === 1 ? args[0] : undefined;
  if (base instanceof PSDictionary) {
    const keyType = base.netType.genericArguments?.[0];
    const valueType = base.netType.genericArguments?.[1];
    let key = baseOf(index);
    if (key === null || key === undefined)
      throw new PSRuntimeException('Index operation failed; the array index evaluated to null.', 'NullArrayIndex', {
        category: 'InvalidOperation',
      });
    if (keyType) key = convertTo(key, keyType);
    else if (isOrdered(base) && typeof key === 'number') {
      const item = [...base.items()][key];
      if (!item)
        throw new PSRuntimeException(
          'Specified argument was out of the range of valid values.\r\nParameter name: index',
          'System.ArgumentOutOfRangeException',
          { category: 'OperationStopped', exceptionType: 'System.ArgumentOutOfRangeException' },
        );
      item.value = stored;
      return;
    }
    base.set(key, valueType && valueType.fullName !== 'System.Object' ? convertTo(stored, valueType, context) : stored);
    return;
  }
  if (base instanceof PSArray || base instanceof PSList) {
    if (args.length > 1 || enumerate(index))
      throw new PSRuntimeException(
        `Array assignment to [${(args.length > 1 ? args : enumerate(index)!).map((one) => toText(one)).join(',')}] failed because assignment to slices is not supported.`,
        'ArraySliceAssignmentFailed',
        { category: 'InvalidOperation' },
      );
    if (index === null || index === undefined)
      throw new PSRuntimeException('Index operation failed; the array index evaluated to null.', 'NullArrayIndex', {
        category: 'InvalidOperation',
      });
    let position = indexOf(index);
    if (position < 0) position += base.items.length;
    if (position < 0 || position >= base.items.length) {
      if (base instanceof PSArray) throw outOfRange();
      const message =
        'Index was out of range. Must be non-negative and less than the size of the collection.\r\nParameter name: index';
      throw new PSRuntimeException(message, 'System.ArgumentOutOfRangeException', {
        category: 'OperationStopped',
        exceptionType: 'System.ArgumentOutOfRangeException',
      });
    }
    const elementType = base instanceof PSArray ? base.elementType : base.netType.genericArguments?.[0];
    if (elementType && elementType !== knownTypes['System.Object']) {
      try {
        base.items[position] = convertTo(stored, elementType, context);
      } catch (error) {
        if (error instanceof PSInvalidCastException) throw error;
        throw error;
      }
    } else base.items[position] = stored;
    return;
  }
  const type = typeOf(base)!;
  const item = type.findMethod('set_Item');
  if (item) {
    item.invoke(base, [...args, stored], context ?? {});
    return;
  }
  throw new PSRuntimeException(`Unable to index into an object of type ${type.fullName}.`, 'CannotIndex', {
    category: 'InvalidOperation',
    target: index ?? null,
  });
}
