/** A command of the text, with a button that types it where it belongs. */
import { isValidElement, type ReactNode, useContext } from 'react';
import { controller, startBench, useBench } from '../bench/bench-store';
import { setLayout } from '../bench/layout-store';
import { currentTerminal } from '../bench/terminal-focus';
import { useBenchFiles } from '../bench/use-bench-files';
import styles from './components.module.css';
import { LabContext } from './lab-context';
import { useLab } from './use-labs';

interface Props {
  /** The console: HV01, HV02, VM01, CLIENT. */
  host: string;
  /** The line, when it is not written between the tags. */
  line?: string;
  children?: ReactNode;
}

/** The text of what MDX made of a line between the tags; what it took for emphasis were a command's asterisks. */
export function textOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (Array.isArray(node)) return node.map(textOf).join('');
  if (!isValidElement(node)) return '';
  const text = textOf((node.props as { children?: ReactNode }).children);
  return node.type === 'em' ? `*${text}*` : node.type === 'strong' ? `**${text}**` : text;
}

export function Command({ host, line, children }: Props): ReactNode {
  const text = (line ?? textOf(children)).trim();
  const lab = useLab(useContext(LabContext) ?? '');
  const files = useBenchFiles();
  const offered = useBench((state) => state.offered);

  const run = async (): Promise<void> => {
    setLayout({ tab: host, sheet: 'half' });
    const control = await controller();
    const wanted = lab ? { world: lab.world ?? 'two-hosts', lab: lab.id } : undefined;
    await startedFor(wanted ?? offered, files);
    if (await control.runLine(host, text)) currentTerminal.focus(host);
  };

  return (
    <div className={styles.command}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a line that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>
          <span className={styles.commandPrompt} aria-hidden="true">
            PS&gt;{' '}
          </span>
          {coloured(text)}
        </code>
      </pre>
      <button type="button" className={styles.run} onClick={() => void run()}>
        Run on {host} <span aria-hidden="true">▸</span>
      </button>
    </div>
  );
}

/** Starts the bench if it does not run; with a lab's command, that lab's machines. */
async function startedFor(
  target: { world: string; lab?: string } | undefined,
  files: { base: string; version: string },
): Promise<void> {
  const { getBench } = await import('../bench/bench-store');
  const now = getBench();
  const right = now.phase === 'ready' && (target?.lab === undefined || now.running?.lab === target.lab);
  if (!right && target) await startBench(target, files);
}

function coloured(text: string): ReactNode[] {
  let first = true;
  return text.split(/(\s+|\||;|\{|\})/).map((part, index) => {
    const start = first;
    if (part.trim() !== '') first = part === '|' || part === ';' || part === '{';
    const cls =
      part.trim() === '' || /^[|;{}]$/.test(part)
        ? undefined
        : start && /^[A-Za-z]/.test(part)
          ? styles.commandName
          : /^-[A-Za-z]/.test(part)
            ? styles.commandParameter
            : undefined;
    const key = `${index}:${part}`;
    return (
      <span key={key} className={cls}>
        {part}
      </span>
    );
  });
}
