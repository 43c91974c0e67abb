/** A stretch of a script, and how error messages show it. seen: powershell-formatting.md 11 (parser/Position.cs) */
import type { Ast } from '../ast';
import { sourceOf } from '../ast';
import type { ScriptSource } from '../parsing/script-source';

export class Extent {
  constructor(
    readonly source: ScriptSource,
    readonly start: number,
    readonly end: number,
  ) {}

  static of(node: Ast): Extent | undefined {
    const source = sourceOf(node);
    return source && new Extent(source, node.start, node.end);
  }

  get text(): string {
    return this.source.text.slice(this.start, this.end);
  }
  get line(): number {
    return this.source.position(this.start).line;
  }
  get column(): number {
    return this.source.position(this.start).column;
  }
  get endLine(): number {
    return this.source.position(this.end).line;
  }
  get endColumn(): number {
    return this.source.position(this.end).column;
  }
  get file(): string | undefined {
    return this.source.fileName;
  }
  /** `At line:1 char:8`, the source line and the marks under it. */
  get positionMessage(): string {
    const { line, column } = this.source.position(this.start);
    const where = this.file === undefined ? `At line:${line} char:${column}` : `At ${this.file}:${line} char:${column}`;
    const text = sourceLine(this);
    return text === '' ? where : `${where}\n${text}`;
  }
}

const maximum = 69;

/** `+ source line`, and `~` below the extent. */
function sourceLine(extent: Extent): string {
  let { line, column } = extent.source.position(extent.start);
  const full = extent.source.lineText(line);
  const endPosition = extent.source.position(extent.end);
  const endsHere = endPosition.line === line;
  let text = full;
  let markEnd = endsHere ? endPosition.column : full.length + 1;
  // Tabs count as four blanks.
  if (text.includes('\t')) {
    let expanded = '';
    let newColumn = column;
    let newEnd = markEnd;
    for (let i = 0; i < text.length; i++) {
      if (text[i] === '\t') {
        expanded += '    ';
        if (i < column - 1) newColumn += 3;
        if (i < markEnd - 1) newEnd += 3;
      } else expanded += text[i];
    }
    text = expanded;
    column = newColumn;
    markEnd = newEnd;
  }
  let marks = Math.max(0, markEnd - column);
  let front = '';
  let back = '';
  if (text.length > maximum) {
    const totalPrefix = column - 1;
    const totalSuffix = endsHere ? text.length - (markEnd - 1) : 0;
    const candidateLength = Math.min(marks, text.length - totalPrefix);
    let prefix = Math.min(12, totalPrefix);
    let suffix = Math.min(8, totalSuffix);
    let length = candidateLength;
    if (prefix + length + suffix < maximum) {
      let spare = maximum - prefix - length - suffix;
      const more = Math.min(totalPrefix - prefix, spare);
      prefix += more;
      spare -= more;
      suffix += Math.min(totalSuffix - suffix, spare);
    } else if (length > maximum) {
      length = maximum;
      suffix = 0;
    }
    const begin = column - 1 - prefix;
    const stop = Math.min(text.length, column - 1 + length + suffix);
    if (begin > 0) front = '... ';
    if (stop < text.length) back = ' ...';
    text = text.slice(begin, stop);
    column = prefix + 1;
    marks = length;
  }
  return `+ ${front}${text}${back}\n+ ${' '.repeat(front.length + column - 1)}${'~'.repeat(Math.max(1, marks))}`;
}
