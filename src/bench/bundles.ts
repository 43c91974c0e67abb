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
