/** A 64-bit running hash in two 32-bit halves; `text` gives it as 16 hex digits. */
export class Fingerprint {
  private high = 0x9e3779b9 | 0;
  private low = 0x811c9dc5 | 0;

  word(value: number): void {
    let low = Math.imul(this.low ^ value, 0x01000193);
    low = (low << 13) | (low >>> 19);
    this.high = (Math.imul(this.high ^ low, 0x85ebca6b) + value) | 0;
    this.low = low | 0;
  }

  /** Any number: whole numbers by their 53 bits, others by their bits as a double. */
  number(value: number): void {
    if (Number.isInteger(value)) {
      this.word(value | 0);
      this.word(Math.floor(value / 0x1_0000_0000) | 0);
      return;
    }
    scratch[0] = value;
    this.word(words[0]);
    this.word(words[1]);
  }

  string(value: string): void {
    this.word(value.length);
    for (let i = 0; i < value.length; i++) this.word(value.charCodeAt(i));
  }

  /**
   * Plain data of any depth: records by sorted key, so that the order in which fields were set does not count;
   * maps and sets in their own order, which is part of the state. Functions are not data and are refused.
   */
  value(value: unknown): void {
    switch (typeof value) {
      case 'number':
        this.word(1);
        this.number(value);
        return;
      case 'string':
        this.word(2);
        this.string(value);
        return;
      case 'boolean':
        this.word(value ? 3 : 4);
        return;
      case 'undefined':
        this.word(5);
        return;
      case 'bigint':
        this.word(6);
        this.string(value.toString());
        return;
      case 'object':
        break;
      default:
        throw new TypeError(`A ${typeof value} is not plain data.`);
    }
    if (value === null) {
      this.word(7);
    } else if (ArrayBuffer.isView(value)) {
      this.word(8);
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      this.word(bytes.length);
      const whole = bytes.byteOffset % 4 === 0 ? bytes.length >> 2 : 0;
      const wide = new Int32Array(bytes.buffer, whole ? bytes.byteOffset : 0, whole);
      for (let i = 0; i < whole; i++) this.word(wide[i]);
      for (let i = whole * 4; i < bytes.length; i++) this.word(bytes[i]);
    } else if (Array.isArray(value)) {
      this.word(9);
      this.word(value.length);
      for (let i = 0; i < value.length; i++) this.value(value[i]);
    } else if (value instanceof Map) {
      this.word(10);
      for (const [key, entry] of value) {
        this.value(key);
        this.value(entry);
      }
    } else if (value instanceof Set) {
      this.word(11);
      for (const entry of value) this.value(entry);
    } else {
      this.word(12);
      const record = value as Record<string, unknown>;
      for (const key of Object.keys(record).sort()) {
        if (record[key] === undefined) continue;
        this.string(key);
        this.value(record[key]);
      }
    }
  }

  get text(): string {
    const hex = (half: number) => (half >>> 0).toString(16).padStart(8, '0');
    return hex(this.high) + hex(this.low);
  }
}

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);

/** The fingerprint of one piece of plain data. */
export function fingerprintOf(value: unknown): string {
  const fingerprint = new Fingerprint();
  fingerprint.value(value);
  return fingerprint.text;
}
