/**
 * A shell with a handful of commands written in TypeScript, so that the console can be tested by itself: it prints, asks,
 * waits and completes, but knows no language beyond the parser.
 */

import type { RunOutcome, Shell } from '../../engine/console/console';
import type { ConsoleHost } from '../../engine/console/console-host';
import type { CompletionList } from '../../engine/console/editor/language';
import type { FieldTypes } from '../../engine/console/prompts/fields-prompt';
import type { ScreensEnvironment } from '../../engine/console/screens';
import type { Choice, Program, Reply, Request } from '../../engine/language/host';
import { parse } from '../../engine/language/parsing/parser';

export class Stopped extends Error {}

const days = ['Friday', 'Monday', 'Saturday', 'Sunday', 'Thursday', 'Tuesday', 'Wednesday'];

/** Last word of the text -> what may stand there. */
function complete(text: string, cursor: number, variables: readonly string[]): CompletionList {
  const left = text.slice(0, cursor);
  const word = /[^\s|]*$/.exec(left)?.[0] ?? '';
  const before = left.slice(0, left.length - word.length);
  const list = (items: readonly string[]): CompletionList => ({
    replacementIndex: before.length,
    replacementLength: word.length,
    matches: items
      .filter((item) => item.toLowerCase().startsWith(word.toLowerCase()))
      .map((item) => ({
        completionText: item,
        listItemText: item.replace(/^[-$]/, ''),
        type: 'ParameterValue',
        toolTip: item,
      })),
  });
  if (/-Day $/.test(before)) return list(days);
  if (/-Color $/.test(before)) return list(['Blue', 'Green', 'Red']);
  if (word.startsWith('$')) return list(variables);
  if (word.startsWith('-')) return list(['-Name', '-Color', '-Day', '-Force']);
  if (word === '*-Widget' || word === '*-widget') {
    const all = list([]);
    return {
      ...all,
      matches: ['Get-Widget', 'Get-WidgetPart', 'Set-Widget'].map((item) => ({
        completionText: item,
        listItemText: item,
        type: 'Command',
        toolTip: item,
      })),
    };
  }
  if (before === '' || /\|\s*$/.test(before))
    return word === '' ? list([]) : list(['Get-Widget', 'Get-WidgetPart', 'Set-Widget']);
  return list([]);
}

const fieldTypes: FieldTypes = {
  elementType: (type) => (type.endsWith('[]') ? type.slice(0, -2) : undefined),
  convert(text, type) {
    if (type !== 'int') return { value: text };
    if (!/^-?\d+$/.test(text)) return { problem: 'format', typeName: 'System.Int32' };
    return Math.abs(Number(text)) > 2147483647
      ? { problem: 'overflow', typeName: 'System.Int32' }
      : { value: Number(text) };
  },
  list: (values) => values as never,
  secureString: (text) => text,
  credential: (userName) => userName,
};

const confirmChoices: Choice[] = [
  { label: '&Yes', help: 'Continue with only the next step of the operation.' },
  { label: 'Yes to &All', help: 'Continue with all the steps of the operation.' },
  { label: '&No', help: 'Skip this operation and proceed with the next operation.' },
  { label: 'No to A&ll', help: 'Skip this operation and all subsequent operations.' },
  {
    label: '&Suspend',
    help: 'Pause the current pipeline and return to the command prompt. Type "exit" to resume the pipeline.',
  },
];
const keepOrDrop: Choice[] = [
  { label: '&Keep', help: 'Keeps the file.' },
  { label: '&Drop', help: 'Drops the file.' },
];

export class ScriptedShell implements Shell {
  readonly fieldTypes = fieldTypes;
  readonly variables: string[] = [];
  /** What has been run. */
  readonly ran: string[] = [];
  readonly language: Shell['language'] = {
    parse: (text) => parse(text),
    complete: (text, cursor) => complete(text, cursor, this.variables),
  };

  constructor(readonly host: ConsoleHost) {}

  stop(): object {
    return new Stopped();
  }

  /** Makes the prompt function never end. */
  promptHangs = false;

  *prompt(): Program<string> {
    while (this.promptHangs) yield { kind: 'pause' };
    return 'PS C:\\> ';
  }

  private line(text: string): void {
    this.host.writeLine('output', text);
  }

  *run(text: string): Program<RunOutcome | undefined> {
    this.ran.push(text);
    if (text === 'exit') return { exit: 0 };
    if (text === 'suspend') {
      yield { kind: 'nestedPrompt' };
      this.line('back');
    }
    for (const statement of text.split('; ')) yield* this.statement(statement);
    return undefined;
  }

  private *statement(text: string): Program<void> {
    const { host } = this;
    const many = /^1\.\.(\d+) \| % \{ Set-Variable/.exec(text);
    if (many) {
      for (let i = 1; i <= Number(many[1]); i++) this.variables.push(`$mv${String(i).padStart(3, '0')}`);
      return;
    }
    const range = /^(\d+)\.\.(\d+)$/.exec(text);
    if (range) {
      for (let i = Number(range[1]); i <= Number(range[2]); i++) this.line(String(i));
      return;
    }
    const literal = /^'([^']*)'(,'[^']*')*$/.exec(text);
    if (literal) {
      for (const part of text.split(',')) this.line(part.slice(1, -1));
      return;
    }
    const confirm = /^(.*?)Remove-Widget ?(\w?)$/.exec(text);
    if (confirm) {
      const targets = confirm[2] ? [confirm[2]] : ['a', 'b', 'c'];
      let all: number | undefined;
      for (const target of targets) {
        const answer =
          all ??
          (yield {
            kind: 'choice',
            caption: 'Confirm',
            message: `Are you sure you want to perform this action?\nPerforming the operation "Remove Widget" on target "${target}".`,
            choices: confirmChoices,
            defaults: [0],
          });
        if (answer === 1 || answer === 3) all = answer;
        if (answer === 0 || answer === 1) this.line(`removed ${target}`);
      }
      return;
    }
    const choice = /^\$Host\.UI\.PromptForChoice\('(.*)','(.*)',\$ch,(-?\d)\)$/.exec(text);
    if (choice) {
      const answer: Reply = yield {
        kind: 'choice',
        caption: choice[1],
        message: choice[2],
        choices: keepOrDrop,
        defaults: choice[3] === '-1' ? [] : [Number(choice[3])],
      };
      this.line(String(answer));
      return;
    }
    const thing = /^New-(Thing|List|Help)( -Name a)?( -Size 4)?$/.exec(text);
    if (thing) {
      const fields =
        thing[1] === 'List'
          ? [{ name: 'Name', type: 'string[]' }]
          : thing[1] === 'Help'
            ? [{ name: 'Name', type: 'string', helpMessage: 'The name of the thing.' }]
            : [
                ...(thing[2] ? [] : [{ name: 'Name', type: 'string' }]),
                ...(thing[3] ? [] : [{ name: 'Size', type: 'int' }]),
              ];
      const answers = (yield {
        kind: 'fields',
        caption: `cmdlet New-${thing[1]} at command pipeline position 1`,
        message: 'Supply values for the following parameters:',
        fields,
      }) as Record<string, unknown>;
      if (thing[1] === 'List') {
        const names = answers.Name as string[];
        this.line(`${names.length}: ${names.join(' ')}`);
      } else this.line(`${answers.Name ?? 'a'}=${answers.Size ?? 4}`);
      return;
    }
    const read = /^(?:\$\w = )?Read-Host '(.*?)'( -AsSecureString)?$/.exec(text);
    if (read) {
      const answer = yield { kind: 'readLine', prompt: read[1], secure: read[2] !== undefined };
      this.host.write('');
      this.variables.push(`${answer}`);
      return;
    }
    if (text === '$n') this.line(this.variables.at(-1) ?? '');
    else if (text === 'cls') host.clear();
    else if (text.startsWith('Write-Host abc -NoNewline')) host.write('abc');
    else if (text.startsWith('while ($true)')) {
      for (;;) yield { kind: 'sleep', ticks: 500_000n };
    } else if (text.startsWith('throw')) throw new Error('a mistake of ours');
    else if (text.startsWith('Write-Warning ')) host.writeLine('warning', `WARNING: ${text.slice(14)}`);
    else if (text.startsWith('Write-Progress ')) {
      host.writeProgress({
        activityId: 0,
        parentActivityId: -1,
        activity: text.slice(15),
        statusDescription: 'Processing',
        currentOperation: '',
        percentComplete: 30,
        secondsRemaining: -1,
        completed: false,
        sourceId: 0,
      });
      yield { kind: 'sleep', ticks: 10_000_000n };
    }
  }
}

export function scriptedEnvironment(): ScreensEnvironment {
  return {
    makeShell: (host) => new ScriptedShell(host),
    handle: (request: Request) => (request.kind === 'sleep' ? request.ticks : 0n),
  };
}
