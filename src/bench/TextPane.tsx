/**
 * The console in words: what was typed and printed as a list, and a line to type in. For screen readers, for phones, for
 * who likes it better.
 */
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './bench.module.css';
import { useBench } from './bench-store';
import * as control from './controller';
import type { ConsoleInfo, TranscriptItem } from './session-api';

const none: TranscriptItem[] = [];

export function TextPane({ console }: { console: ConsoleInfo }): ReactNode {
  const { id } = console;
  const items = useBench((state) => state.transcripts[id] ?? none);
  const [line, setLine] = useState('');
  const [said, setSaid] = useState('');
  const [prompt, setPrompt] = useState({ text: 'PS C:\\> ', secret: false });
  const back = useRef(0);
  const list = useRef<HTMLDivElement>(null);
  const count = items.length;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the prompt may be another one after each line
  useEffect(() => {
    let gone = false;
    void control.promptOf(id).then((now) => {
      if (!gone) setPrompt(now);
    });
    list.current?.scrollTo({ top: list.current.scrollHeight });
    return () => {
      gone = true;
    };
  }, [id, count, console.busy]);

  const typed = items.filter((item) => item.kind === 'input');
  const recall = (by: number): void => {
    back.current = Math.max(0, Math.min(typed.length, back.current + by));
    const item = typed[typed.length - back.current];
    setLine(back.current === 0 || !item ? '' : item.text.replace(/^PS [^>]*> /, ''));
  };

  const completeLine = async (cursor: number): Promise<void> => {
    const found = await control.complete(id, line, cursor);
    if (!found || found.matches.length === 0) {
      setSaid('Nothing fits here.');
      return;
    }
    const put = found.matches[0].completionText;
    setLine(line.slice(0, found.replacementIndex) + put + line.slice(found.replacementIndex + found.replacementLength));
    const others = found.matches.slice(1, 8).map((match) => match.listItemText);
    setSaid(
      found.matches.length === 1
        ? `${put}.`
        : `${put}. ${found.matches.length - 1} more: ${others.join(', ')}${found.matches.length > 8 ? ' …' : ''}`,
    );
  };

  const keys = (event: KeyboardEvent<HTMLInputElement>): void => {
    const input = event.currentTarget;
    if (event.key === 'ArrowUp') recall(1);
    else if (event.key === 'ArrowDown') recall(-1);
    else if (event.key === ' ' && event.ctrlKey) void completeLine(input.selectionStart ?? line.length);
    else if (event.key === 'c' && event.ctrlKey && input.selectionStart === input.selectionEnd)
      void control.interrupt(id);
    else if (event.key === 'F6') document.getElementById(`tab-${id}`)?.focus();
    else return;
    event.preventDefault();
  };

  const send = async (): Promise<void> => {
    const text = line;
    setLine('');
    setSaid('');
    back.current = 0;
    if (!(await control.submitLine(id, text))) {
      setLine(text);
      setSaid('A command still runs here. Wait, or stop it with Ctrl+C.');
    }
  };

  return (
    <div className={styles.console}>
      <div
        ref={list}
        className={styles.transcript}
        role="log"
        aria-label={`What ${console.title} has printed`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {items.map((item) => (
          <div key={item.seq} className={styles.transcriptItem} data-kind={item.kind}>
            {item.kind === 'input' && <span className="srOnly">You typed: </span>}
            {item.text}
          </div>
        ))}
      </div>
      <form
        className={styles.inputLine}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label htmlFor={`line-${id}`} className={styles.promptText}>
          <span className="srOnly">Command line of {console.title}, prompt </span>
          {prompt.text || '> '}
        </label>
        <input
          id={`line-${id}`}
          type={prompt.secret ? 'password' : 'text'}
          value={line}
          onChange={(event) => setLine(event.target.value)}
          onKeyDown={keys}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          aria-describedby={`line-help-${id}`}
        />
        <button type="submit" className={styles.enter}>
          Enter
        </button>
        {console.busy && (
          <button type="button" className={styles.enter} onClick={() => void control.interrupt(id)}>
            Stop
          </button>
        )}
      </form>
      <p id={`line-help-${id}`} className={styles.lineHelp} role="status">
        {said || 'Up and Down: earlier lines. Ctrl+Space: complete. Ctrl+C: stop.'}
      </p>
    </div>
  );
}
