/** Text of CSV records, both ways. seen: CsvCommands.cs of PowerShell 6.0.0-alpha.9 (ParseNextRecord, ReadTillNextDelimiter). */
import { toDisplayText } from '../../language/conversion';
import { isShellError, propertiesOf, readMember } from '../../language/formatting/object-access';
import { typeNamesOf, typeOf } from '../../language/net';
import { baseOf, PSArray, PSCustomObject, PSDictionary, PSList, type Value } from '../../language/values';

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Names of the columns that an object gives. */
export function columnsOf(object: Value): string[] {
  return propertiesOf(object)
    .filter((member) => !member.set)
    .map((member) => member.name);
}

/** `#TYPE System.Diagnostics.Process`; the mark of objects read from CSV is dropped. */
export function typeLine(object: Value): string {
  const name = typeNamesOf(object)[0] ?? '';
  return `#TYPE ${name.startsWith('CSV:') ? name.slice(4) : name}`;
}

export function headerLine(columns: readonly string[], delimiter: string): string {
  return columns.map(quoted).join(delimiter);
}

/** Text of a cell: null is nothing at all, a list its type's name. */
function cellText(object: Value, column: string): string | undefined {
  let value: Value | undefined;
  try {
    value = readMember(object, column);
  } catch (failed) {
    if (!isShellError(failed)) throw failed;
  }
  const base = baseOf(value);
  if (base === null || base === undefined) return undefined;
  if (base instanceof PSArray || base instanceof PSList || base instanceof PSDictionary)
    return typeOf(base)?.fullName ?? '';
  return toDisplayText(value ?? null);
}

export function recordLine(object: Value, columns: readonly string[], delimiter: string): string {
  return columns
    .map((column) => {
      const text = cellText(object, column);
      return text === undefined ? '' : quoted(text);
    })
    .join(delimiter);
}

/** Takes records out of a text. */
export class CsvReader {
  private at = 0;
  constructor(
    private readonly text: string,
    private readonly delimiter: string,
  ) {}

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  /** The rest of the line, without its end. */
  line(): string {
    const end = this.text.indexOf('\n', this.at);
    const line = end < 0 ? this.text.slice(this.at) : this.text.slice(this.at, end);
    this.at = end < 0 ? this.text.length : end + 1;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  /** True where the next line starts like this. */
  startsWith(lead: string): boolean {
    return this.text.startsWith(lead, this.at);
  }

  private takeNewLine(unit: string): boolean {
    if (unit === '\n') return true;
    if (unit !== '\r') return false;
    if (this.text[this.at] === '\n') this.at++;
    return true;
  }

  /** Fields of the next record. */
  record(): string[] {
    const fields: string[] = [];
    let current = '';
    let quotedField = false;
    while (!this.ended) {
      const unit = this.text[this.at++];
      if (unit === this.delimiter) {
        if (quotedField) current += unit;
        else {
          fields.push(current);
          current = '';
        }
      } else if (unit === '"') {
        if (!quotedField && current === '') quotedField = true;
        else if (quotedField && this.text[this.at] === '"') {
          this.at++;
          current += '"';
        } else {
          // The end of a quoted field, or a quote in the middle of a plain one: read on to the delimiter.
          if (!quotedField) current += unit;
          const rest = this.toDelimiter(quotedField);
          quotedField = false;
          fields.push(current + rest.text);
          current = '';
          if (rest.ended) return fields;
        }
      } else if ((unit === ' ' || unit === '\t') && !quotedField) {
        if (current === '') continue;
        const rest = this.toDelimiter(true);
        fields.push(current + unit + rest.text);
        current = '';
        if (rest.ended) return fields;
      } else if (this.takeNewLine(unit)) {
        if (quotedField) current += unit === '\r' && this.text[this.at - 1] === '\n' ? '\r\n' : unit;
        else {
          fields.push(current);
          return fields;
        }
      } else current += unit;
    }
    if (current !== '') fields.push(current);
    return fields;
  }

  private toDelimiter(dropBlanks: boolean): { text: string; ended: boolean } {
    let text = '';
    let ended = false;
    for (;;) {
      if (this.ended) {
        ended = true;
        break;
      }
      const unit = this.text[this.at++];
      if (unit === this.delimiter) break;
      if (this.takeNewLine(unit)) {
        ended = true;
        break;
      }
      text += unit;
    }
    return { text: dropBlanks && /^[ \t]*$/.test(text) ? '' : text, ended };
  }
}

/** What reading CSV found so far: it goes on over several pipeline objects. */
export interface CsvState {
  header: string[] | undefined;
  typeName: string | undefined;
}

/** Why a header cannot be used. */
export class CsvHeaderError extends Error {
  constructor(readonly member: string) {
    super(`The member "${member}" is already present.`);
  }
}

/** Rows of a text as objects; `warn` is told of headers without a name. */
export function* readCsv(
  text: string,
  delimiter: string,
  state: CsvState,
  warn: (text: string) => void,
): Generator<PSCustomObject, void> {
  const reader = new CsvReader(text, delimiter);
  if (!state.header) {
    if (reader.startsWith('#TYPE ')) state.typeName = reader.line().slice(6).trim();
    let names: string[] = [];
    while (!reader.ended) {
      names = reader.record();
      if (!(names.length === 1 && names[0] === '')) break;
      names = [];
    }
    if (names.length === 0) return;
    const seen = new Set<string>();
    for (const name of names) {
      if (name === '') continue;
      if (seen.has(name.toLowerCase())) throw new CsvHeaderError(name);
      seen.add(name.toLowerCase());
    }
    let unnamed = 1;
    let warned = false;
    state.header = names.map((name) => {
      if (name !== '') return name;
      warned = true;
      while (seen.has(`h${unnamed}`)) unnamed++;
      return `H${unnamed++}`;
    });
    if (warned)
      warn(
        'One or more headers were not specified. Default names starting with "H" have been used in place of any missing headers.',
      );
  }
  while (!reader.ended) {
    const fields = reader.record();
    if (fields.length === 0 || (fields.length === 1 && fields[0] === '')) continue;
    const object = new PSCustomObject();
    state.header.forEach((name, i) => {
      object.set(name, i < fields.length ? fields[i] : null);
    });
    if (state.typeName) object.typeNames = [`CSV:${state.typeName}`, ...object.typeNames];
    yield object;
  }
}
