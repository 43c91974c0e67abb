/** How the reader has arranged the bench. Kept in this browser; the first paint already uses it (see `layout-script.ts`). */
import { useSyncExternalStore } from 'react';

export type SheetHeight = 'peek' | 'half' | 'full';

export interface Layout {
  /** Width of the bench beside the text, in pixels; 0 = the page's own choice. */
  width: number;
  fullScreen: boolean;
  sheet: SheetHeight;
  /** Plain transcript in place of the terminal. */
  textView: boolean;
  /** The data-path view is open below the console. */
  pathOpen: boolean;
  drawing: boolean;
  fontSize: number;
  /** The tab that is open: a console's id, `editor` or, on a phone, `path`. */
  tab: string;
}

export const layoutKey = 'dualpath.layout';

const initial: Layout = {
  width: 0,
  fullScreen: false,
  sheet: 'peek',
  textView: false,
  pathOpen: true,
  drawing: true,
  fontSize: 0,
  tab: '',
};

let layout: Layout = initial;
let read = false;
const listeners = new Set<() => void>();

function readOnce(): Layout {
  if (!read) {
    read = true;
    try {
      const kept = JSON.parse(localStorage.getItem(layoutKey) ?? '{}') as Partial<Layout>;
      layout = { ...initial, ...kept, fullScreen: false };
    } catch {
      // Storage is forbidden, or what is kept is not ours: begin with the page's own choice.
    }
  }
  return layout;
}

export function setLayout(change: Partial<Layout>): void {
  layout = { ...readOnce(), ...change };
  try {
    localStorage.setItem(layoutKey, JSON.stringify(layout));
  } catch {
    // Not kept; it holds until the page is left.
  }
  if (change.width !== undefined) applyWidth(change.width);
  for (const listener of listeners) listener();
}

export function applyWidth(width: number): void {
  const style = document.documentElement.style;
  if (width > 0) style.setProperty('--bench-width', `${width}px`);
  else style.removeProperty('--bench-width');
}

export function useLayout(): Layout {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    readOnce,
    () => initial,
  );
}

export const getLayout = readOnce;
