/** State of one generator; plain data, so that it copies with the world. */
export type RandomState = Uint32Array;

/**
 * Seeded chance: sfc32 (public domain, PractRand). One seed gives every component its own generator by name,
 * so that one more draw in one component never shifts the draws of another.
 */
export class Random {
  private constructor(private readonly state: RandomState) {}

  /** The generator of component `name` in a world with this seed. */
  static of(seed: number, name: string): Random {
    let hash = 0x811c9dc5 ^ seed;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    const random = new Random(new Uint32Array([seed >>> 0, hash >>> 0, Math.floor(seed / 0x1_0000_0000) >>> 0, 1]));
    for (let i = 0; i < 15; i++) random.next();
    return random;
  }

  static from(state: RandomState): Random {
    return new Random(state.slice());
  }

  /** A whole number in [0, 2^32). */
  next(): number {
    const s = this.state;
    const t = (((s[0] + s[1]) | 0) + s[3]) | 0;
    s[3] = s[3] + 1;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = s[2] + (s[2] << 3);
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + t;
    return t >>> 0;
  }

  /** A whole number in [0, limit), limit up to 2^32. Without bias: values of the uneven tail are drawn again. */
  below(limit: number): number {
    if (limit <= 1) return 0;
    const even = 0x1_0000_0000 - (0x1_0000_0000 % limit);
    for (;;) {
      const value = this.next();
      if (value < even) return value % limit;
    }
  }

  /** A number in [0, 1) with 32 bits. */
  fraction(): number {
    return this.next() / 0x1_0000_0000;
  }

  copy(): Random {
    return new Random(this.state.slice());
  }

  /** The state, for hashes and saved worlds. */
  snapshot(): RandomState {
    return this.state.slice();
  }
}
