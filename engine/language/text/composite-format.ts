/** String.Format of the .NET Framework. */
import { formatValue } from '../conversion/format-value';
import { NetException } from '../errors';
import type { Value } from '../values';

function badFormat(): NetException {
  return new NetException('System.FormatException', 'Input string was not in a correct format.', {
    hresult: -2146233033,
  });
}

/** String.Format: `{0,-10:N2}`. Throws NetException System.FormatException. */
export function formatComposite(format: string, args: readonly Value[], invariant = false): string {
  let out = '';
  let i = 0;
  const { length } = format;
  while (i < length) {
    const char = format[i]!;
    if (char === '}') {
      if (format[i + 1] !== '}') throw badFormat();
      out += '}';
      i += 2;
      continue;
    }
    if (char !== '{') {
      out += char;
      i++;
      continue;
    }
    if (format[i + 1] === '{') {
      out += '{';
      i += 2;
      continue;
    }
    i++;
    const digits = /\d{1,7}/y;
    digits.lastIndex = i;
    const number = digits.exec(format)?.[0];
    if (number === undefined) throw badFormat();
    i += number.length;
    while (format[i] === ' ') i++;
    let width = 0;
    let left = false;
    if (format[i] === ',') {
      i++;
      while (format[i] === ' ') i++;
      if (format[i] === '-') {
        left = true;
        i++;
      }
      digits.lastIndex = i;
      const size = digits.exec(format)?.[0];
      if (size === undefined) throw badFormat();
      width = Number(size);
      i += size.length;
      while (format[i] === ' ') i++;
    }
    let item = '';
    if (format[i] === ':') {
      i++;
      for (;;) {
        if (i >= length) throw badFormat();
        const at = format[i]!;
        if (at === '{') {
          if (format[i + 1] !== '{') throw badFormat();
          item += '{';
          i += 2;
        } else if (at === '}') {
          if (format[i + 1] !== '}') break;
          item += '}';
          i += 2;
        } else {
          item += at;
          i++;
        }
      }
    }
    if (format[i] !== '}') throw badFormat();
    i++;
    if (Number(number) >= args.length)
      throw new NetException(
        'System.FormatException',
        'Index (zero based) must be greater than or equal to zero and less than the size of the argument list.',
        { hresult: -2146233033 },
      );
    const text = formatValue(args[Number(number)], item, invariant);
    out += left ? text.padEnd(width) : text.padStart(width);
  }
  return out;
}
