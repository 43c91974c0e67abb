/** Compare-Object. seen: powershell-semantics.md 14 (Compare-Object.cs). */
import type { CommandContext } from '../../language/command';
import type { ParameterRules, PropertyParameter } from '../../language/formatting';
import type { Program } from '../../language/host';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, PSArray, PSCustomObject, PSInteger, type Value } from '../../language/values';
import { carrierOf, putMember, removeOwnMember } from './member-attachment';
import { compareOrderValues, missing, type OrderValue, orderMatrix, propertyParameters } from './object-order';

const rules: ParameterRules = { keys: ['expression'] };
const sideIndicator = 'SideIndicator';

interface Entry {
  object: Value;
  values: OrderValue[];
}

class Comparison {
  private next = 0;
  private readonly referenceBacklog: Entry[] = [];
  private readonly differenceBacklog: Entry[] = [];
  constructor(
    private readonly ctx: CommandContext,
    private readonly reference: readonly Entry[],
    private readonly parameters: readonly PropertyParameter[],
    private readonly options: {
      window: number;
      ignoreCase: boolean;
      includeEqual: boolean;
      excludeDifferent: boolean;
      passThru: boolean;
    },
  ) {}

  private equal(a: Entry, b: Entry): boolean {
    return a.values.every((value, k) => compareOrderValues(value, b.values[k], this.options.ignoreCase, false) === 0);
  }

  private takeMatch(entry: Entry | undefined, backlog: Entry[]): Entry | undefined {
    if (!entry) return undefined;
    const index = backlog.findIndex((other) => this.equal(other, entry));
    return index < 0 ? undefined : backlog.splice(index, 1)[0];
  }

  process(incoming: Entry | undefined): void {
    let difference = incoming;
    let reference = this.next < this.reference.length ? this.reference[this.next++] : undefined;
    if (reference && difference && this.equal(reference, difference)) {
      this.match(reference);
      return;
    }
    const fromReference = this.takeMatch(difference, this.referenceBacklog);
    if (fromReference) {
      this.match(fromReference);
      difference = undefined;
    }
    if (this.takeMatch(reference, this.differenceBacklog)) {
      this.match(reference!);
      reference = undefined;
    }
    if (difference) this.hold(difference, this.differenceBacklog, '=>');
    if (reference) this.hold(reference, this.referenceBacklog, '<=');
  }

  private hold(entry: Entry, backlog: Entry[], side: string): void {
    if (this.options.window <= 0) {
      this.different(entry, side);
      return;
    }
    while (backlog.length >= this.options.window) this.different(backlog.shift()!, side);
    backlog.push(entry);
  }

  end(): void {
    while (this.next < this.reference.length) this.process(undefined);
    for (const entry of this.differenceBacklog.splice(0)) this.different(entry, '=>');
    for (const entry of this.referenceBacklog.splice(0)) this.different(entry, '<=');
  }

  private match(entry: Entry): void {
    if (this.options.includeEqual) this.emit(entry, '==');
  }
  private different(entry: Entry, side: string): void {
    if (!this.options.excludeDifferent) this.emit(entry, side);
  }

  private emit(entry: Entry, side: string): void {
    if (this.options.passThru) {
      const carrier = carrierOf(entry.object);
      removeOwnMember(carrier, sideIndicator);
      putMember(carrier, { kind: 'NoteProperty', name: sideIndicator, value: side });
      this.ctx.write(carrier);
      return;
    }
    const result = new PSCustomObject();
    if (this.parameters.length === 0) result.set('InputObject', entry.object);
    else
      this.parameters.forEach(({ expression }, k) => {
        const value = entry.values[k];
        result.set(expression.text, value === missing ? null : value);
      });
    result.set(sideIndicator, side);
    this.ctx.write(result);
  }
}

function* entriesOf(
  ctx: CommandContext,
  parameters: readonly PropertyParameter[],
  list: Value | undefined,
): Program<Entry[]> {
  const base = baseOf(list);
  const objects = base instanceof PSArray ? base.items : [];
  const rows = yield* orderMatrix(ctx, parameters, objects);
  return objects.map((object, i) => ({ object, values: rows[i] }));
}

export const compareObject: Implementation = {
  *process(ctx, p) {
    let comparison = ctx.state.comparison as Comparison | undefined;
    const parameters =
      (ctx.state.parameters as PropertyParameter[] | undefined) ?? propertyParameters(ctx, p.Property, rules);
    ctx.state.parameters = parameters;
    if (!comparison) {
      const window = baseOf(p.SyncWindow);
      comparison = new Comparison(ctx, yield* entriesOf(ctx, parameters, p.ReferenceObject), parameters, {
        window: typeof window === 'number' ? window : window instanceof PSInteger ? Number(window.value) : 2147483647,
        ignoreCase: p.CaseSensitive !== true,
        includeEqual: p.IncludeEqual === true,
        excludeDifferent: p.ExcludeDifferent === true,
        passThru: p.PassThru === true,
      });
      ctx.state.comparison = comparison;
    }
    for (const entry of yield* entriesOf(ctx, parameters, p.DifferenceObject)) comparison.process(entry);
  },
  end(ctx) {
    (ctx.state.comparison as Comparison | undefined)?.end();
  },
};
