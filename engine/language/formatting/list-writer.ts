/**
 * Lines of lists. seen: powershell-formatting.md 6 (ListWriter.cs).
 */
import type { LineOutput } from './line-output';
import { splitLines, wrapText } from './word-wrap';

const separator = ' : ';
const minimumLabel = 1;
const minimumField = 1;

/** Writes one object's labels and values. */
export function writeList(labels: readonly string[], values: readonly string[], width: number, out: LineOutput): void {
  if (labels.length === 0 || width - separator.length - minimumField - minimumLabel < 0) return;
  let labelWidth = 0;
  for (const label of labels) if (label.length > labelWidth) labelWidth = label.length;
  labelWidth = Math.min(labelWidth, width - separator.length - minimumField);
  const indent = labelWidth + separator.length;
  const fieldWidth = width - indent;
  let padding: string | undefined;
  for (let k = 0; k < labels.length; k++) {
    let lead = labels[k].slice(0, labelWidth).padEnd(labelWidth) + separator;
    const value = values[k];
    if (value.length <= fieldWidth && value.indexOf('\n') < 0 && value.indexOf('\r') < 0) {
      out.writeLine(lead + value, 'output');
      continue;
    }
    padding ??= ' '.repeat(indent);
    for (const part of splitLines(value))
      for (const line of wrapText(part, fieldWidth)) {
        out.writeLine(lead + line, 'output');
        lead = padding;
      }
  }
}
