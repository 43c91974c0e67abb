import { describe, expect, it } from 'vitest';
import { ConsoleSession, type ConsoleState } from '../../engine/console/console';
import type { ConsoleEvent } from '../../engine/console/events';
import { type Key, keysOfText, parseChord } from '../../engine/console/keys';
import { ScriptedShell } from './scripted-shell';

function open(width = 80, height = 25): { session: ConsoleSession; events: ConsoleEvent[]; shell: ScriptedShell } {
  const events: ConsoleEvent[] = [];
  const session = new ConsoleSession({
    width,
    height,
    events: (event) => events.push(event),
    makeShell: (host) => new ScriptedShell(host),
  });
  session.start();
  return { session, events, shell: session.shell as ScriptedShell };
}
const press = (session: ConsoleSession, chord: string): ConsoleState => session.key(parseChord(chord) as Key);

describe('console session', () => {
  it('tells in words what happened', () => {
    const { session, events } = open();
    session.submit("'a','b'");
    session.keys(keysOfText('xy'));
    press(session, 'Ctrl+C');
    session.submit("Read-Host 'Name'");
    session.submit('bob');
    expect(events).toEqual([
      { kind: 'prompt', text: 'PS C:\\> ' },
      { kind: 'command', prompt: 'PS C:\\> ', text: "'a','b'" },
      { kind: 'output', stream: 'output', text: 'a' },
      { kind: 'output', stream: 'output', text: 'b' },
      { kind: 'prompt', text: 'PS C:\\> ' },
      { kind: 'command', prompt: 'PS C:\\> ', text: 'xy', cancelled: true },
      { kind: 'prompt', text: 'PS C:\\> ' },
      { kind: 'command', prompt: 'PS C:\\> ', text: "Read-Host 'Name'" },
      { kind: 'question', text: 'Name: ', secret: false },
      { kind: 'answer', text: 'bob' },
      { kind: 'prompt', text: 'PS C:\\> ' },
    ]);
  });

  it('never tells a password', () => {
    const { session, events } = open();
    session.submit("Read-Host 'Pass' -AsSecureString");
    session.submit('s3cret');
    expect(JSON.stringify(events)).not.toContain('s3cret');
    expect(events).toContainEqual({ kind: 'answer', text: '******' });
  });

  it('hands on what it does not answer itself, and goes on after the reply', () => {
    const { session } = open();
    let state = session.submit('Write-Progress Copying');
    expect(state).toEqual({ state: 'waiting', request: { kind: 'sleep', ticks: 10_000_000n } });
    expect(session.screen.lines()).toEqual([
      'PS C:\\> Write-Progress Copying',
      '',
      '',
      ' Copying',
      '    Processing',
      `    [${'o'.repeat(20)}${' '.repeat(48)}]`,
    ]);
    session.reply();
    state = session.advance();
    expect(state.state).toBe('editing');
    expect(session.screen.lines()).toEqual(['PS C:\\> Write-Progress Copying', 'PS C:\\>']);
  });

  it('draws the progress pane over text and gives the text back', () => {
    const { session, events } = open(40, 12);
    session.submit('1..6');
    session.submit('Write-Progress Copying');
    expect(session.screen.lines().slice(0, 7)).toEqual([
      'PS C:\\> 1..6',
      '1',
      '',
      ' Copying',
      '    Processing',
      `    [${'o'.repeat(8)}${' '.repeat(20)}]`,
      '',
    ]);
    expect(events).toContainEqual({
      kind: 'progress',
      lines: [' Copying', '    Processing', `    [${'o'.repeat(8)}${' '.repeat(20)}]`],
    });
    session.reply();
    session.advance();
    expect(session.screen.lines().slice(0, 7)).toEqual(['PS C:\\> 1..6', '1', '2', '3', '4', '5', '6']);
    expect(events.filter((event) => event.kind === 'progress').at(-1)).toEqual({ kind: 'progress', lines: [] });
  });

  it('stops a loop with Ctrl+C and drops what was typed ahead', () => {
    const { session, shell } = open();
    session.submit('while ($true) { }');
    session.keys(keysOfText("'typed ahead'\n"));
    press(session, 'Ctrl+C');
    expect(session.current.state).toBe('editing');
    expect(session.editor.buffer).toBe('');
    expect(shell.ran).toEqual(['while ($true) { }']);
  });

  it('gives keys typed ahead to the next prompt', () => {
    const { session, shell } = open();
    session.submit('Write-Progress Copying');
    session.keys(keysOfText("'next'\n'th"));
    session.reply();
    session.advance();
    expect(shell.ran).toEqual(['Write-Progress Copying', "'next'"]);
    expect(session.editor.buffer).toBe("'th");
  });

  it('goes on with the next line where the input is incomplete', () => {
    const { session, shell, events } = open();
    session.submit('if (1) {');
    expect(events.at(-1)).toEqual({ kind: 'continuation', text: 'if (1) {\n' });
    session.submit("'a' }");
    expect(shell.ran).toEqual(["if (1) {\n'a' }"]);
  });

  it('opens a nested prompt and comes back to the command with exit', () => {
    const { session, shell } = open();
    session.submit('suspend');
    expect(session.current.state).toBe('editing');
    session.submit("'within'");
    session.submit('exit');
    expect(session.screen.lines().slice(1)).toEqual([
      "PS C:\\> 'within'",
      'within',
      'PS C:\\> exit',
      'back',
      'PS C:\\>',
    ]);
    expect(shell.ran).toEqual(['suspend', "'within'", 'exit']);
    session.submit('exit');
    expect(session.current.state).toBe('exited');
  });

  it('stops a prompt function that does not end', () => {
    const { session, shell } = open();
    shell.promptHangs = true;
    session.submit("'a'");
    expect(session.current.state).toBe('waiting');
    shell.promptHangs = false;
    press(session, 'Ctrl+C');
    expect(session.screen.lines().at(-1)).toBe('PS>');
    expect(session.current.state).toBe('editing');
  });

  it('survives a mistake of our own and says so', () => {
    const { session } = open();
    session.submit('throw');
    expect(session.current.state).toBe('editing');
    expect(session.screen.lines()[1]).toBe('The simulator failed (Error: a mistake of ours). Please report this.');
  });

  it('pastes as one edit while editing, and types into a question', () => {
    const { session } = open();
    session.paste("'a'\r\n'b'");
    expect(session.editor.buffer).toBe("'a'\n'b'");
    press(session, 'Ctrl+Z');
    expect(session.editor.buffer).toBe('');
    session.submit("$n = Read-Host 'Name'");
    session.paste('bob\n');
    session.submit('$n');
    expect(session.screen.lines().slice(1, 4)).toEqual(['Name: bob', 'PS C:\\> $n', 'bob']);
  });

  it('edits an answer with the console keys and offers former answers', () => {
    const { session } = open();
    session.submit("Read-Host 'A'");
    session.keys(keysOfText('bxb'));
    press(session, 'Left');
    press(session, 'Backspace');
    session.keys(keysOfText('o'));
    press(session, 'Home');
    press(session, 'Delete');
    session.keys(keysOfText('B\n'));
    expect(session.screen.lines()[1]).toBe('A: Bob');
    session.submit("Read-Host 'A'");
    press(session, 'Up');
    expect(session.screen.lines()[3]).toBe('A: Bob');
    press(session, 'Escape');
    expect(session.screen.lines()[3]).toBe('A:');
  });

  it('asks for help and for values of a type', () => {
    const { session } = open();
    session.submit('New-Help');
    session.submit('!?');
    session.submit('!x');
    session.submit('!!x');
    expect(session.screen.lines().slice(1, 10)).toEqual([
      '',
      'cmdlet New-Help at command pipeline position 1',
      'Supply values for the following parameters:',
      '(Type !? for Help.)',
      'Name: !?',
      'The name of the thing.',
      'Name: !x',
      '"!x" cannot be recognized as a valid Prompt command.',
      'Name: !!x',
    ]);
    expect(session.screen.lines()[10]).toBe('!x=4');
    session.submit('New-Thing -Name a');
    session.submit('99999999999');
    expect(session.screen.lines()).toContain(
      'Cannot recognize "99999999999" as a System.Int32 due to an overflow error.',
    );
  });

  it('wraps warnings at word ends, in their colour', () => {
    const { session } = open(30, 10);
    session.submit('Write-Warning The quick brown fox jumps over');
    const { screen } = session;
    expect(screen.lines().slice(2, 4)).toEqual(['WARNING: The quick brown fox', 'jumps over']);
    expect(
      screen
        .colorRuns()
        .filter((run) => run[3] === 'Yellow' && run[0] >= 2)
        .map((run) => run[2]),
    ).toEqual(['WARNING: The quick brown fox ', 'jumps over']);
  });

  it('keeps text and prompt when the window changes', () => {
    const { session } = open(40, 8);
    session.submit("'wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww'");
    session.keys(keysOfText('Get-VM'));
    session.resize(100, 8);
    expect(session.screen.lines().at(-1)).toBe('PS C:\\> Get-VM');
    expect(session.screen.lines()).toContain('wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww');
    session.resize(30, 8);
    expect(session.screen.lines().slice(-3)).toEqual([
      'wwwwwwwwwwwwwwwwwwwwwwwwwwwwww',
      'wwwwwwwwwwwwwwww',
      'PS C:\\> Get-VM',
    ]);
  });
});
