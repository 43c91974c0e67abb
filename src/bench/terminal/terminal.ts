/**
 * The console as a terminal. Built by itself into `static/bench/terminal.js`, so that no page carries xterm before a
 * reader starts the bench.
 */
import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import css from '@xterm/xterm/css/xterm.css';
import type { KeyInput } from '../session-api';
import { keyOf, keysOfText } from './keys';

/**
 * The sixteen colours of the Windows console, in the order of ANSI. The Windows PowerShell shortcut sets its blue as
 * DarkMagenta and its grey-white as DarkYellow; they are the console's background and text.
 */
const windowsPowerShell: ITheme = {
  background: '#012456',
  foreground: '#eeedf0',
  cursor: '#eeedf0',
  cursorAccent: '#012456',
  selectionBackground: '#eeedf0',
  selectionForeground: '#012456',
  black: '#000000',
  red: '#800000',
  green: '#008000',
  yellow: '#eeedf0',
  blue: '#000080',
  magenta: '#012456',
  cyan: '#008080',
  white: '#c0c0c0',
  brightBlack: '#808080',
  brightRed: '#ff0000',
  brightGreen: '#00ff00',
  brightYellow: '#ffff00',
  brightBlue: '#0000ff',
  brightMagenta: '#ff00ff',
  brightCyan: '#00ffff',
  brightWhite: '#ffffff',
};

export interface TerminalOptions {
  label: string;
  fontSize: number;
  onKey(key: KeyInput): void;
  onPaste(text: string): void;
  onInterrupt(): void;
  onResize(columns: number, rows: number): void;
  /** The reader wants to leave the console by keyboard. */
  onLeave(): void;
}

export interface TerminalView {
  columns: number;
  rows: number;
  /** Resolves when the text is on the screen; after a quarter of a second in any case: a hidden page draws late. */
  write(data: string): Promise<void>;
  /** Empties the screen and what has scrolled away. */
  reset(): void;
  focus(): void;
  setLabel(label: string): void;
  setFontSize(size: number): void;
  fit(): void;
  /** The visible lines as text, for tests and for copying. */
  lines(): string[];
  dispose(): void;
}

let styled = false;

function style(): void {
  if (styled) return;
  styled = true;
  const element = document.createElement('style');
  element.textContent = css;
  document.head.append(element);
}

export function createTerminal(element: HTMLElement, options: TerminalOptions): TerminalView {
  style();
  const terminal = new Terminal({
    theme: windowsPowerShell,
    fontFamily: "'Cascadia Code Variable', 'Cascadia Fallback', Consolas, 'Liberation Mono', monospace",
    fontSize: options.fontSize,
    lineHeight: 1.2,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    cursorStyle: 'block',
    scrollback: 3000,
    convertEol: false,
    // The console's dark colours on blue are hard to read; text is lightened until it is readable, hue kept.
    minimumContrastRatio: 4.5,
    macOptionIsMeta: false,
    drawBoldTextInBrightColors: false,
    allowProposedApi: false,
  });
  const fitting = new FitAddon();
  terminal.loadAddon(fitting);
  terminal.open(element);

  const input = terminal.textarea;
  const setLabel = (label: string): void => input?.setAttribute('aria-label', label);
  setLabel(options.label);
  input?.setAttribute('aria-multiline', 'false');
  input?.setAttribute('autocapitalize', 'off');
  input?.setAttribute('autocorrect', 'off');

  terminal.attachCustomKeyEventHandler((event) => {
    // While text is composed (IME, soft keyboard) xterm collects it and hands it over as data.
    if (event.isComposing || event.keyCode === 229) return true;
    if (event.type !== 'keydown') return event.type !== 'keypress';
    if (event.key === 'F6') {
      event.preventDefault();
      options.onLeave();
      return false;
    }
    if (event.metaKey) return true;
    if (event.ctrlKey && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'c') {
      event.preventDefault();
      if (terminal.hasSelection()) {
        void navigator.clipboard?.writeText(terminal.getSelection());
        terminal.clearSelection();
      } else {
        options.onInterrupt();
      }
      return false;
    }
    // The browser answers Ctrl+V and Shift+Insert with a paste event, which is where the text is.
    if (
      (event.ctrlKey && !event.altKey && event.key.toLowerCase() === 'v') ||
      (event.shiftKey && event.key === 'Insert')
    ) {
      return false;
    }
    const key = keyOf(event);
    if (!key) return true;
    event.preventDefault();
    if (terminal.hasSelection()) terminal.clearSelection();
    terminal.scrollToBottom();
    options.onKey(key);
    return false;
  });

  terminal.onData((data) => {
    for (const key of keysOfText(data)) options.onKey(key);
  });

  const pasted = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    options.onPaste(event.clipboardData?.getData('text/plain') ?? '');
  };
  element.addEventListener('paste', pasted, true);

  const refit = (): void => {
    if (element.offsetWidth === 0 || element.offsetHeight === 0) return;
    fitting.fit();
  };
  refit();
  terminal.onResize(({ cols, rows }) => options.onResize(cols, rows));
  // The first measure may have been taken in the fallback face.
  void document.fonts?.ready.then(refit);
  let frame = 0;
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(refit);
  });
  observer.observe(element);

  return {
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    write: (data) =>
      new Promise((resolve) => {
        const late = setTimeout(resolve, 250);
        terminal.write(data, () => {
          clearTimeout(late);
          resolve();
        });
      }),
    reset: () => terminal.reset(),
    focus: () => terminal.focus(),
    setLabel,
    setFontSize(size) {
      terminal.options.fontSize = size;
      refit();
    },
    fit: refit,
    lines() {
      const buffer = terminal.buffer.active;
      const lines: string[] = [];
      for (let row = 0; row < terminal.rows; row += 1) {
        lines.push(buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '');
      }
      return lines;
    },
    dispose() {
      observer.disconnect();
      cancelAnimationFrame(frame);
      element.removeEventListener('paste', pasted, true);
      terminal.dispose();
    },
  };
}
