/** The parts that are built by themselves, fetched by their address: see `scripts/build-bench.mjs`. */
import type { BenchFiles } from './bench-store';
import type { EditorOptions, EditorView } from './editor/editor';
import type { TerminalOptions, TerminalView } from './terminal/terminal';

interface TerminalBundle {
  createTerminal(element: HTMLElement, options: TerminalOptions): TerminalView;
}

interface EditorBundle {
  createEditor(element: HTMLElement, options: EditorOptions): EditorView;
}

export function loadTerminal(files: BenchFiles): Promise<TerminalBundle> {
  return import(/* webpackIgnore: true */ `${files.base}terminal.js?v=${files.version}`) as Promise<TerminalBundle>;
}

export function loadEditor(files: BenchFiles): Promise<EditorBundle> {
  return import(/* webpackIgnore: true */ `${files.base}editor.js?v=${files.version}`) as Promise<EditorBundle>;
}

let warm: { url: string; worker: Worker } | undefined;

/** Starts the engine's worker ahead of its use: reading two megabytes of script then happens beside other things. */
export function warmEngine(files: BenchFiles): void {
  const url = engineUrl(files);
  if (warm?.url === url) return;
  warm?.worker.terminate();
  const worker = new Worker(url, { name: 'dualpath-engine' });
  warm = { url, worker };
  // One that could not be loaded is no use to whoever takes it; the next attempt tells the reader why.
  worker.addEventListener('error', () => {
    if (warm?.worker === worker) warm = undefined;
  });
}

/** The engine's worker: the one that was started ahead, or a new one. */
export function takeEngine(files: BenchFiles): Worker {
  warmEngine(files);
  const { worker } = warm as { worker: Worker };
  warm = undefined;
  return worker;
}

const engineUrl = (files: BenchFiles): string => `${files.base}engine-worker.js?v=${files.version}`;

/** Fetches what the bench needs first, at low priority, so that a click finds it there. */
export function prefetchBench(files: BenchFiles): void {
  for (const name of ['terminal.js', 'engine-worker.js', 'labs.json']) {
    const url = `${files.base}${name}?v=${files.version}`;
    if (document.head.querySelector(`link[href="${url}"]`)) continue;
    const link = document.createElement('link');
    link.rel = 'prefetch';
    link.href = url;
    document.head.append(link);
  }
}
