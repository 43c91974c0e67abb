/** Keys that a phone's keyboard does not have. */
import clsx from 'clsx';
import { type ReactNode, useState } from 'react';
import styles from './bench.module.css';
import * as control from './controller';
import { currentTerminal } from './terminal-focus';

const keys: { label: string; words: string; key: string }[] = [
  { label: 'Tab', words: 'Tab', key: 'Tab' },
  { label: '↑', words: 'Up', key: 'UpArrow' },
  { label: '↓', words: 'Down', key: 'DownArrow' },
  { label: '←', words: 'Left', key: 'LeftArrow' },
  { label: '→', words: 'Right', key: 'RightArrow' },
  { label: '|', words: 'Pipe', key: '|' },
  { label: '-', words: 'Hyphen', key: '-' },
  { label: '$', words: 'Dollar', key: '$' },
  { label: '{', words: 'Open brace', key: '{' },
  { label: '}', words: 'Close brace', key: '}' },
  { label: 'Esc', words: 'Escape', key: 'Escape' },
];

export function KeyRow({ console }: { console: string }): ReactNode {
  const [ctrl, setCtrl] = useState(false);
  const press = (key: string): void => {
    control.key(console, { key, ctrl, alt: false, shift: false });
    setCtrl(false);
    currentTerminal.focus(console);
  };
  return (
    <div className={styles.keys} role="toolbar" aria-label="More keys">
      <button type="button" onClick={() => void control.interrupt(console)}>
        Ctrl+C
      </button>
      <button type="button" className={clsx(ctrl && styles.keyDown)} aria-pressed={ctrl} onClick={() => setCtrl(!ctrl)}>
        Ctrl
      </button>
      {keys.map(({ label, words, key }) => (
        <button type="button" key={key} aria-label={words} onClick={() => press(key)}>
          {label}
        </button>
      ))}
    </div>
  );
}
