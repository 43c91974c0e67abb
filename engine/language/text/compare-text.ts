/**
 * Order and equality of text. Order is Windows' word sort: hyphen and apostrophe weigh least (they only break ties), other
 * punctuation before digits before letters. ASCII by our own table, the rest by `Intl.Collator('en-US')`.
 * seen: powershell-semantics.md 3; design.md 11.
 */

/**
 * ASCII characters in the order of Windows' sort keys: control characters weigh nothing, then blanks, punctuation, symbols,
 * digits, letters.
 */
const order = '\t\n\v\f\r _-,;:!?/.`^~\'"()[]{}@$*\\&#%+<=>|';
const weights = new Uint16Array(128);
for (let i = 0; i < order.length; i++) weights[order.charCodeAt(i)] = i + 2;
for (let i = 0; i < 10; i++) weights[48 + i] = 100 + i;
for (let i = 0; i < 26; i++) {
  weights[97 + i] = 200 + i;
  weights[65 + i] = 200 + i;
}
const hyphen = 45;
const apostrophe = 39;
// Weight 0 is skipped in the first pass; control characters have it too.
weights[hyphen] = 0;
weights[apostrophe] = 0;

let collators: { base: Intl.Collator; full: Intl.Collator } | undefined;
function collator(ignoreCase: boolean): Intl.Collator {
  collators ??= {
    base: new Intl.Collator('en-US', { sensitivity: 'accent', caseFirst: 'lower' }),
    full: new Intl.Collator('en-US', { sensitivity: 'variant', caseFirst: 'lower' }),
  };
  return ignoreCase ? collators.base : collators.full;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Order of two texts as the NLS word sort gives it: negative, 0, positive. */
export function compareText(a: string, b: string, options: { ignoreCase?: boolean } = {}): number {
  if (a === b) return 0;
  const ignoreCase = options.ignoreCase ?? false;
  if (!isAscii(a) || !isAscii(b)) return collator(ignoreCase).compare(a, b);
  let i = 0;
  let j = 0;
  for (;;) {
    while (i < a.length && weights[a.charCodeAt(i)] === 0) i++;
    while (j < b.length && weights[b.charCodeAt(j)] === 0) j++;
    if (i >= a.length || j >= b.length) {
      const rest = (i < a.length ? 1 : 0) - (j < b.length ? 1 : 0);
      if (rest !== 0) return rest;
      break;
    }
    const difference = weights[a.charCodeAt(i)]! - weights[b.charCodeAt(j)]!;
    if (difference !== 0) return difference;
    i++;
    j++;
  }
  if (!ignoreCase) {
    const difference = compareCase(a, b);
    if (difference !== 0) return difference;
  }
  return compareMinor(a, b);
}

/** Third level: lower case before upper case, at the first difference. */
function compareCase(a: string, b: string): number {
  const letters = /[^A-Za-z]/g;
  const x = a.replace(letters, '');
  const y = b.replace(letters, '');
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i] !== y[i]) return x.charCodeAt(i) > 96 ? -1 : 1;
  }
  return 0;
}

/** Last level: the hyphens and apostrophes and where they stand. The text whose mark stands later comes first. */
function compareMinor(a: string, b: string): number {
  const x = marks(a);
  const y = marks(b);
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i]!.at !== y[i]!.at) return y[i]!.at - x[i]!.at;
    if (x[i]!.code !== y[i]!.code) return x[i]!.code - y[i]!.code;
  }
  return x.length - y.length;
}

function marks(text: string): Array<{ at: number; code: number }> {
  const found: Array<{ at: number; code: number }> = [];
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === hyphen || code === apostrophe) found.push({ at, code });
    else if (weights[code] !== 0) at++;
  }
  return found;
}

/** Equality by invariant case folding. */
export function equalText(a: string, b: string, ignoreCase = true): boolean {
  if (a === b) return true;
  if (!ignoreCase) return false;
  if (a.length !== b.length) return false;
  return a.toUpperCase() === b.toUpperCase() || a.toLowerCase() === b.toLowerCase();
}
