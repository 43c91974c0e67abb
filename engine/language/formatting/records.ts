/**
 * Format records: what Format-* writes and the writers turn into lines
 * (`Microsoft.PowerShell.Commands.Internal.Format.*`). They are ordinary objects of the pipeline.
 */
import type { StreamKind } from '../host';
import { defineType, type NetType } from '../types';
import { NetObject } from '../values';

export type Alignment = 'left' | 'center' | 'right';

/** A piece of a custom view: text, a line end (null), or an indented frame. */
export type ComplexPart = string | null | Frame;

export interface Frame {
  parts: ComplexPart[];
  left?: number;
  right?: number;
  /** Indent of the first line; negative: hanging. */
  firstLine?: number;
}

/** A column's heading. */
export interface TableColumn {
  label: string;
  /** 0: by content. */
  width: number;
  alignment: Alignment;
}

export interface TableShape {
  kind: 'table';
  columns: TableColumn[];
  hideHeader: boolean;
}
export type Shape = TableShape | { kind: 'list' } | { kind: 'wide'; columns: number } | { kind: 'custom' };

/** What one object became. */
export type Entry =
  | { kind: 'row'; cells: string[]; alignments?: ReadonlyArray<Alignment | undefined>; multiLine: boolean }
  | { kind: 'list'; labels: string[]; values: string[] }
  | { kind: 'wide'; text: string }
  | { kind: 'complex'; parts: ComplexPart[] }
  | { kind: 'text'; text: string };

const prefix = 'Microsoft.PowerShell.Commands.Internal.Format.';

/** One type for each class name; made when first asked for, because the registry has to be filled before. */
const types = new Map<string, NetType>();
function recordType(name: string): NetType {
  let type = types.get(name);
  if (!type) {
    const hidden = { type: 'string', get: () => null };
    type = defineType({
      name: prefix + name,
      properties: { ClassId2e4f51ef21dd47e99d3c952918aff9cd: hidden },
    });
    types.set(name, type);
  }
  return type;
}

/** Base of all format records. */
export abstract class FormatRecord extends NetObject {}

export class FormatStartData extends FormatRecord {
  constructor(
    readonly shape: Shape,
    /** -AutoSize: the whole group is collected before its first line. */
    readonly autoSize: boolean,
  ) {
    super();
  }
  get netType(): NetType {
    return recordType('FormatStartData');
  }
}

export class GroupStartData extends FormatRecord {
  constructor(
    /** The group's heading. */
    readonly heading?: ComplexPart[],
  ) {
    super();
  }
  get netType(): NetType {
    return recordType('GroupStartData');
  }
}

export class FormatEntryData extends FormatRecord {
  constructor(
    readonly entry: Entry,
    /** Shown whatever view is at work: text, numbers, errors. */
    readonly outOfBand = false,
    readonly stream: StreamKind = 'output',
  ) {
    super();
  }
  get netType(): NetType {
    return recordType('FormatEntryData');
  }
}

export class GroupEndData extends FormatRecord {
  get netType(): NetType {
    return recordType('GroupEndData');
  }
}

export class FormatEndData extends FormatRecord {
  get netType(): NetType {
    return recordType('FormatEndData');
  }
}
