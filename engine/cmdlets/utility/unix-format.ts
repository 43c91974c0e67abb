/** Get-Date -UFormat. seen: GetDateCommand.cs (UFormatDateString) of PowerShell 6.0.0-alpha.9. */
import { formatDateTime } from '../../language/text';
import { partsOf } from '../../language/text/calendar';
import type { PSDateTime } from '../../language/values';

const unixEpochTicks = 621_355_968_000_000_000n;

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** The date by a Unix format string; a leading `+` is dropped. */
export function unixFormat(date: PSDateTime, format: string, offsetMinutes: number): string {
  const net = (pattern: string): string => formatDateTime(date, pattern);
  const { year, hour, dayOfYear: yearDay, dayOfWeek: weekDay } = partsOf(date.ticks);
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offsetMinutes) / 60))}`;
  const week = Math.floor(yearDay / 7);
  let text = '';
  for (let i = format.startsWith('+') ? 1 : 0; i < format.length; i++) {
    if (format[i] !== '%' || i + 1 >= format.length) {
      text += format[i];
      continue;
    }
    const letter = format[++i];
    switch (letter) {
      case 'A':
        text += net('dddd');
        break;
      case 'a':
        text += net('ddd');
        break;
      case 'B':
        text += net('MMMM');
        break;
      case 'b':
      case 'h':
        text += net('MMM');
        break;
      case 'C':
        text += String(Math.floor(year / 100));
        break;
      case 'c':
        text += net('ddd MMM dd HH:mm:ss yyyy');
        break;
      case 'D':
      case 'x':
        text += net('MM/dd/yy');
        break;
      case 'd':
        text += net('dd');
        break;
      case 'e':
        text += net('%d').padStart(2);
        break;
      case 'G':
      case 'Y':
        text += net('yyyy');
        break;
      case 'g':
      case 'y':
        text += net('yy');
        break;
      case 'H':
        text += net('HH');
        break;
      case 'I':
        text += net('hh');
        break;
      case 'j':
        text += String(yearDay).padStart(3, '0');
        break;
      case 'k':
        text += String(hour).padStart(2);
        break;
      case 'l':
        text += net('%h').padStart(2);
        break;
      case 'M':
        text += net('mm');
        break;
      case 'm':
        text += net('MM');
        break;
      case 'n':
        text += '\n';
        break;
      case 'p':
        text += net('tt');
        break;
      case 'R':
        text += net('HH:mm');
        break;
      case 'r':
        text += net('hh:mm:ss tt');
        break;
      case 'S':
        text += net('ss');
        break;
      case 's':
        text += String(Number(date.ticks - unixEpochTicks) / 10_000_000);
        break;
      case 'T':
      case 'X':
        text += net('HH:mm:ss');
        break;
      case 't':
        text += '\t';
        break;
      case 'U':
      case 'V':
      case 'W':
        text += String(week);
        break;
      case 'u':
      case 'w':
        text += String(weekDay);
        break;
      case 'Z':
        text += offset;
        break;
      default:
        text += letter;
    }
  }
  return text;
}
