/** ConvertTo-Csv, ConvertFrom-Csv. seen: powershell-semantics.md 14 (CsvCommands.cs). */
import type { Bound, CommandContext } from '../../language/command';
import { toDisplayText } from '../../language/conversion';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, PSArray, PSChar, PSList, type Value } from '../../language/values';
import { CsvHeaderError, type CsvState, columnsOf, headerLine, readCsv, recordLine, typeLine } from './csv-text';

/** -Delimiter, -UseCulture (en-US: a comma). */
export function delimiterOf(p: Bound): string {
  const value = baseOf(p.Delimiter);
  if (value instanceof PSChar) return String.fromCharCode(value.code);
  return typeof value === 'string' && value !== '' ? value[0] : ',';
}

/** -Header. */
export function headerOf(p: Bound): string[] | undefined {
  const value = baseOf(p.Header);
  if (!(value instanceof PSArray) && !(value instanceof PSList)) return undefined;
  return value.items.map((item) => toDisplayText(item));
}

/** Writes the objects of a text; a header that names a column twice is an error. */
export function writeRows(ctx: CommandContext, text: string, delimiter: string, state: CsvState): void {
  try {
    for (const row of readCsv(text, delimiter, state, (warning) => ctx.warn(warning))) ctx.write(row);
  } catch (failed) {
    if (!(failed instanceof CsvHeaderError)) throw failed;
    ctx.throwTerminating({
      message: failed.message,
      id: 'AlreadyPresentPSMemberInfoInternalCollectionAdd',
      category: 'NotSpecified',
      exceptionType: 'System.Management.Automation.ExtendedTypeSystemException',
    });
  }
}

export const convertToCsv: Implementation = {
  process(ctx, p) {
    const object = p.InputObject;
    if (object === null || object === undefined) return;
    const delimiter = delimiterOf(p);
    let columns = ctx.state.columns as string[] | undefined;
    if (!columns) {
      columns = columnsOf(object);
      ctx.state.columns = columns;
      if (p.NoTypeInformation !== true) ctx.write(typeLine(object));
      ctx.write(headerLine(columns, delimiter));
    }
    ctx.write(recordLine(object, columns, delimiter));
  },
};

export const convertFromCsv: Implementation = {
  begin(ctx, p) {
    ctx.state.csv = { header: headerOf(p), typeName: undefined } satisfies CsvState;
  },
  process(ctx, p) {
    const state = ctx.state.csv as CsvState;
    const base = baseOf(p.InputObject);
    const items: Value[] = base instanceof PSArray || base instanceof PSList ? base.items : [base];
    for (const item of items)
      if (item !== null && item !== undefined) writeRows(ctx, toDisplayText(item), delimiterOf(p), state);
  },
};
