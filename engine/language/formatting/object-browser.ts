/**
 * Format-Custom without a view: the object as a tree of classes. seen: FormatViewGenerator_Complex.cs (ComplexViewObjectBrowser).
 */
import type { Program } from '../host';
import type { Value } from '../values';
import { elementsOf, typeNamesOf } from './object-access';
import type { PropertyParameter } from './parameter-processor';
import { type ComplexPart, type Entry, FormatStartData, type Frame } from './records';
import { isScalar } from './scalar-types';
import { smartText } from './smart-text';
import { activeProperties, settled, ViewGenerator } from './view-generator';

/** Depth where -Depth is not given. */
const defaultDepth = 5;

function indentation(parts: ComplexPart[]): ComplexPart[] {
  const frame: Frame = { left: 2, parts: [] };
  parts.push(frame);
  return frame.parts;
}

function shortClassName(self: Value): string {
  const [name = 'PSObject'] = typeNamesOf(self);
  return name.slice(name.lastIndexOf('.') + 1);
}

export class ObjectBrowser extends ViewGenerator {
  override start(_first: Value): Program<FormatStartData> {
    return settled(new FormatStartData({ kind: 'custom' }, false));
  }

  override *entry(self: Value): Program<Entry> {
    const parts: ComplexPart[] = [];
    const depth = this.request.depth ?? defaultDepth;
    if (isScalar(typeNamesOf(self))) parts.push({ parts: [smartText(self, this.limit), null] });
    else {
      const elements = elementsOf(self);
      if (elements) yield* this.list(elements, 0, depth, indentless(parts));
      else yield* this.object(self, 0, depth, this.request.properties, parts);
    }
    return { kind: 'complex', parts };
  }

  private *object(
    self: Value,
    level: number,
    depth: number,
    parameters: readonly PropertyParameter[] | undefined,
    parts: ComplexPart[],
  ): Program<void> {
    const frame: Frame = { parts: [] };
    parts.push(frame);
    frame.parts.push(`class ${shortClassName(self)}`, null, '{', null);
    const inner = indentation(frame.parts);
    for (const { expression, parameter } of activeProperties(self, parameters)) {
      inner.push(`${expression.text} = `);
      const reading = yield* expression.readFirst(self, this.environment);
      const failed = reading && 'failed' in reading && reading.failed !== undefined;
      const value: Value = failed ? (this.request.displayError ? '#ERR' : '') : (reading?.value ?? null);
      const maximum = parameter?.depth ?? depth;
      const elements = value === null ? undefined : elementsOf(value);
      if (elements) {
        inner.push(null);
        yield* this.list(elements, level + 1, maximum, indentation(inner));
      } else if (value === null || this.isLeaf(value, level, maximum)) this.leaf(value, inner);
      else {
        inner.push(null);
        yield* this.object(value, level + 1, maximum, undefined, indentation(inner));
      }
    }
    frame.parts.push('}', null);
  }

  private *list(elements: Iterable<Value>, level: number, depth: number, parts: ComplexPart[]): Program<void> {
    parts.push('[', null);
    const inner = indentation(parts);
    let count = 0;
    for (const element of elements) {
      if (this.limit >= 0 && count === this.limit) {
        this.leaf('...', inner);
        break;
      }
      count++;
      if (this.isLeaf(element, level, depth)) {
        this.leaf(element, inner);
        continue;
      }
      const nested = elementsOf(element);
      if (nested) {
        inner.push(null);
        yield* this.list(nested, level + 1, depth, indentation(inner));
      } else yield* this.object(element, level + 1, depth, undefined, inner);
    }
    parts.push(']', null, null);
  }

  private isLeaf(value: Value, level: number, depth: number): boolean {
    return level >= depth || value === null || value === undefined || isScalar(typeNamesOf(value));
  }

  private leaf(value: Value, parts: ComplexPart[]): void {
    parts.push(smartText(value, this.limit), null);
  }
}

function indentless(parts: ComplexPart[]): ComplexPart[] {
  const frame: Frame = { parts: [] };
  parts.push(frame);
  return frame.parts;
}
