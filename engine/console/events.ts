import type { StreamKind } from '../language/host';

/**
 * What happened in a console, in words: for the plain transcript view (a `role="log"` list), for screen readers, logs and
 * tests. Texts are free of control characters.
 */
export type ConsoleEvent =
  /** A prompt is shown and a line is awaited. */
  | { kind: 'prompt'; text: string }
  /** What was entered is not complete: the next line is added to this text (`>> `). */
  | { kind: 'continuation'; text: string }
  /** A line was entered (`cancelled`: with Ctrl+C). */
  | { kind: 'command'; prompt: string; text: string; cancelled?: true }
  /** A line of output, or what a command left without a line end. */
  | { kind: 'output'; stream: StreamKind; text: string }
  /** A question is shown; the lines above it came as output. */
  | { kind: 'question'; text: string; secret: boolean }
  /** The answer; `*` for secret ones. */
  | { kind: 'answer'; text: string; cancelled?: true }
  /** Lines of the progress pane; none when it was taken away. */
  | { kind: 'progress'; lines: readonly string[] }
  | { kind: 'clear' }
  | { kind: 'title'; text: string }
  /** The view should scroll without the text changing (PageUp). */
  | { kind: 'scroll'; rows?: number; to?: 'top' | 'cursor' };

/** Takes events as they happen. */
export type ConsoleEventSink = (event: ConsoleEvent) => void;
