/** Group-Object: groups in order of first appearance. seen: powershell-semantics.md 14 (group-object.cs). */
import { toDisplayText } from '../../language/conversion';
import type { ParameterRules } from '../../language/formatting';
import type { Implementation } from '../../language/runtime/command-registry';
import { defineType, findType, type NetType } from '../../language/types';
import {
  baseOf,
  knownTypes,
  type NetObject,
  PSArray,
  PSDictionary,
  PSList,
  TypedObject,
  type Value,
} from '../../language/values';
import {
  compareOrderValues,
  expandWildcards,
  missing,
  type OrderValue,
  orderMatrix,
  propertyParameters,
} from './object-order';
import { lazyType } from './session';
import { collectInput } from './sort-object';

const rules: ParameterRules = { keys: ['expression'] };

interface Group {
  name: string;
  count: number;
  /** A Collection of the objects; null with -NoElement. */
  group: PSList | null;
  values: PSList;
}

const collectionType = lazyType(
  () =>
    findType('System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSObject]') ??
    defineType({
      name: 'System.Collections.ObjectModel.Collection`1[[System.Management.Automation.PSObject]]',
      base: knownTypes['System.Collections.ArrayList'],
      properties: {},
    }),
);
const properties = {
  Count: { type: 'int', get: (data: Group): Value => data.count },
  Group: {
    type: 'System.Collections.ObjectModel.Collection[psobject]',
    get: (data: Group): Value => data.group,
  },
  Name: { type: 'string', get: (data: Group): Value => data.name },
  Values: { type: 'System.Collections.ArrayList', get: (data: Group): Value => data.values },
};
const groupInfo = lazyType(() =>
  defineType<Group>({
    name: 'Microsoft.PowerShell.Commands.GroupInfo',
    properties: { Values: properties.Values, Count: properties.Count, Group: properties.Group, Name: properties.Name },
  }),
);
const groupInfoNoElement = lazyType(() =>
  defineType<Group>({
    name: 'Microsoft.PowerShell.Commands.GroupInfoNoElement',
    base: groupInfo(),
    properties: {},
  }),
);

/** Text under which equal values meet; equal texts are compared, different ones are taken as different. */
function bucketOf(values: readonly OrderValue[], ignoreCase: boolean): string {
  let key = '';
  for (const value of values) {
    const text = value === missing ? '' : value === null || value === undefined ? '' : toDisplayText(value);
    key += `${value === missing ? 'm' : ''}${ignoreCase ? text.toLowerCase() : text}\u0000`;
  }
  return key;
}

function nameOf(values: readonly OrderValue[]): string {
  const parts: string[] = [];
  for (const value of values) {
    if (value === missing || value === null || value === undefined) continue;
    const base = baseOf(value);
    if (base instanceof PSArray || base instanceof PSList) {
      parts.push(`{${base.items.map((item) => toDisplayText(item)).join(', ')}}`);
    } else parts.push(toDisplayText(value));
  }
  return parts.join(', ');
}

function typeOfGroup(noElement: boolean): NetType {
  return noElement ? groupInfoNoElement() : groupInfo();
}

export const groupObject: Implementation = {
  process: collectInput,
  *end(ctx, p) {
    const objects = (ctx.state.input as Value[] | undefined) ?? [];
    const parameters = expandWildcards(propertyParameters(ctx, p.Property, rules), objects);
    const ignoreCase = p.CaseSensitive !== true;
    const noElement = p.NoElement === true;
    if (p.AsString === true && p.AsHashTable !== true)
      ctx.throwTerminating({
        message:
          'The command cannot be run because the AsString parameter requires that you specify the AsHashtable parameter.',
        id: 'ArgumentException',
        category: 'InvalidArgument',
        exceptionType: 'System.ArgumentException',
      });
    if (p.AsHashTable === true && p.AsString !== true && parameters.length > 1)
      ctx.throwTerminating({
        message:
          'The command cannot be run because using the AsHashTable parameter with more than one property requires adding the AsString parameter.',
        id: 'ArgumentException',
        category: 'InvalidArgument',
        exceptionType: 'System.ArgumentException',
      });
    const rows = yield* orderMatrix(ctx, parameters, objects);
    const groups: Array<{ values: OrderValue[]; data: Group }> = [];
    const buckets = new Map<string, Array<{ values: OrderValue[]; data: Group }>>();
    for (let i = 0; i < rows.length; i++) {
      const values = rows[i];
      const key = bucketOf(values, ignoreCase);
      let bucket = buckets.get(key);
      if (!bucket) {
        bucket = [];
        buckets.set(key, bucket);
      }
      let found = bucket.find((group) =>
        group.values.every((value, k) => compareOrderValues(value, values[k], ignoreCase, false) === 0),
      );
      if (!found) {
        found = {
          values,
          data: {
            name: nameOf(values),
            count: 0,
            group: noElement ? null : new PSList([], collectionType()),
            values: new PSList(values.map((value) => (value === missing ? null : value))),
          },
        };
        bucket.push(found);
        groups.push(found);
      }
      found.data.count++;
      found.data.group?.items.push(objects[i]);
    }
    if (p.AsHashTable !== true) {
      const type = typeOfGroup(noElement);
      ctx.writeAll(groups.map(({ data }) => new TypedObject(type, data)));
      return;
    }
    if (groups.length === 0) return;
    const table = new PSDictionary(knownTypes['System.Collections.Hashtable'], !ignoreCase);
    for (const { values, data } of groups) {
      const key = p.AsString === true ? data.name : values.length === 1 ? values[0] : data.values;
      if (key === missing || key === null || key === undefined) {
        ctx.writeError({
          message: 'Key cannot be null.\nParameter name: key',
          id: 'InvalidOperation',
          category: 'InvalidArgument',
          exceptionType: 'System.ArgumentNullException',
        });
        continue;
      }
      const group: NetObject = data.group ?? new PSList([], collectionType());
      table.set(key, group);
    }
    ctx.write(table);
  },
};
