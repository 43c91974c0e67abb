/**
 * YAML files written by people: read with positions, checked against a JSON Schema, every problem with file, line,
 * column, what stands there and what was expected. Worlds and labs use it.
 *
 * The checker is our own and small, because a schema compiler needs `eval`, which the page's policy forbids, and because
 * its messages name the author's line. It knows the keywords of `Schema`.
 */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';

export interface Problem {
  file: string;
  line: number;
  column: number;
  message: string;
}

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: SchemaType | SchemaType[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  enum?: readonly (string | number | boolean | null)[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  minLength?: number;
  anyOf?: Schema[];
  title?: string;
  /** Shown in the author's editor; where `expected` is not given, also in messages about a pattern. */
  description?: string;
  default?: unknown;
  examples?: unknown[];
  $schema?: string;
  $id?: string;
}

type SchemaType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

/** Steps from the root: keys and indexes. */
export type YamlPath = readonly (string | number)[];

export interface YamlDocument {
  value: unknown;
  problems: Problem[];
  /** Adds a problem at the value at `path` (or at its key), with the position in the file. */
  report(path: YamlPath, message: string, at?: 'key' | 'value'): void;
}

/** Most problems that one file is told about. */
const MAX_PROBLEMS = 50;

export function readYamlDocument(text: string, file: string, schema: Schema): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const problems: Problem[] = [];
  const add = (offset: number, message: string): void => {
    if (problems.length >= MAX_PROBLEMS) return;
    const { line, col } = lines.linePos(offset);
    problems.push({ file, line: Math.max(line, 1), column: Math.max(col, 1), message });
  };
  for (const error of document.errors) add(error.pos[0], yamlMessage(error.code, error.message));
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) {
        add(alias.range?.[0] ?? 0, `there is no anchor '&${alias.source}' before this place`);
      }
    },
  });
  const report: YamlDocument['report'] = (path, message, at = 'value') => add(offsetOf(document, path, at), message);
  let value: unknown = null;
  if (problems.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch {
      // The one thing that is left to go wrong: aliases within aliases that would grow without end.
      add(0, 'the aliases of this file stand for too many values');
      return { value: null, problems, report };
    }
    check(value, schema, schema, [], report);
  }
  return { value, problems, report };
}

function yamlMessage(code: string, message: string): string {
  const first = message.split('\n')[0];
  if (code === 'DUPLICATE_KEY') return 'this key stands twice in the same map';
  if (code === 'TAB_AS_INDENT') return 'a tab is used for indentation; YAML wants spaces';
  return `not valid YAML: ${first.charAt(0).toLowerCase()}${first.slice(1)}`;
}

/** Character offset of a value, or of its key; of the nearest parent that exists where it does not. */
function offsetOf(document: Document, path: YamlPath, at: 'key' | 'value'): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  path.forEach((step, index) => {
    const last = index === path.length - 1;
    let next: Node | null = null;
    let keyOffset: number | null = null;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step)) as
        | Pair<Node, Node | null>
        | undefined;
      next = pair?.value ?? null;
      keyOffset = pair?.key.range?.[0] ?? null;
    } else if (isSeq(node)) {
      next = (node.items[Number(step)] as Node | undefined) ?? null;
    }
    const valueOffset = next?.range?.[0] ?? keyOffset;
    if (last && at === 'key' && keyOffset !== null) offset = keyOffset;
    else if (valueOffset !== null) offset = valueOffset;
    node = next;
  });
  return offset;
}

type Report = YamlDocument['report'];

function check(value: unknown, schema: Schema, root: Schema, path: YamlPath, report: Report): void {
  if (schema.$ref) {
    check(value, resolve(schema.$ref, root), root, path, report);
    return;
  }
  if (schema.anyOf) {
    checkAnyOf(value, schema, root, path, report);
    return;
  }
  if (schema.type !== undefined && !typeFits(value, schema.type)) {
    report(path, `found ${shown(value)}, expected ${expectation(schema, root)}`);
    return;
  }
  if (schema.enum && !schema.enum.includes(value as string)) {
    const near = typeof value === 'string' ? didYouMean(value, schema.enum.map(String)) : '';
    report(path, `found ${shown(value)}, expected ${listed(schema.enum.map((v) => shown(v)))}${near}`);
    return;
  }
  if (typeof value === 'string') {
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
      report(path, `found ${shown(value)}, expected ${expectation(schema, root)}`);
    } else if (schema.minLength !== undefined && value.length < schema.minLength) {
      report(path, `found ${shown(value)}, expected a text that is not empty`);
    }
  } else if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) {
      report(path, `found ${value}, expected ${schema.minimum} or more`);
    } else if (schema.maximum !== undefined && value > schema.maximum) {
      report(path, `found ${value}, expected ${schema.maximum} or less`);
    }
  } else if (Array.isArray(value)) {
    if (schema.minItems !== undefined && value.length < schema.minItems) {
      report(path, `found ${value.length} entries, expected ${schema.minItems} or more`);
    }
    if (schema.items) {
      for (const [index, item] of value.entries()) check(item, schema.items, root, [...path, index], report);
    }
  } else if (isObject(value)) {
    checkObject(value, schema, root, path, report);
  }
}

function checkObject(
  value: Record<string, unknown>,
  schema: Schema,
  root: Schema,
  path: YamlPath,
  report: Report,
): void {
  const known = schema.properties ?? {};
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(known, key)) {
      check(value[key], known[key], root, [...path, key], report);
    } else if (schema.additionalProperties === false) {
      const near = didYouMean(key, Object.keys(known));
      report([...path, key], `unknown key '${key}'${near || `; known here: ${Object.keys(known).join(', ')}`}`, 'key');
    } else if (typeof schema.additionalProperties === 'object') {
      check(value[key], schema.additionalProperties, root, [...path, key], report);
    }
  }
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(value, key)) {
      const wanted = known[key] ? ` (${expectation(known[key], root)})` : '';
      report(path, `the key '${key}' is missing${wanted}`);
    }
  }
}

/** The branch that fits, or the messages of the branch that comes nearest: the one whose type fits. */
function checkAnyOf(value: unknown, schema: Schema, root: Schema, path: YamlPath, report: Report): void {
  let nearest: { path: YamlPath; message: string; at?: 'key' | 'value' }[] | null = null;
  for (const branch of schema.anyOf!) {
    const found: { path: YamlPath; message: string; at?: 'key' | 'value' }[] = [];
    check(value, branch, root, path, (where, message, at) => found.push({ path: where, message, at }));
    if (found.length === 0) return;
    const resolved = branch.$ref ? resolve(branch.$ref, root) : branch;
    if (resolved.type !== undefined && typeFits(value, resolved.type)) nearest ??= found;
  }
  if (nearest) for (const problem of nearest) report(problem.path, problem.message, problem.at);
  else report(path, `found ${shown(value)}, expected ${listed(schema.anyOf!.map((b) => expectation(b, root)))}`);
}

function resolve(ref: string, root: Schema): Schema {
  return root.$defs![ref.slice('#/$defs/'.length)];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeFits(value: unknown, type: SchemaType | SchemaType[]): boolean {
  if (Array.isArray(type)) return type.some((one) => typeFits(value, one));
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

const TYPE_NAMES: Record<SchemaType, string> = {
  object: 'a map',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
};

function expectation(schema: Schema, root: Schema): string {
  if (schema.$ref) return expectation(resolve(schema.$ref, root), root);
  if (schema.anyOf) return listed(schema.anyOf.map((branch) => expectation(branch, root)));
  if (schema.enum) return listed(schema.enum.map((value) => shown(value)));
  if (schema.pattern && schema.title) return schema.title;
  const types = schema.type === undefined ? [] : [schema.type].flat();
  return types.length === 0 ? 'something else' : listed(types.map((type) => TYPE_NAMES[type]));
}

/** A value of the file, shortened. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'a map';
  const text = String(value).replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return typeof value === 'string' ? `'${short}'` : short;
}

export function listed(values: readonly string[]): string {
  const unique = [...new Set(values)];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
}

/** `; did you mean 'x'?` when a known word is near, else ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  let best = '';
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best === '' ? '' : `; did you mean '${best}'?`;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row.push(Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    previous = row;
  }
  return previous[b.length];
}
