/** How the bench is made wider beside the text, or higher as a sheet on a phone. */
import { type KeyboardEvent, type PointerEvent, type ReactNode, type RefObject, useCallback, useRef } from 'react';
import styles from './bench.module.css';
import { applyWidth, type SheetHeight, setLayout, useLayout } from './layout-store';

const minWidth = 380;
const minText = 400;
const stepPx = 32;

function clamp(width: number): number {
  return Math.round(Math.max(minWidth, Math.min(width, window.innerWidth - minText)));
}

export function Splitter({ bench }: { bench: RefObject<HTMLElement | null> }): ReactNode {
  const layout = useLayout();
  const dragging = useRef(false);
  const width = useRef(0);

  const down = (event: PointerEvent<HTMLDivElement>): void => {
    dragging.current = true;
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const move = (event: PointerEvent<HTMLDivElement>): void => {
    if (!dragging.current) return;
    const right = bench.current?.getBoundingClientRect().right ?? window.innerWidth;
    width.current = clamp(right - event.clientX);
    applyWidth(width.current);
  };
  const up = (): void => {
    if (!dragging.current) return;
    dragging.current = false;
    if (width.current > 0) setLayout({ width: width.current });
  };
  const keys = (event: KeyboardEvent<HTMLDivElement>): void => {
    const now = bench.current?.getBoundingClientRect().width ?? minWidth;
    if (event.key === 'ArrowLeft') setLayout({ width: clamp(now + stepPx) });
    else if (event.key === 'ArrowRight') setLayout({ width: clamp(now - stepPx) });
    else if (event.key === 'Home') setLayout({ width: 0 });
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a splitter that can be moved is a focusable separator (ARIA window splitter)
    <div
      className={styles.splitter}
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the bench (arrow keys)"
      aria-valuenow={layout.width || 50}
      aria-valuemin={0}
      aria-valuemax={4000}
      tabIndex={0}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onDoubleClick={() => setLayout({ width: 0 })}
      onKeyDown={keys}
    />
  );
}

const heights: SheetHeight[] = ['peek', 'half', 'full'];
const heightWords: Record<SheetHeight, string> = { peek: 'lowered', half: 'half open', full: 'fully open' };

/** The handle of the sheet: tap for the next height, drag to choose. */
export function Sheet(): ReactNode {
  const layout = useLayout();
  const startY = useRef<number | undefined>(undefined);
  const moved = useRef(false);
  const to = useCallback(
    (by: number) => {
      const at = heights.indexOf(layout.sheet);
      setLayout({ sheet: heights[Math.max(0, Math.min(heights.length - 1, at + by))] });
    },
    [layout.sheet],
  );

  return (
    <button
      type="button"
      className={styles.grab}
      aria-label={`Bench is ${heightWords[layout.sheet]}. Change its height`}
      onPointerDown={(event) => {
        startY.current = event.clientY;
        moved.current = false;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (startY.current === undefined) return;
        const by = startY.current - event.clientY;
        if (Math.abs(by) < 48) return;
        moved.current = true;
        startY.current = event.clientY;
        to(by > 0 ? 1 : -1);
      }}
      onPointerUp={() => {
        startY.current = undefined;
      }}
      onClick={() => {
        if (moved.current) return;
        setLayout({ sheet: heights[(heights.indexOf(layout.sheet) + 1) % heights.length] });
      }}
    >
      <span aria-hidden="true" />
    </button>
  );
}
