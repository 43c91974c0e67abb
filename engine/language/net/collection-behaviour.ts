/** Arrays, lists, queues, stacks, sets, dictionaries. Methods with delegates run script blocks through the context. */
import { convertTo } from '../conversion/convert';
import { toBool } from '../conversion/to-bool';
import { netToString } from '../conversion/to-text';
import { NetException } from '../errors';
import type { Program } from '../host';
import { compareText } from '../text/compare-text';
import { findType, type MethodContext, makeGenericType, type NetType } from '../types';
import type { Value } from '../values';
import { knownTypes, NetObject, PSArray, PSDictionary, PSDictionaryEntry, PSInteger, PSList } from '../values';
import { behave, type MethodBody } from './binding';
import { enumerate } from './enumerate';
import { compareNet, equalNet, isComparable } from './equality';
import { argumentError, argumentNull, argumentRange, invalidOperation, setReference } from './object-behaviour';
import { Enumerator } from './string-behaviour';

type ListLike = PSArray | PSList;
const list = (self: Value): ListLike => self as ListLike;
const items = (self: Value): Value[] => list(self).items;
const int = (value: Value): number => value as number;

const rangeText = 'Index was out of range. Must be non-negative and less than the size of the collection.';

function checkIndex(index: number, size: number, name = 'index'): void {
  if (index < 0 || index >= size) throw argumentRange(name, rangeText);
}
function checkRange(index: number, count: number, size: number): void {
  if (index < 0) throw argumentRange('index', 'Non-negative number required.');
  if (count < 0) throw argumentRange('count', 'Non-negative number required.');
  if (index + count > size)
    throw argumentError(
      'Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.',
    );
}

/** Default comparison of .NET: IComparable; text by culture. */
export function compareDefault(a: Value, b: Value): number {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a instanceof NetObject && b instanceof NetObject && a.netType === b.netType) {
    if (a instanceof PSInteger) return a.value < (b as PSInteger).value ? -1 : a.value > (b as PSInteger).value ? 1 : 0;
    if ('value' in a && typeof a.value === 'number') return a.value - (b as NetObject & { value: number }).value;
    if (isComparable(a)) return compareNet(a, b);
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  throw invalidOperation('Failed to compare two elements in the array.');
}

function find(values: readonly Value[], wanted: Value, from = 0, to = values.length): number {
  for (let i = from; i < to; i++) if (equalNet(values[i], wanted) || values[i] === wanted) return i;
  return -1;
}

/** Elements of a collection argument. */
function elements(value: Value): readonly Value[] {
  const found = enumerate(value);
  if (found) return found;
  if (value instanceof PSDictionary)
    return [...value.items()].map((item) => new PSDictionaryEntry(item.key, item.value));
  return value === null || value === undefined ? [] : [value];
}

function run(context: MethodContext, block: Value, args: Value[]): Program<Value> {
  const { runScript } = context;
  if (!runScript) throw new NetException('System.NotSupportedException', 'No session to run a script block in.');
  return (function* () {
    const out = yield* runScript(block, args, args[0]);
    return out.length === 1 ? out[0] : out.length === 0 ? null : new PSArray(out);
  })();
}

/** Sorts with a script block that compares two elements (merge sort: the block may wait). */
function* sortBy(context: MethodContext, block: Value, values: Value[]): Program<Value[]> {
  if (values.length < 2) return values;
  const middle = values.length >> 1;
  const left = yield* sortBy(context, block, values.slice(0, middle));
  const right = yield* sortBy(context, block, values.slice(middle));
  const out: Value[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const order = yield* run(context, block, [left[i]!, right[j]!]);
    out.push(int(convertTo(order, knownTypes['System.Int32']!)) <= 0 ? left[i++] : right[j++]);
  }
  return out.concat(left.slice(i), right.slice(j));
}

/** Default value of an element type, for `Clear`. */
function zero(type: NetType): Value {
  if (!type.isValueType) return null;
  try {
    return convertTo(null, type);
  } catch {
    return null;
  }
}

const fixedSize = (): never => {
  throw new NetException('System.NotSupportedException', 'Collection was of a fixed size.', { hresult: -2146233067 });
};

function enumeratorOf(values: readonly Value[], typeName: string): Enumerator {
  return new Enumerator(values, typeName);
}

behave('System.Array', {
  signatures: [
    'mint IList.Add(System.Object value)',
    'mvoid IList.Clear()',
    'mbool IList.Contains(System.Object value)',
    'mint IList.IndexOf(System.Object value)',
    'mvoid IList.Insert(int index, System.Object value)',
    'mvoid IList.Remove(System.Object value)',
    'mvoid IList.RemoveAt(int index)',
  ],
  methods: {
    Add: fixedSize,
    Clear: (self) => {
      list(self).items.fill(zero((self as PSArray).elementType));
      return undefined;
    },
    Clone: (self) => new PSArray([...items(self)], (self as PSArray).elementType),
    Contains: (self, [value]) => find(items(self), value) >= 0,
    CopyTo: (self, [target, at]) => {
      const to = items(target);
      const start = Number(at instanceof PSInteger ? at.value : at);
      if (start < 0) throw argumentRange('index', 'Non-negative number required.');
      if (start + items(self).length > to.length)
        throw argumentError(
          "Destination array was not long enough. Check destIndex and length, and the array's lower bounds.",
        );
      items(self).forEach((item, i) => {
        to[start + i] = item;
      });
      return undefined;
    },
    GetEnumerator: (self) => enumeratorOf(items(self), 'System.Array+SZArrayEnumerator'),
    GetLength: (self, [dimension]) => {
      if (dimension !== 0)
        throw new NetException('System.IndexOutOfRangeException', 'Index was outside the bounds of the array.');
      return items(self).length;
    },
    GetLongLength: (self) => new PSInteger('Int64', BigInt(items(self).length)),
    GetLowerBound: () => 0,
    GetUpperBound: (self) => items(self).length - 1,
    GetValue: (self, [at]) => {
      const index = Number(at instanceof PSInteger ? at.value : at instanceof PSArray ? at.items[0] : at);
      if (index < 0 || index >= items(self).length)
        throw new NetException('System.IndexOutOfRangeException', 'Index was outside the bounds of the array.');
      return items(self)[index];
    },
    IndexOf: (self, [value]) => find(items(self), value),
    Initialize: () => undefined,
    Insert: fixedSize,
    Remove: fixedSize,
    RemoveAt: fixedSize,
    SetValue: (self, [value, at]) => {
      const index = Number(at instanceof PSInteger ? at.value : at instanceof PSArray ? at.items[0] : at);
      if (index < 0 || index >= items(self).length)
        throw new NetException('System.IndexOutOfRangeException', 'Index was outside the bounds of the array.');
      items(self)[index] = convertTo(value, (self as PSArray).elementType);
      return undefined;
    },
    get_Item: (self, [at]) => items(self)[int(at)],
  },
  properties: {
    IsFixedSize: () => true,
    IsReadOnly: () => false,
    IsSynchronized: () => false,
    Length: (self) => items(self).length,
    LongLength: (self) => new PSInteger('Int64', BigInt(items(self).length)),
    Rank: () => 1,
    SyncRoot: (self) => self,
  },
  staticMethods: {
    BinarySearch: (_s, [array, value]) => binarySearch(items(array), value),
    Clear: (_s, [array, index, length]) => {
      items(array).fill(zero((array as PSArray).elementType), int(index), int(index) + int(length));
      return undefined;
    },
    Copy: (_s, args) => {
      const [source, target] = [items(args[0]), items(args.length === 3 ? args[1] : args[2])];
      const n = (value: Value): number => Number(value instanceof PSInteger ? value.value : value);
      const [from, to, length] = args.length === 3 ? [0, 0, n(args[2])] : [n(args[1]), n(args[3]), n(args[4])];
      if (from + length > source.length)
        throw argumentError(
          "Source array was not long enough. Check srcIndex and length, and the array's lower bounds.",
        );
      if (to + length > target.length)
        throw argumentError(
          "Destination array was not long enough. Check destIndex and length, and the array's lower bounds.",
        );
      const part = source.slice(from, from + length);
      part.forEach((item, i) => {
        target[to + i] = item;
      });
      return undefined;
    },
    CreateInstance: (_s, [type, length]) => {
      const element = (type as unknown as { type: NetType }).type;
      const size = Number(length instanceof PSInteger ? length.value : length);
      return new PSArray(
        Array.from({ length: size }, () => zero(element)),
        element,
      );
    },
    IndexOf: (_s, [array, value, start, count]) =>
      find(
        items(array),
        value,
        start === undefined ? 0 : int(start),
        count === undefined ? undefined : int(start) + int(count),
      ),
    LastIndexOf: (_s, [array, value]) => {
      const all = items(array);
      for (let i = all.length - 1; i >= 0; i--) if (equalNet(all[i], value)) return i;
      return -1;
    },
    Resize: (_s, [reference, size]) => {
      const current = (reference as unknown as { value: Value }).value as PSArray;
      const next = current.items.slice(0, int(size));
      while (next.length < int(size)) next.push(zero(current.elementType));
      setReference(reference, new PSArray(next, current.elementType));
      return undefined;
    },
    Reverse: (_s, [array, index, length]) => {
      reverse(items(array), index, length);
      return undefined;
    },
    Sort: (_s, args) => {
      const [keys, other] = args;
      const all = items(keys);
      if (other instanceof PSArray) {
        const order = all.map((key, i) => [key, other.items[i]] as const).sort((a, b) => compareDefault(a[0], b[0]));
        order.forEach(([key, item], i) => {
          all[i] = key;
          other.items[i] = item;
        });
        return undefined;
      }
      if (typeof args[1] === 'number') {
        const [from, length] = [args[1], args[2] as number];
        const part = all.slice(from, from + length).sort(compareDefault);
        all.splice(from, length, ...part);
      } else all.sort(compareDefault);
      return undefined;
    },
  },
});

function reverse(all: Value[], index: Value, length: Value): void {
  if (typeof index !== 'number') {
    all.reverse();
    return;
  }
  const part = all.slice(index, index + int(length)).reverse();
  all.splice(index, int(length), ...part);
}

function binarySearch(all: readonly Value[], value: Value): number {
  let low = 0;
  let high = all.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareDefault(all[middle], value);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return ~low;
}

const arrayListType = (): NetType => knownTypes['System.Collections.ArrayList']!;
const elementOf = (self: Value): NetType => list(self).netType.genericArguments?.[0] ?? knownTypes['System.Object']!;
const same = (self: Value, values: Value[]): PSList => new PSList(values, (self as PSList).netType);

const listMethods: Record<string, MethodBody> = {
  AddRange: (self, [more]) => {
    const type = elementOf(self);
    for (const item of [...elements(more)])
      items(self).push(type.fullName === 'System.Object' ? item : convertTo(item, type));
    return undefined;
  },
  BinarySearch: (self, args) => binarySearch(items(self), args.length >= 4 ? args[2] : args[0]),
  Clear: (self) => {
    items(self).length = 0;
    return undefined;
  },
  Contains: (self, [value]) => find(items(self), value) >= 0,
  CopyTo: (self, args) => {
    const target = items(args.length === 4 ? args[1] : args[0]);
    const start = args.length === 2 ? int(args[1]) : args.length === 4 ? int(args[2]) : 0;
    items(self).forEach((item, i) => {
      target[start + i] = item;
    });
    return undefined;
  },
  GetEnumerator: (self) => enumeratorOf(items(self), 'System.Collections.ArrayListEnumeratorSimple'),
  GetRange: (self, [index, count]) => {
    checkRange(int(index), int(count), items(self).length);
    return same(self, items(self).slice(int(index), int(index) + int(count)));
  },
  IndexOf: (self, [value, from, count]) =>
    find(
      items(self),
      value,
      from === undefined ? 0 : int(from),
      count === undefined ? undefined : int(from) + int(count),
    ),
  Insert: (self, [index, value]) => {
    if (int(index) < 0 || int(index) > items(self).length)
      throw argumentRange('index', 'Index must be within the bounds of the List.');
    items(self).splice(int(index), 0, value);
    return undefined;
  },
  InsertRange: (self, [index, more]) => {
    if (int(index) < 0 || int(index) > items(self).length) throw argumentRange('index', rangeText);
    items(self).splice(int(index), 0, ...elements(more));
    return undefined;
  },
  LastIndexOf: (self, [value]) => {
    for (let i = items(self).length - 1; i >= 0; i--) if (equalNet(items(self)[i], value)) return i;
    return -1;
  },
  RemoveAt: (self, [index]) => {
    checkIndex(int(index), items(self).length);
    items(self).splice(int(index), 1);
    return undefined;
  },
  RemoveRange: (self, [index, count]) => {
    checkRange(int(index), int(count), items(self).length);
    items(self).splice(int(index), int(count));
    return undefined;
  },
  Reverse: (self, [index, count]) => {
    reverse(items(self), index, count);
    return undefined;
  },
  SetRange: (self, [index, more]) => {
    elements(more).forEach((item, i) => {
      items(self)[int(index) + i] = item;
    });
    return undefined;
  },
  Sort: (self, args, context) => {
    const block = args.find(
      (arg) => arg instanceof NetObject && arg.netType.fullName === 'System.Management.Automation.ScriptBlock',
    );
    if (block) {
      return (function* () {
        const sorted = yield* sortBy(context, block as Value, [...items(self)]);
        items(self).splice(0, sorted.length, ...sorted);
        return undefined;
      })();
    }
    items(self).sort(compareDefault);
    return undefined;
  },
  ToArray: (self) => new PSArray([...items(self)], elementOf(self)),
  TrimExcess: () => undefined,
  TrimToSize: () => undefined,
  get_Item: (self, [index]) => {
    checkIndex(int(index), items(self).length);
    return items(self)[int(index)];
  },
  set_Item: (self, [index, value]) => {
    checkIndex(int(index), items(self).length);
    items(self)[int(index)] = value;
    return undefined;
  },
};
const countProperties = {
  Count: (self: Value) => items(self).length,
  IsFixedSize: () => false,
  IsReadOnly: () => false,
  IsSynchronized: () => false,
  SyncRoot: (self: Value) => self,
  Capacity: {
    get: (self: Value) => {
      const size = items(self).length;
      let capacity = size === 0 ? 0 : 4;
      while (capacity < size) capacity *= 2;
      return capacity;
    },
    set: () => {},
  },
};

behave('System.Collections.ArrayList', {
  methods: {
    ...listMethods,
    Add: (self, [value]) => items(self).push(value) - 1,
    Clone: (self) => same(self, [...items(self)]),
    Remove: (self, [value]) => {
      const at = find(items(self), value);
      if (at >= 0) items(self).splice(at, 1);
      return undefined;
    },
  },
  properties: countProperties,
  staticMethods: {
    Adapter: (_s, [value]) => new PSList([...elements(value)], arrayListType()),
    Repeat: (_s, [value, count]) => new PSList(new Array(int(count)).fill(value), arrayListType()),
  },
  construct: (_s, [source]) => new PSList(typeof source === 'number' ? [] : [...elements(source)], arrayListType()),
  convertFrom: (value) => {
    const source = enumerate(value);
    return source ? new PSList([...source], arrayListType()) : undefined;
  },
});

/** A predicate run over the elements; `each` decides what to do with a hit and whether to go on. */
function* search(
  context: MethodContext,
  block: Value,
  values: readonly Value[],
  each: (item: Value, index: number) => boolean,
): Program<void> {
  for (let i = 0; i < values.length; i++) {
    if (toBool(yield* run(context, block, [values[i]!])) && !each(values[i]!, i)) return;
  }
}

const predicateMethods: Record<string, MethodBody> = {
  Find: (self, [block], context) =>
    (function* (): Program<Value> {
      let hit: Value = zero(elementOf(self));
      yield* search(context, block, items(self), (item) => {
        hit = item;
        return false;
      });
      return hit;
    })(),
  FindAll: (self, [block], context) =>
    (function* (): Program<Value> {
      const hits: Value[] = [];
      yield* search(context, block, items(self), (item) => {
        hits.push(item);
        return true;
      });
      return same(self, hits);
    })(),
  FindIndex: (self, args, context) =>
    (function* (): Program<Value> {
      let hit = -1;
      const start = args.length > 1 ? int(args[0]) : 0;
      yield* search(context, args.at(-1) as Value, items(self).slice(start), (_item, index) => {
        hit = index + start;
        return false;
      });
      return hit;
    })(),
  FindLast: (self, [block], context) =>
    (function* (): Program<Value> {
      let hit: Value = zero(elementOf(self));
      yield* search(context, block, [...items(self)].reverse(), (item) => {
        hit = item;
        return false;
      });
      return hit;
    })(),
  FindLastIndex: (self, args, context) =>
    (function* (): Program<Value> {
      let hit = -1;
      yield* search(context, args.at(-1) as Value, items(self), (_item, index) => {
        hit = index;
        return true;
      });
      return hit;
    })(),
  Exists: (self, [block], context) =>
    (function* (): Program<Value> {
      let hit = false;
      yield* search(context, block, items(self), () => {
        hit = true;
        return false;
      });
      return hit;
    })(),
  TrueForAll: (self, [block], context) =>
    (function* (): Program<Value> {
      let hits = 0;
      yield* search(context, block, items(self), () => {
        hits++;
        return true;
      });
      return hits === items(self).length;
    })(),
  RemoveAll: (self, [block], context) =>
    (function* (): Program<Value> {
      const gone = new Set<number>();
      yield* search(context, block, items(self), (_item, index) => {
        gone.add(index);
        return true;
      });
      const kept = items(self).filter((_item, index) => !gone.has(index));
      items(self).splice(0, items(self).length, ...kept);
      return gone.size;
    })(),
};

for (const name of ['List`1', 'LinkedList`1'] as const) {
  behave(`System.Collections.Generic.${name}`, {
    methods: {
      ...listMethods,
      ...predicateMethods,
      Add: (self, [value]) => {
        items(self).push(value);
        return undefined;
      },
      AddLast: (self, [value]) => {
        items(self).push(value);
        return undefined;
      },
      AddFirst: (self, [value]) => {
        items(self).unshift(value);
        return undefined;
      },
      AsReadOnly: (self) =>
        new PSList(
          items(self),
          makeGenericType(findType('System.Collections.ObjectModel.ReadOnlyCollection`1')!, [elementOf(self)]),
        ),
      Remove: (self, [value]) => {
        const at = find(items(self), value);
        if (at >= 0) items(self).splice(at, 1);
        return at >= 0;
      },
      RemoveFirst: (self) => {
        if (items(self).length === 0) throw invalidOperation('The LinkedList is empty.');
        items(self).shift();
        return undefined;
      },
      RemoveLast: (self) => {
        if (items(self).length === 0) throw invalidOperation('The LinkedList is empty.');
        items(self).pop();
        return undefined;
      },
    },
    properties: countProperties,
    construct: (_self, [source], _context, overload) => makeGenericList(overload.declaring, source),
  });
}

/** A generic list of the type being constructed, filled from a collection. */
function makeGenericList(type: NetType, source: Value): PSList {
  const element = type.genericArguments![0]!;
  const values =
    typeof source === 'number' || source === undefined ? [] : elements(source).map((item) => convertTo(item, element));
  return new PSList(values, type);
}

for (const name of ['Collection`1', 'ReadOnlyCollection`1'] as const) {
  behave(`System.Collections.ObjectModel.${name}`, {
    methods: {
      ...listMethods,
      Add: (self, [value]) => {
        items(self).push(value);
        return undefined;
      },
      Remove: (self, [value]) => {
        const at = find(items(self), value);
        if (at >= 0) items(self).splice(at, 1);
        return at >= 0;
      },
    },
    properties: countProperties,
    construct: (_s, [source], _c, overload) => makeGenericList(overload.declaring, source),
  });
}

behave('System.Collections.Specialized.StringCollection', {
  methods: {
    ...listMethods,
    Add: (self, [value]) => items(self).push(value) - 1,
    Remove: (self, [value]) => {
      const at = find(items(self), value);
      if (at >= 0) items(self).splice(at, 1);
      return undefined;
    },
  },
  properties: countProperties,
  construct: () => new PSList([], knownTypes['System.Collections.Specialized.StringCollection']!),
});

function take(self: Value, fromEnd: boolean, remove: boolean, name: string): Value {
  const all = items(self);
  if (all.length === 0) throw invalidOperation(`${name} empty.`);
  if (!remove) return fromEnd ? all[all.length - 1] : all[0];
  return fromEnd ? all.pop() : all.shift();
}

for (const name of ['System.Collections.Queue', 'System.Collections.Generic.Queue`1']) {
  behave(name, {
    methods: {
      Clear: listMethods.Clear!,
      Contains: listMethods.Contains!,
      CopyTo: listMethods.CopyTo!,
      GetEnumerator: listMethods.GetEnumerator!,
      ToArray: listMethods.ToArray!,
      TrimExcess: () => undefined,
      TrimToSize: () => undefined,
      Clone: (self) => same(self, [...items(self)]),
      Enqueue: (self, [value]) => {
        items(self).push(value);
        return undefined;
      },
      Dequeue: (self) => take(self, false, true, 'Queue'),
      Peek: (self) => take(self, false, false, 'Queue'),
    },
    properties: countProperties,
    construct: (_s, [source], _c, overload) =>
      new PSList(typeof source === 'number' || source === undefined ? [] : [...elements(source)], overload.declaring),
  });
}
// The top of a stack is the first element; pushes go to the front.
for (const name of ['System.Collections.Stack', 'System.Collections.Generic.Stack`1']) {
  behave(name, {
    methods: {
      Clear: listMethods.Clear!,
      Contains: listMethods.Contains!,
      CopyTo: listMethods.CopyTo!,
      GetEnumerator: listMethods.GetEnumerator!,
      ToArray: listMethods.ToArray!,
      TrimExcess: () => undefined,
      Clone: (self) => same(self, [...items(self)]),
      Push: (self, [value]) => {
        items(self).unshift(value);
        return undefined;
      },
      Pop: (self) => take(self, false, true, 'Stack'),
      Peek: (self) => take(self, false, false, 'Stack'),
    },
    properties: countProperties,
    construct: (_s, [source], _c, overload) =>
      new PSList(
        typeof source === 'number' || source === undefined ? [] : [...elements(source)].reverse(),
        overload.declaring,
      ),
  });
}

function setKey(value: Value): unknown {
  return value instanceof NetObject
    ? value.hashKey
      ? `${value.netType.fullName}:${value.hashKey()}`
      : value instanceof PSInteger
        ? `${value.kind}:${value.value}`
        : 'code' in value
          ? `c${String(value.code)}`
          : value
    : typeof value === 'string'
      ? `s:${value}`
      : value;
}
const sets = new WeakMap<Value & object, boolean>();
const ignoresCase = (self: Value): boolean => sets.get(self as PSList) ?? false;
const keyFor = (self: Value, value: Value): unknown =>
  ignoresCase(self) && typeof value === 'string' ? setKey(value.toUpperCase()) : setKey(value);
const keysOf = (self: Value, values: readonly Value[]): Set<unknown> =>
  new Set(values.map((value) => keyFor(self, value)));
function setItems(self: Value, values: Value[]): undefined {
  items(self).splice(0, items(self).length, ...values);
  return undefined;
}
function unique(self: Value, values: readonly Value[]): Value[] {
  const seen = new Set<unknown>();
  return values.filter((value) => {
    const key = keyFor(self, value);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

behave('System.Collections.Generic.HashSet`1', {
  methods: {
    Add: (self, [value]) => {
      const key = keyFor(self, value);
      if (items(self).some((item) => keyFor(self, item) === key)) return false;
      items(self).push(value);
      return true;
    },
    Clear: listMethods.Clear!,
    Contains: (self, [value]) => {
      const key = keyFor(self, value);
      return items(self).some((item) => keyFor(self, item) === key);
    },
    CopyTo: listMethods.CopyTo!,
    GetEnumerator: listMethods.GetEnumerator!,
    TrimExcess: () => undefined,
    Remove: (self, [value]) => {
      const key = keyFor(self, value);
      const at = items(self).findIndex((item) => keyFor(self, item) === key);
      if (at >= 0) items(self).splice(at, 1);
      return at >= 0;
    },
    UnionWith: (self, [other]) => setItems(self, unique(self, [...items(self), ...elements(other)])),
    IntersectWith: (self, [other]) => {
      const keys = keysOf(self, elements(other));
      return setItems(
        self,
        items(self).filter((item) => keys.has(keyFor(self, item))),
      );
    },
    ExceptWith: (self, [other]) => {
      const keys = keysOf(self, elements(other));
      return setItems(
        self,
        items(self).filter((item) => !keys.has(keyFor(self, item))),
      );
    },
    SymmetricExceptWith: (self, [other]) => {
      const mine = keysOf(self, items(self));
      const theirs = keysOf(self, elements(other));
      return setItems(self, [
        ...items(self).filter((item) => !theirs.has(keyFor(self, item))),
        ...unique(self, elements(other)).filter((item) => !mine.has(keyFor(self, item))),
      ]);
    },
    IsSubsetOf: (self, [other]) => {
      const keys = keysOf(self, elements(other));
      return items(self).every((item) => keys.has(keyFor(self, item)));
    },
    IsSupersetOf: (self, [other]) => {
      const keys = keysOf(self, items(self));
      return elements(other).every((item) => keys.has(keyFor(self, item)));
    },
    IsProperSubsetOf: (self, [other]) => {
      const keys = keysOf(self, elements(other));
      return items(self).length < keys.size && items(self).every((item) => keys.has(keyFor(self, item)));
    },
    IsProperSupersetOf: (self, [other]) => {
      const keys = keysOf(self, items(self));
      const theirs = unique(self, elements(other));
      return theirs.length < keys.size && theirs.every((item) => keys.has(keyFor(self, item)));
    },
    Overlaps: (self, [other]) => {
      const keys = keysOf(self, items(self));
      return elements(other).some((item) => keys.has(keyFor(self, item)));
    },
    SetEquals: (self, [other]) => {
      const keys = keysOf(self, items(self));
      const theirs = keysOf(self, elements(other));
      return keys.size === theirs.size && [...theirs].every((key) => keys.has(key));
    },
  },
  properties: { Count: (self) => items(self).length },
  construct: (_s, args, _c, overload) => {
    const comparer = args.find((arg) => arg instanceof NetObject && 'ignoreCase' in arg);
    const source = args.find((arg) => enumerate(arg) !== undefined);
    const made = new PSList([], overload.declaring);
    if (comparer && (comparer as NetObject & { ignoreCase?: boolean }).ignoreCase) sets.set(made, true);
    if (source !== undefined)
      setItems(
        made,
        unique(
          made,
          elements(source).map((item) => convertTo(item, overload.declaring.genericArguments![0]!)),
        ),
      );
    return made;
  },
});

/** Keys or values of a dictionary: shows what the dictionary holds when it is read. */
export class DictionaryPart extends NetObject {
  constructor(
    readonly table: PSDictionary,
    private readonly part: 'key' | 'value',
  ) {
    super();
  }
  get netType(): NetType {
    const owner = this.table.netType.genericDefinition?.fullName ?? this.table.netType.fullName;
    const suffix = this.part === 'key' ? 'KeyCollection' : 'ValueCollection';
    const name = owner.endsWith('OrderedDictionary')
      ? `${owner}+OrderedDictionaryKeyValueCollection`
      : `${owner}+${suffix}`;
    const definition = knownTypes[name] ?? knownTypes[`System.Collections.Hashtable+${suffix}`]!;
    const args = this.table.netType.genericArguments;
    return args && definition.fullName.includes('`') ? makeGenericType(definition, args) : definition;
  }
  get items(): readonly Value[] {
    return Array.from(this.table.items(), (item) => (this.part === 'key' ? item.key : item.value));
  }
  enumerate(): readonly Value[] {
    return this.items;
  }
}
for (const name of [
  'System.Collections.Hashtable+KeyCollection',
  'System.Collections.Hashtable+ValueCollection',
  'System.Collections.Specialized.OrderedDictionary+OrderedDictionaryKeyValueCollection',
  'System.Collections.Generic.Dictionary`2+KeyCollection',
  'System.Collections.Generic.Dictionary`2+ValueCollection',
]) {
  const part = (self: Value): readonly Value[] => (self as DictionaryPart).items;
  behave(name, {
    signatures: [
      'mvoid CopyTo(array array, int index)',
      'mSystem.Collections.IEnumerator GetEnumerator()',
      'pint Count {get;}',
      'pbool IsSynchronized {get;}',
      'pSystem.Object SyncRoot {get;}',
    ],
    methods: {
      CopyTo: (self, [target, at]) => {
        part(self).forEach((item, i) => {
          items(target)[int(at) + i] = item;
        });
        return undefined;
      },
      GetEnumerator: (self) => enumeratorOf(part(self), 'System.Array+SZArrayEnumerator'),
    },
    properties: {
      Count: (self) => part(self).length,
      IsSynchronized: () => false,
      SyncRoot: (self) => (self as DictionaryPart).table,
    },
  });
}

const table = (self: Value): PSDictionary => self as PSDictionary;
const isGeneric = (self: Value): boolean => table(self).netType.genericArguments !== undefined;
function notNull(key: Value): void {
  if (key === null || key === undefined) throw argumentNull('key');
}
function rebuild(self: PSDictionary, entries: Array<[Value, Value]>): undefined {
  self.clear();
  for (const [key, value] of entries) self.set(key, value);
  return undefined;
}
/** Enumerating a dictionary gives entries of its own kind. */
export function entriesOf(self: PSDictionary): PSDictionaryEntry[] {
  const args = self.netType.genericArguments;
  const type = args ? makeGenericType(findType('System.Collections.Generic.KeyValuePair`2')!, args) : undefined;
  return Array.from(self.items(), (item) => new PSDictionaryEntry(item.key, item.value, type));
}
const sortedTypes = /Sorted(?:List|Dictionary)/;
function keepSorted(self: PSDictionary): void {
  if (!sortedTypes.test(self.netType.fullName)) return;
  const entries = Array.from(self.items(), (item): [Value, Value] => [item.key, item.value]);
  entries.sort((a, b) => compareDefault(a[0], b[0]));
  rebuild(self, entries);
}
const has: MethodBody = (self, [key]) => {
  notNull(key);
  return table(self).has(key);
};
const dictionaryMethods: Record<string, MethodBody> = {
  Add: (self, [key, value]) => {
    notNull(key);
    if (table(self).has(key))
      throw isGeneric(self)
        ? argumentError('An item with the same key has already been added.')
        : argumentError(
            `Item has already been added. Key in dictionary: '${netToString([...table(self).items()].find((item) => equalKey(self, item.key, key))?.key ?? key)}'  Key being added: '${netToString(key)}'`,
          );
    table(self).set(key, value);
    keepSorted(table(self));
    return undefined;
  },
  Clear: (self) => {
    table(self).clear();
    return undefined;
  },
  Clone: (self) => {
    const copy = new PSDictionary(table(self).netType, table(self).caseSensitive);
    for (const item of table(self).items()) copy.set(item.key, item.value);
    return copy;
  },
  Contains: has,
  ContainsKey: has,
  ContainsValue: (self, [value]) =>
    [...table(self).items()].some((item) => equalNet(item.value, value) || item.value === value),
  CopyTo: (self, [target, at]) => {
    entriesOf(table(self)).forEach((entry, i) => {
      items(target)[int(at) + i] = entry;
    });
    return undefined;
  },
  GetEnumerator: (self) =>
    enumeratorOf(
      entriesOf(table(self)),
      /Ordered/.test(table(self).netType.fullName)
        ? 'System.Collections.Specialized.OrderedDictionary+OrderedDictionaryEnumerator'
        : 'System.Collections.Hashtable+HashtableEnumerator',
    ),
  Remove: (self, [key]) => {
    notNull(key);
    const removed = table(self).delete(key);
    return isGeneric(self) ? removed : undefined;
  },
  TryGetValue: (self, [key, out]) => {
    notNull(key);
    const found = table(self).has(key);
    setReference(out, found ? table(self).get(key) : zero(table(self).netType.genericArguments![1]!));
    return found;
  },
  get_Item: (self, [key]) => {
    notNull(key);
    if (!table(self).has(key)) {
      if (isGeneric(self))
        throw new NetException(
          'System.Collections.Generic.KeyNotFoundException',
          'The given key was not present in the dictionary.',
          { hresult: -2146232969 },
        );
      return null;
    }
    return table(self).get(key);
  },
  set_Item: (self, [key, value]) => {
    notNull(key);
    table(self).set(key, value);
    keepSorted(table(self));
    return undefined;
  },
  GetByIndex: (self, [index]) => {
    const all = [...table(self).items()];
    checkIndex(int(index), all.length);
    return all[int(index)]!.value;
  },
  GetKey: (self, [index]) => {
    const all = [...table(self).items()];
    checkIndex(int(index), all.length);
    return all[int(index)]!.key;
  },
  IndexOfKey: (self, [key]) => [...table(self).items()].findIndex((item) => equalNet(item.key, key)),
  IndexOfValue: (self, [value]) => [...table(self).items()].findIndex((item) => equalNet(item.value, value)),
  RemoveAt: (self, [index]) => {
    const all = [...table(self).items()];
    checkIndex(int(index), all.length);
    table(self).delete(all[int(index)]!.key);
    return undefined;
  },
  Insert: (self, [index, key, value]) => {
    const all = Array.from(table(self).items(), (item): [Value, Value] => [item.key, item.value]);
    if (int(index) < 0 || int(index) > all.length) throw argumentRange('index');
    if (table(self).has(key))
      throw argumentError(
        `Item has already been added. Key in dictionary: '${netToString(key)}'  Key being added: '${netToString(key)}'`,
      );
    all.splice(int(index), 0, [key, value]);
    return rebuild(table(self), all);
  },
  GetKeyList: (self) => new PSList([...new DictionaryPart(table(self), 'key').items], arrayListType()),
  GetValueList: (self) => new PSList([...new DictionaryPart(table(self), 'value').items], arrayListType()),
};
function equalKey(self: Value, a: Value, b: Value): boolean {
  if (typeof a === 'string' && typeof b === 'string')
    return table(self).caseSensitive ? a === b : a.toLowerCase() === b.toLowerCase();
  return equalNet(a, b);
}

for (const name of [
  'System.Collections.Hashtable',
  'System.Collections.Specialized.OrderedDictionary',
  'System.Collections.SortedList',
  'System.Collections.Generic.Dictionary`2',
  'System.Collections.Generic.SortedDictionary`2',
  'System.Collections.Generic.SortedList`2',
]) {
  behave(name, {
    methods: dictionaryMethods,
    properties: {
      Count: (self) => table(self).count,
      IsFixedSize: () => false,
      IsReadOnly: () => false,
      IsSynchronized: () => false,
      SyncRoot: (self) => self,
      Keys: (self) => new DictionaryPart(table(self), 'key'),
      Values: (self) => new DictionaryPart(table(self), 'value'),
    },
    construct: (_s, args, _c, overload) => {
      const comparer = args.find((arg) => arg instanceof NetObject && 'ignoreCase' in arg) as
        | (NetObject & { ignoreCase: boolean })
        | undefined;
      const made = new PSDictionary(overload.declaring, !(comparer?.ignoreCase ?? false));
      const source = args.find((arg) => arg instanceof PSDictionary) as PSDictionary | undefined;
      const types = overload.declaring.genericArguments;
      for (const item of source?.items() ?? [])
        made.set(
          types ? convertTo(item.key, types[0]!) : item.key,
          types ? convertTo(item.value, types[1]!) : item.value,
        );
      keepSorted(made);
      return made;
    },
  });
}

for (const name of ['System.Collections.DictionaryEntry', 'System.Collections.Generic.KeyValuePair`2']) {
  behave(name, {
    properties: {
      Key: name.includes('`')
        ? (self) => (self as PSDictionaryEntry).key
        : { get: (self) => (self as PSDictionaryEntry).key, set: () => {} },
      Value: name.includes('`')
        ? (self) => (self as PSDictionaryEntry).value
        : {
            get: (self) => (self as PSDictionaryEntry).value,
            set: (self, value) => {
              (self as PSDictionaryEntry).value = value;
            },
          },
    },
    toText: name.includes('`')
      ? (self) => `[${netToString((self as PSDictionaryEntry).key)}, ${netToString((self as PSDictionaryEntry).value)}]`
      : undefined,
    construct: (_s, [key, value], _c, overload) => new PSDictionaryEntry(key, value, overload.declaring),
  });
}
