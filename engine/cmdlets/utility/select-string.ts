/** Select-String. seen: MatchString.cs of PowerShell 6.0.0-alpha.9; powershell-semantics.md 14. */
import type { CommandContext } from '../../language/command';
import { toDisplayText } from '../../language/conversion';
import { exceptionOf } from '../../language/errors';
import { MatchValue, RegexValue, regexOptionBits } from '../../language/net/regex-value';
import { defineType, findType } from '../../language/types';
import { baseOf, knownTypes, PSArray, PSList, TypedObject, type Value } from '../../language/values';
import { lazyType } from './session';

/** Lines around a match. */
interface MatchContext {
  before: string[];
  after: string[];
}

export interface MatchData {
  ignoreCase: boolean;
  lineNumber: number;
  line: string;
  path: string;
  pattern: string;
  context: MatchContext | undefined;
  matches: Value[];
  /** Where the session stands: paths below it are shown relative to it. */
  currentPath: string;
}

const inputStream = 'InputStream';

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}

function relative(path: string, from: string): string {
  const root = from.endsWith('\\') ? from : `${from}\\`;
  return path.toLowerCase().startsWith(root.toLowerCase()) ? path.slice(root.length) : path;
}

function formatLine(data: MatchData, line: string, number: number, prefix: string): string {
  return data.path === inputStream
    ? prefix + line
    : `${prefix}${relative(data.path, data.currentPath)}:${number}:${line}`;
}

/** The text of a match: its line, with the file and the lines around it. */
function matchText(data: MatchData): string {
  const { context, lineNumber } = data;
  if (!context) return formatLine(data, data.line, lineNumber, '');
  const lines = [
    ...context.before.map((line, i) => formatLine(data, line, lineNumber - context.before.length + i, '  ')),
    formatLine(data, data.line, lineNumber, '> '),
    ...context.after.map((line, i) => formatLine(data, line, lineNumber + 1 + i, '  ')),
  ];
  return lines.join('\r\n');
}

const matchContext = lazyType(() =>
  defineType<MatchContext>({
    name: 'Microsoft.PowerShell.Commands.MatchInfoContext',
    properties: {
      PreContext: { type: 'string[]', get: (data) => textArray(data.before) },
      PostContext: { type: 'string[]', get: (data) => textArray(data.after) },
      DisplayPreContext: { type: 'string[]', get: (data) => textArray(data.before) },
      DisplayPostContext: { type: 'string[]', get: (data) => textArray(data.after) },
    },
  }),
);
function textArray(items: string[]): Value {
  return new PSArray(items, knownTypes['System.String']);
}

const matchInfo = lazyType(() =>
  defineType<MatchData>({
    name: 'Microsoft.PowerShell.Commands.MatchInfo',
    properties: {
      IgnoreCase: { type: 'bool', get: (data) => data.ignoreCase },
      LineNumber: { type: 'int', get: (data) => data.lineNumber },
      Line: { type: 'string', get: (data) => data.line },
      Filename: { type: 'string', get: (data) => (data.path === inputStream ? inputStream : fileName(data.path)) },
      Path: { type: 'string', get: (data) => data.path },
      Pattern: { type: 'string', get: (data) => data.pattern },
      Context: {
        type: 'Microsoft.PowerShell.Commands.MatchInfoContext',
        get: (data) => (data.context ? new TypedObject(matchContext(), data.context) : null),
      },
      Matches: {
        type: 'System.Text.RegularExpressions.Match[]',
        get: (data) =>
          new PSArray(data.matches, findType('System.Text.RegularExpressions.Match') ?? knownTypes['System.Object']),
      },
    },
    toText: matchText,
  }),
);

/** One pattern, ready to be asked. */
interface Pattern {
  text: string;
  test: (line: string) => boolean;
  /** Match objects of the line, the first or all of them. */
  matches: (line: string, all: boolean) => Value[];
}

export interface SearchOptions {
  simple: boolean;
  caseSensitive: boolean;
  not: boolean;
  all: boolean;
  quiet: boolean;
  /** -List: the first match of each file only. */
  list: boolean;
  before: number;
  after: number;
  hasContext: boolean;
}

function texts(value: Value | undefined): string[] {
  const base = baseOf(value);
  if (base === null || base === undefined) return [];
  if (base instanceof PSArray || base instanceof PSList) return base.items.map((item) => toDisplayText(item));
  return [toDisplayText(base)];
}

function regexPattern(ctx: CommandContext, text: string, caseSensitive: boolean): Pattern {
  try {
    const regex = new RegexValue(text, caseSensitive ? 0 : regexOptionBits.IgnoreCase).compiled;
    return {
      text,
      test: (line) => regex.isMatch(line),
      matches: (line, all) => {
        const found: Value[] = [];
        for (let at = 0; at <= line.length; ) {
          const match = regex.match(line, at);
          if (!match) break;
          found.push(new MatchValue(regex, line, match));
          if (!all) break;
          at = match.index + Math.max(1, match.value.length);
        }
        return found;
      },
    };
  } catch (failed) {
    const exception = exceptionOf(failed);
    if (!exception) throw failed;
    return ctx.throwTerminating({
      message: exception.message,
      details: `The string ${text} is not a valid regular expression: ${exception.message}`,
      id: 'InvalidRegex',
      category: 'InvalidArgument',
      exceptionType: 'System.ArgumentException',
    });
  }
}

function simplePattern(text: string, caseSensitive: boolean): Pattern {
  const needle = caseSensitive ? text : text.toLowerCase();
  return {
    text,
    test: (line) => (caseSensitive ? line : line.toLowerCase()).includes(needle),
    matches: () => [],
  };
}

/** Looks for the patterns in lines, one after the other. */
export class LineSearch {
  private readonly patterns: Pattern[];
  private lineNumber = 0;
  private recent: string[] = [];
  private open: Array<{ data: MatchData; left: number }> = [];
  found = 0;
  done = false;

  constructor(
    private readonly ctx: CommandContext,
    patternTexts: readonly string[],
    private readonly options: SearchOptions,
    private path: string,
    private readonly currentPath: string,
  ) {
    this.patterns = patternTexts.map((text) =>
      options.simple ? simplePattern(text, options.caseSensitive) : regexPattern(ctx, text, options.caseSensitive),
    );
  }

  /** Begins another file. */
  startFile(path: string): void {
    this.flush();
    this.path = path;
    this.lineNumber = 0;
    this.recent = [];
    this.found = 0;
    this.done = false;
  }

  add(line: string): void {
    this.lineNumber++;
    if (this.done) return;
    const { options } = this;
    const pattern = this.patterns.find((one) => one.test(line));
    const hit = (pattern !== undefined) !== options.not;
    if (hit) {
      this.found++;
      if (options.quiet) {
        this.ctx.write(true);
        this.done = true;
        return;
      }
      const chosen = pattern ?? this.patterns[this.patterns.length - 1];
      const data: MatchData = {
        ignoreCase: !options.caseSensitive,
        lineNumber: this.lineNumber,
        line,
        path: this.path,
        pattern: chosen.text,
        context: options.hasContext ? { before: [...this.recent], after: [] } : undefined,
        matches: options.not || options.simple ? [] : chosen.matches(line, options.all),
        currentPath: this.currentPath,
      };
      // A match closes the lines shown after the one before it.
      this.flush();
      this.open.push({ data, left: options.after });
      this.recent = [];
      if (options.after === 0) this.flush();
      if (options.list && this.path !== inputStream) this.done = true;
      return;
    }
    for (const match of this.open) {
      match.data.context?.after.push(line);
      match.left--;
    }
    if (this.open.length > 0 && this.open[0].left <= 0) {
      this.flush();
      return;
    }
    if (this.open.length === 0 && options.before > 0) {
      this.recent.push(line);
      if (this.recent.length > options.before) this.recent.shift();
    }
  }

  flush(): void {
    for (const { data } of this.open.splice(0)) this.ctx.write(new TypedObject(matchInfo(), data));
  }
}

export function searchOptions(p: Record<string, Value>): SearchOptions {
  const context = baseOf(p.Context);
  const numbers = (context instanceof PSArray ? context.items : []).map((item) =>
    typeof item === 'number' ? item : 0,
  );
  return {
    simple: p.SimpleMatch === true,
    caseSensitive: p.CaseSensitive === true,
    not: p.NotMatch === true,
    all: p.AllMatches === true,
    quiet: p.Quiet === true,
    list: p.List === true,
    before: numbers[0] ?? 0,
    after: numbers[1] ?? numbers[0] ?? 0,
    hasContext: numbers.length > 0,
  };
}

/** Patterns of -Pattern. */
export function patternTexts(p: Record<string, Value>): string[] {
  return texts(p.Pattern);
}
