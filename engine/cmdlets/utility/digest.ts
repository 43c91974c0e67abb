/** Message digests: MD5, SHA-1, SHA-256, SHA-384, SHA-512 and RIPEMD-160 (RFC 1321, FIPS 180-4). */

function padded(bytes: Uint8Array, block: 64 | 128, littleEndian: boolean): DataView {
  const lengthBytes = block === 64 ? 8 : 16;
  const total = Math.ceil((bytes.length + 1 + lengthBytes) / block) * block;
  const buffer = new Uint8Array(total);
  buffer.set(bytes);
  buffer[bytes.length] = 0x80;
  const view = new DataView(buffer.buffer);
  const bits = BigInt(bytes.length) * 8n;
  view.setBigUint64(total - 8, bits, littleEndian);
  return view;
}

function hex(words: Iterable<number>, littleEndian = false): string {
  let text = '';
  for (const word of words) {
    const big = (word >>> 0).toString(16).padStart(8, '0');
    text += littleEndian ? big.match(/../g)!.reverse().join('') : big;
  }
  return text.toUpperCase();
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

const md5Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

export function md5(bytes: Uint8Array): string {
  const view = padded(bytes, 64, true);
  let [a0, b0, c0, d0] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < view.byteLength; at += 64) {
    let [a, b, c, d] = [a0, b0, c0, d0];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      let f: number;
      let g: number;
      if (round === 0) [f, g] = [(b & c) | (~b & d), i];
      else if (round === 1) [f, g] = [(d & b) | (~d & c), (5 * i + 1) % 16];
      else if (round === 2) [f, g] = [b ^ c ^ d, (3 * i + 5) % 16];
      else [f, g] = [c ^ (b | ~d), (7 * i) % 16];
      const k = Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32);
      const sum = (a + f + k + view.getUint32(at + g * 4, true)) | 0;
      a = d;
      d = c;
      c = b;
      b = (b + rotate(sum, md5Shifts[round * 4 + (i % 4)])) | 0;
    }
    a0 = (a0 + a) | 0;
    b0 = (b0 + b) | 0;
    c0 = (c0 + c) | 0;
    d0 = (d0 + d) | 0;
  }
  return hex([a0, b0, c0, d0], true);
}

export function sha1(bytes: Uint8Array): string {
  const view = padded(bytes, 64, false);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const w = new Int32Array(80);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
    for (let i = 16; i < 80; i++) w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    let [a, b, c, d, e] = state;
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotate(a, 5) + f + e + k + w[i]) | 0;
      e = d;
      d = c;
      c = rotate(b, 30);
      b = a;
      a = next;
    }
    [a, b, c, d, e].forEach((word, i) => {
      state[i] = (state[i] + word) | 0;
    });
  }
  return hex(state);
}

/** First digits of the fractional parts of roots of the primes, as the SHA-2 constants are defined: exact integer roots. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

function rootFraction(n: number, root: 2 | 3, bits: bigint): bigint {
  // floor(n^(1/root) * 2^bits) by bisection, without its whole part.
  const target = BigInt(n) << (bits * BigInt(root));
  let low = 0n;
  let high = BigInt(n + 1) << bits;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(root) <= target) low = middle;
    else high = middle;
  }
  return low & ((1n << bits) - 1n);
}

let k256: Int32Array | undefined;
let h256: Int32Array | undefined;

export function sha256(bytes: Uint8Array): string {
  k256 ??= Int32Array.from(primes(64), (p) => Number(BigInt.asIntN(32, rootFraction(p, 3, 32n))));
  h256 ??= Int32Array.from(primes(8), (p) => Number(BigInt.asIntN(32, rootFraction(p, 2, 32n))));
  const view = padded(bytes, 64, false);
  const state = Int32Array.from(h256);
  const w = new Int32Array(64);
  const right = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
    for (let i = 16; i < 64; i++) {
      const s0 = right(w[i - 15], 7) ^ right(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const s1 = right(w[i - 2], 17) ^ right(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = right(e, 6) ^ right(e, 11) ^ right(e, 25);
      const first = (h + s1 + ((e & f) ^ (~e & g)) + k256[i] + w[i]) | 0;
      const s0 = right(a, 2) ^ right(a, 13) ^ right(a, 22);
      const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
      state[i] = (state[i] + word) | 0;
    });
  }
  return hex(state);
}

const mask64 = (1n << 64n) - 1n;
let k512: bigint[] | undefined;

function sha2Wide(bytes: Uint8Array, initial: readonly bigint[], words: number): string {
  k512 ??= primes(80).map((p) => rootFraction(p, 3, 64n));
  const view = padded(bytes, 128, false);
  const state = [...initial];
  const right = (word: bigint, by: bigint): bigint => (word >> by) | ((word << (64n - by)) & mask64);
  for (let at = 0; at < view.byteLength; at += 128) {
    const w: bigint[] = [];
    for (let i = 0; i < 16; i++) w.push(view.getBigUint64(at + i * 8));
    for (let i = 16; i < 80; i++) {
      const s0 = right(w[i - 15], 1n) ^ right(w[i - 15], 8n) ^ (w[i - 15] >> 7n);
      const s1 = right(w[i - 2], 19n) ^ right(w[i - 2], 61n) ^ (w[i - 2] >> 6n);
      w.push((w[i - 16] + s0 + w[i - 7] + s1) & mask64);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const s1 = right(e, 14n) ^ right(e, 18n) ^ right(e, 41n);
      const first = (h + s1 + ((e & f) ^ (~e & mask64 & g)) + k512[i] + w[i]) & mask64;
      const s0 = right(a, 28n) ^ right(a, 34n) ^ right(a, 39n);
      const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) & mask64;
      h = g;
      g = f;
      f = e;
      e = (d + first) & mask64;
      d = c;
      c = b;
      b = a;
      a = (first + second) & mask64;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
      state[i] = (state[i] + word) & mask64;
    });
  }
  return state
    .slice(0, words)
    .map((word) => word.toString(16).padStart(16, '0'))
    .join('')
    .toUpperCase();
}

export function sha512(bytes: Uint8Array): string {
  return sha2Wide(
    bytes,
    primes(8).map((p) => rootFraction(p, 2, 64n)),
    8,
  );
}

export function sha384(bytes: Uint8Array): string {
  return sha2Wide(
    bytes,
    primes(16)
      .slice(8)
      .map((p) => rootFraction(p, 2, 64n)),
    6,
  );
}
