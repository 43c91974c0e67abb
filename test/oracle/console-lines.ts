/** Brings lines of version 7's console and of ours to one form, where the two versions are known to differ. */

const REWORDED: readonly (readonly [RegExp, string])[] = [
  [
    /The input string '.*?' was not in a correct format\.( Failure to parse .*?\.(?= |$))?/,
    'Input string was not in a correct format.',
  ],
  [/ \(Parameter '(\w+)'\)/, ' Parameter name: $1'],
  [
    /is not recognized as a name of a cmdlet, function, script file, or executable program\./,
    'is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.',
  ],
  [
    / One or more parameters issued cannot be used together or an insufficient number of parameters were provided\./,
    '',
  ],
];

/** Without blank lines, indentation and cut source lines; the texts of 5.1. */
export function comparable(lines: readonly string[]): string[] {
  const out: string[] = [];
  let cut = false;
  for (const line of lines) {
    let text = line.trim();
    if (text === '' || text.startsWith('Check the spelling of the name')) continue;
    if (text.startsWith('+ ') && /…|\.\.\./.test(text)) {
      cut = true;
      continue;
    }
    if (cut && /^\+\s+~+$/.test(text)) {
      cut = false;
      continue;
    }
    cut = false;
    for (const [from, to] of REWORDED) text = text.replace(from, to);
    if (text.startsWith('Parameter name:') && out.length > 0) out[out.length - 1] += ` ${text}`;
    else out.push(text);
  }
  return out;
}
