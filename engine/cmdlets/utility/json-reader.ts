/**
 * Reads JSON as JavaScriptSerializer of .NET Framework does: single quotes and bare names are accepted, numbers become Int32,
 * Int64, Decimal or Double. seen: powershell-semantics.md 14; texts of errors: System.Web.Extensions resources.
 */
import { convertTo } from '../../language/conversion';
import { double, knownTypes, long, PSArray, PSCustomObject, PSDateTime, type Value } from '../../language/values';

/** A text that is no JSON: System.ArgumentException. */
export class JsonError extends Error {}
/** Two keys of an object that differ in case only, or not at all. */
export class DuplicateKeys extends Error {
  constructor(first: string, second: string) {
    super(
      `Cannot convert the JSON string because a dictionary that was converted from the string contains the duplicated keys '${first}' and '${second}'.`,
    );
  }
}

const unixEpochTicks = 621_355_968_000_000_000n;
const datePattern = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  read(): Value {
    const value = this.value(0);
    this.skipBlanks();
    if (this.at < this.text.length) throw new JsonError(`Invalid JSON primitive: ${this.text.slice(this.at)}.`);
    return value;
  }

  private fail(message: string): never {
    throw new JsonError(`${message} (${this.at}): ${this.text}`);
  }

  private skipBlanks(): void {
    while (this.at < this.text.length && /\s/.test(this.text[this.at])) this.at++;
  }

  private value(depth: number): Value {
    if (depth > 100) throw new JsonError('RecursionLimit exceeded.');
    this.skipBlanks();
    const unit = this.text[this.at];
    if (unit === '{') return this.object(depth);
    if (unit === '[') return this.array(depth);
    if (unit === '"' || unit === "'") {
      const raw = this.at;
      const text = this.string();
      const date = datePattern.exec(text);
      // Only the escaped form \/Date(...)\/ is a date.
      if (date && this.text.startsWith('\\/', raw + 1))
        return new PSDateTime(unixEpochTicks + BigInt(date[1]) * 10_000n, 'Utc');
      return text;
    }
    return this.primitive();
  }

  private object(depth: number): Value {
    const result = new PSCustomObject();
    const names = new Map<string, string>();
    this.at++;
    this.skipBlanks();
    if (this.text[this.at] === '}') {
      this.at++;
      return result;
    }
    for (;;) {
      this.skipBlanks();
      const unit = this.text[this.at];
      if (unit === undefined) this.fail('Invalid object passed in, member name expected.');
      let name: string;
      if (unit === '"' || unit === "'") name = this.string();
      else {
        name = this.token();
        if (name === '') this.fail('Invalid object passed in, member name expected.');
      }
      this.skipBlanks();
      if (this.text[this.at] !== ':') this.fail("Invalid object passed in, ':' or '}' expected.");
      this.at++;
      const value = this.value(depth + 1);
      const before = names.get(name.toLowerCase());
      if (before !== undefined) throw new DuplicateKeys(before, name);
      names.set(name.toLowerCase(), name);
      result.set(name, value);
      this.skipBlanks();
      const next = this.text[this.at];
      if (next === '}') {
        this.at++;
        return result;
      }
      if (next !== ',') this.fail("Invalid object passed in, ':' or '}' expected.");
      this.at++;
    }
  }

  private array(depth: number): Value {
    const items: Value[] = [];
    this.at++;
    this.skipBlanks();
    if (this.text[this.at] === ']') {
      this.at++;
      return new PSArray(items);
    }
    for (;;) {
      items.push(this.value(depth + 1));
      this.skipBlanks();
      const next = this.text[this.at];
      if (next === ']') {
        this.at++;
        return new PSArray(items);
      }
      if (next !== ',') this.fail("Invalid array passed in, ']' expected.");
      this.at++;
      this.skipBlanks();
      if (this.text[this.at] === ']') this.fail("Invalid array passed in, extra trailing ','.");
    }
  }

  private string(): string {
    const quote = this.text[this.at++];
    let result = '';
    for (;;) {
      const unit = this.text[this.at++];
      if (unit === undefined) this.fail('Unterminated string passed in.');
      if (unit === quote) return result;
      if (unit !== '\\') {
        result += unit;
        continue;
      }
      const escaped = this.text[this.at++];
      switch (escaped) {
        case 'b':
          result += '\b';
          break;
        case 'f':
          result += '\f';
          break;
        case 'n':
          result += '\n';
          break;
        case 'r':
          result += '\r';
          break;
        case 't':
          result += '\t';
          break;
        case 'u': {
          const digits = this.text.slice(this.at, this.at + 4);
          if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail('Unrecognized escape sequence.');
          result += String.fromCharCode(Number.parseInt(digits, 16));
          this.at += 4;
          break;
        }
        case '"':
        case "'":
        case '\\':
        case '/':
          result += escaped;
          break;
        default:
          this.fail('Unrecognized escape sequence.');
      }
    }
  }

  private token(): string {
    const start = this.at;
    while (this.at < this.text.length && /[\w.+-]/.test(this.text[this.at])) this.at++;
    return this.text.slice(start, this.at);
  }

  private primitive(): Value {
    const word = this.token();
    if (word === 'null') return null;
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) {
      if (/^[+-]?\d+$/.test(word)) {
        const number = BigInt(word);
        if (number >= -2147483648n && number <= 2147483647n) return Number(number);
        if (number >= -(2n ** 63n) && number < 2n ** 63n) return long(number);
      }
      try {
        return convertTo(word, knownTypes['System.Decimal']);
      } catch {
        return double(Number(word));
      }
    }
    if (/^[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+$/.test(word)) return double(Number(word));
    throw new JsonError(`Invalid JSON primitive: ${word === '' ? this.text.slice(this.at) : word}.`);
  }
}

/** The value of a JSON text. Throws JsonError or DuplicateKeys. */
export function readJson(text: string): Value {
  return new Reader(text).read();
}
