/** Asking for one of several choices (Confirm, PromptForChoice). seen: ConsoleHostUserInterfacePromptForChoice.cs of PowerShell 6 alpha 9; cases confirm-*, choice-* */
import type { Choice, ConsoleColor } from '../../language/host';
import type { ConsoleHost } from '../console-host';
import { textWidth } from '../screen/cell-width';
import type { PromptSteps } from './line-reader';

const promptColor: ConsoleColor = 'White';
const defaultColor: ConsoleColor = 'Yellow';

/** How a question reads its answers; undefined: Ctrl+C. */
export type ReadAnswer = () => PromptSteps<string | undefined>;

interface Label {
  hotKey: string;
  text: string;
}

/** `Yes to &All` is `A` and `Yes to All`. */
export function splitLabel(label: string): Label {
  const at = label.indexOf('&');
  if (at < 0) return { hotKey: '', text: label };
  const rest = label.slice(at + 1);
  return { hotKey: rest.slice(0, 1).trim().toUpperCase(), text: (label.slice(0, at) + rest).trim() };
}

/** The row of choices. A piece that would pass the window's edge starts a new row and loses its trailing blanks. */
function writeRow(host: ConsoleHost, labels: readonly Label[], defaults: readonly number[], multiple: boolean): void {
  const max = host.bufferWidth - 1;
  let used = 0;
  const piece = (text: string, color?: ConsoleColor): void => {
    const cells = textWidth(text);
    if (used + cells > max) {
      host.write('\n');
      used = cells;
      host.write(text.trimEnd(), color);
    } else {
      used += cells;
      host.write(text, color);
    }
    if (multiple && color !== undefined) host.write('\n');
  };
  for (const [index, { hotKey, text }] of labels.entries())
    piece(`[${hotKey}] ${text}  `, defaults.includes(index) ? defaultColor : promptColor);
  piece('[?] Help ');
  if (multiple) host.write('\n');
  const names = defaults.map((index) => labels[index].hotKey || labels[index].text).join(',');
  if (defaults.length === 1) piece(multiple ? `(default is "${names}")` : `(default is "${names}"): `);
  else if (defaults.length > 1) piece(`(default choices are ${names})`);
  else piece('');
}

function writeHelp(host: ConsoleHost, choices: readonly Choice[], labels: readonly Label[]): void {
  for (const [index, { hotKey, text }] of labels.entries())
    host.writeWrapped(`${hotKey || text} - ${choices[index].help}`);
}

/** Which choice an answer means: the whole label first, then the hot key; -1 for none. */
function pick(answer: string, labels: readonly Label[]): number {
  const wanted = answer.toLowerCase();
  const byLabel = labels.findIndex(({ text }) => text.toLowerCase() === wanted);
  if (byLabel >= 0) return byLabel;
  return labels.findIndex(({ hotKey }) => hotKey !== '' && hotKey.toLowerCase() === wanted);
}

function writeHeader(host: ConsoleHost, caption: string, message: string): void {
  if (caption !== '') {
    host.write('\n');
    host.writeWrapped(caption, promptColor);
  }
  if (message !== '') host.writeWrapped(message);
}

/** Asks; answers the chosen index, or undefined after Ctrl+C. `defaultChoice` -1: there is none, Enter asks again. */
export function* promptForChoice(
  host: ConsoleHost,
  question: { caption: string; message: string; choices: readonly Choice[]; defaultChoice: number },
  read: ReadAnswer,
): PromptSteps<number | undefined> {
  const labels = question.choices.map((choice) => splitLabel(choice.label));
  const defaults = question.defaultChoice >= 0 ? [question.defaultChoice] : [];
  writeHeader(host, question.caption, question.message);
  for (;;) {
    writeRow(host, labels, defaults, false);
    const answer = yield* read();
    if (answer === undefined) return undefined;
    if (answer === '') {
      if (question.defaultChoice >= 0) return question.defaultChoice;
      continue;
    }
    const trimmed = answer.trim();
    if (trimmed === '?') {
      writeHelp(host, question.choices, labels);
      continue;
    }
    const index = pick(trimmed, labels);
    if (index >= 0) return index;
  }
}

/** Asks for any number of choices, each answered on a line `Choice[n]: `; an empty answer ends. */
export function* promptForChoices(
  host: ConsoleHost,
  question: { caption: string; message: string; choices: readonly Choice[]; defaults: readonly number[] },
  read: ReadAnswer,
): PromptSteps<number[] | undefined> {
  const labels = question.choices.map((choice) => splitLabel(choice.label));
  writeHeader(host, question.caption, question.message);
  writeRow(host, labels, question.defaults, true);
  if (question.defaults.length > 0) host.write('\n');
  const chosen: number[] = [];
  for (;;) {
    host.write(`Choice[${chosen.length}]: `, promptColor);
    const answer = yield* read();
    if (answer === undefined) return undefined;
    if (answer === '') return chosen.length === 0 ? [...question.defaults] : chosen;
    const trimmed = answer.trim();
    if (trimmed === '?') {
      writeHelp(host, question.choices, labels);
      continue;
    }
    const index = pick(trimmed, labels);
    if (index >= 0) chosen.push(index);
  }
}
