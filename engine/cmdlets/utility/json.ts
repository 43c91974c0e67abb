/** ConvertTo-Json, ConvertFrom-Json. seen: powershell-semantics.md 14 (ConvertToJsonCommand.cs); JavaScriptSerializer. */
import type { CommandContext } from '../../language/command';
import { toDisplayText, toText } from '../../language/conversion';
import { isShellError, propertiesOf, readMember } from '../../language/formatting/object-access';
import { enumerate, typeOf } from '../../language/net';
import type { Implementation } from '../../language/runtime/command-registry';
import {
  addedMembers,
  baseOf,
  PSArray,
  PSChar,
  PSCustomObject,
  PSDateTime,
  PSDecimal,
  PSDictionary,
  PSDouble,
  PSEnum,
  PSGuid,
  PSInteger,
  PSList,
  PSSingle,
  PSWrapped,
  type Value,
} from '../../language/values';
import { DuplicateKeys, JsonError, readJson } from './json-reader';
import { newLine } from './out';
import { hostTime } from './session';

const unixEpochTicks = 621_355_968_000_000_000n;

/** JSON text that is ready, or a tree of objects and lists. */
type Json = string | { members: Array<[string, Json]> } | { items: Json[] };

/** Quotes a text; `< > & '` and control characters become \uXXXX. */
export function quoteJson(text: string): string {
  let result = '"';
  for (const unit of text) {
    const code = unit.charCodeAt(0);
    if (unit === '"' || unit === '\\') result += `\\${unit}`;
    else if (unit === '\n') result += '\\n';
    else if (unit === '\r') result += '\\r';
    else if (unit === '\t') result += '\\t';
    else if (unit === '\b') result += '\\b';
    else if (unit === '\f') result += '\\f';
    else if (code < 0x20 || "<>&'\u0085\u2028\u2029".includes(unit))
      result += `\\u${code.toString(16).padStart(4, '0')}`;
    else result += unit;
  }
  return `${result}"`;
}

function round(value: PSDouble | PSSingle): string {
  const number = value.value;
  if (Number.isNaN(number)) return 'NaN';
  if (!Number.isFinite(number)) return number > 0 ? 'Infinity' : '-Infinity';
  // "r": the shortest text that reads back the same.
  const text = value instanceof PSSingle ? String(Number(number.toPrecision(9))) : String(number);
  return text.replace(/e([+-])(\d)$/, 'E$10$2').replace('e', 'E');
}

class Serializer {
  constructor(
    private readonly ctx: CommandContext,
    private readonly depth: number,
    private readonly offsetMinutes: number,
  ) {}

  /** `wrapped`: came through the pipeline, where PowerShell hangs the members of the type table on it. */
  tree(value: Value, level: number, wrapped: boolean): Json {
    const base = baseOf(value);
    const simple = this.simple(base);
    if (simple !== undefined) return this.withExtended(value, base, simple, level, wrapped);
    if (level > this.depth) return quoteJson(toText(value));
    if (base instanceof PSDictionary) return this.dictionary(base, level);
    if (base instanceof PSArray || base instanceof PSList)
      return { items: base.items.map((item) => this.tree(item ?? null, level + 1, false)) };
    const elements = base instanceof PSCustomObject ? undefined : enumerate(base);
    if (elements) return { items: elements.map((item) => this.tree(item ?? null, level + 1, false)) };
    return this.object(value, level);
  }

  private simple(value: Value): string | undefined {
    if (value === null || value === undefined) return 'null';
    if (typeof value === 'string') return quoteJson(value);
    if (typeof value === 'number') return String(value);
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    if (value instanceof PSInteger) return value.value.toString();
    if (value instanceof PSDouble || value instanceof PSSingle) return round(value);
    if (value instanceof PSDecimal) return toText(value);
    if (value instanceof PSChar) return value.code === 0 ? 'null' : quoteJson(String.fromCharCode(value.code));
    if (value instanceof PSEnum) return String(value.value);
    if (value instanceof PSGuid) return quoteJson(value.text);
    if (value instanceof PSDateTime) {
      const utc = value.kind === 'Utc' ? value.ticks : value.ticks - BigInt(this.offsetMinutes) * 600_000_000n;
      return `"\\/Date(${(utc - unixEpochTicks) / 10_000n})\\/"`;
    }
    if (typeOf(value)?.fullName === 'System.Uri') return quoteJson(toText(value));
    return undefined;
  }

  /** Members added to a simple value turn it into an object with `value` first. */
  private withExtended(value: Value, base: Value, json: string, level: number, wrapped: boolean): Json {
    if (typeof value !== 'object' || value === null) return json;
    const own = value instanceof PSWrapped ? value.members : addedMembers.get(value)?.members;
    const fromTable = base instanceof PSDateTime && (wrapped || (own?.size ?? 0) > 0);
    if (!fromTable && (own?.size ?? 0) === 0) return json;
    const members: Array<[string, Json]> = [['value', json]];
    for (const member of own?.values() ?? [])
      if (member.kind !== 'ScriptMethod' && member.kind !== 'PropertySet')
        members.push([member.name, this.tree(this.read(value, member.name), level + 1, false)]);
    if (fromTable) members.push(['DateTime', this.tree(this.read(value, 'DateTime'), level + 1, false)]);
    return { members };
  }

  private dictionary(table: PSDictionary, level: number): Json {
    const members: Array<[string, Json]> = [];
    for (const { key, value } of table.items()) {
      const name = baseOf(key);
      if (typeof name !== 'string')
        this.ctx.throwTerminating({
          message: `The type '${table.netType.fullName}' is not supported for serialization or deserialization of a dictionary. Keys must be strings.`,
          id: 'NonStringKeyInDictionary',
          category: 'InvalidOperation',
          target: table,
          exceptionType: 'System.InvalidOperationException',
        });
      members.push([name, this.tree(value ?? null, level + 1, false)]);
    }
    return { members };
  }

  private object(value: Value, level: number): Json {
    const members: Array<[string, Json]> = [];
    for (const { name, set } of propertiesOf(value))
      if (!set) members.push([name, this.tree(this.read(value, name), level + 1, false)]);
    return { members };
  }

  private read(value: Value, name: string): Value {
    try {
      return readMember(value, name) ?? null;
    } catch (failed) {
      if (!isShellError(failed)) throw failed;
      return null;
    }
  }
}

function compact(json: Json): string {
  if (typeof json === 'string') return json;
  if ('items' in json) return `[${json.items.map(compact).join(',')}]`;
  return `{${json.members.map(([name, value]) => `${quoteJson(name)}:${compact(value)}`).join(',')}}`;
}

/** 5.1's own layout: two blanks after the colon, nested blocks below their opening bracket. */
function pretty(json: Json, column: number): string {
  if (typeof json === 'string') return json;
  const outer = ' '.repeat(column);
  const inner = ' '.repeat(column + 4);
  const lines =
    'items' in json
      ? json.items.map((item) => inner + pretty(item, column + 4))
      : json.members.map(([name, value]) => {
          const lead = `${inner}${quoteJson(name)}:  `;
          return lead + pretty(value, lead.length);
        });
  const [open, close] = 'items' in json ? '[]' : '{}';
  return `${open}${newLine}${lines.join(`,${newLine}`)}${newLine}${outer}${close}`;
}

export const convertToJson: Implementation = {
  begin(ctx) {
    ctx.state.input = [];
  },
  process(ctx, p) {
    (ctx.state.input as Value[]).push(p.InputObject ?? null);
  },
  end(ctx, p) {
    const input = ctx.state.input as Value[];
    if (input.length === 0) return;
    const depth = baseOf(p.Depth);
    const serializer = new Serializer(ctx, typeof depth === 'number' ? depth : 2, hostTime(ctx).utcOffsetMinutes());
    const fromPipeline = ctx.expectsInput;
    const json =
      input.length === 1
        ? serializer.tree(input[0], 0, fromPipeline)
        : { items: input.map((item) => serializer.tree(item, 1, fromPipeline)) };
    ctx.write(p.Compress === true ? compact(json) : pretty(json, 0));
  },
};

function convert(ctx: CommandContext, text: string): void {
  try {
    const value = readJson(text);
    ctx.write(value);
  } catch (failed) {
    if (failed instanceof DuplicateKeys)
      ctx.throwTerminating({
        message: failed.message,
        id: 'DuplicateKeysInJsonString',
        category: 'InvalidOperation',
        exceptionType: 'System.InvalidOperationException',
      });
    if (!(failed instanceof JsonError)) throw failed;
    ctx.throwTerminating({
      message: failed.message,
      id: 'System.ArgumentException',
      category: 'NotSpecified',
      exceptionType: 'System.ArgumentException',
    });
  }
}

export const convertFromJson: Implementation = {
  begin(ctx) {
    ctx.state.lines = [];
  },
  process(ctx, p) {
    (ctx.state.lines as string[]).push(toDisplayText(p.InputObject ?? ''));
  },
  end(ctx) {
    const lines = ctx.state.lines as string[];
    if (lines.length === 0) return;
    if (lines.length === 1) {
      if (lines[0].trim() !== '') convert(ctx, lines[0]);
      return;
    }
    let separate = true;
    try {
      readJson(lines[0]);
    } catch (failed) {
      if (!(failed instanceof JsonError)) throw failed;
      separate = false;
    }
    // Each line is a document of its own where the first one is.
    if (separate) for (const line of lines) convert(ctx, line);
    else convert(ctx, lines.join(newLine));
  },
};
