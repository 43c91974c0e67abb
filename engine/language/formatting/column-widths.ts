/**
 * Widths of table columns. seen: powershell-formatting.md 5 (ColumnWidthManager.cs).
 */

/** Blanks between two columns. */
export const separatorWidth = 1;
const minimumWidth = 1;

function tableWidthOf(widths: readonly number[]): number {
  let sum = 0;
  let visible = 0;
  for (const width of widths)
    if (width > 0) {
      sum += width;
      visible++;
    }
  return sum + separatorWidth * (visible - 1);
}

/** Gives columns without a width an even share of the room. False where the table is too wide. */
function assign(widths: number[], tableWidth: number): boolean {
  if (widths.every((width) => width > 0)) return tableWidthOf(widths) <= tableWidth;
  const open: number[] = [];
  for (let k = 0; k < widths.length; k++) {
    if (widths[k] > 0) continue;
    if (widths[k] === 0) widths[k] = minimumWidth;
    open.push(k);
  }
  let available = tableWidth - tableWidthOf(widths);
  if (available < 0) return false;
  const each = Math.floor(available / open.length);
  available -= each * open.length;
  for (const k of open) widths[k] += each;
  for (let i = 0; i < available; i++) widths[open[i]]++;
  return true;
}

/** Fits the columns into `tableWidth`: 0 means "no width given", -1 in the result means "hidden". Changes `widths`. */
export function fitColumns(widths: number[], tableWidth: number): void {
  if (assign(widths, tableWidth)) return;
  for (let last = widths.length - 1; last >= 0; last--) {
    const excess = tableWidthOf(widths) - tableWidth;
    if (excess <= 0) return;
    const narrowed = widths[last] - excess;
    if (narrowed >= minimumWidth) {
      widths[last] = narrowed;
      return;
    }
    widths[last] = -1;
  }
}
