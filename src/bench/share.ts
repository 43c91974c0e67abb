/** A session as a link: the log of inputs, compressed into the part of the address that is never sent to a server. */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import type { SavedLog } from './session-api';

const mark = '#session=';

export function toLink(saved: SavedLog, page: string): string {
  const bytes = deflateSync(strToU8(JSON.stringify(saved)), { level: 9 });
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const code = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${page}${mark}${code}`;
}

/** The session in an address's hash; undefined when there is none, an error when it is damaged. */
export function fromHash(hash: string): SavedLog | undefined {
  if (!hash.startsWith(mark)) return undefined;
  const code = hash.slice(mark.length).replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(code), (c) => c.charCodeAt(0));
  return parseSaved(strFromU8(inflateSync(bytes)));
}

/** Reads a saved session from a file or link; says what is wrong with one that is not. */
export function parseSaved(text: string): SavedLog {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('This is not a saved Dualpath session: the file is not JSON.');
  }
  const saved = value as Partial<SavedLog> | null;
  if (
    typeof saved !== 'object' ||
    saved === null ||
    typeof saved.format !== 'number' ||
    typeof saved.world?.id !== 'string' ||
    !Array.isArray(saved.log)
  ) {
    throw new Error('This is not a saved Dualpath session: it names no format, world and log.');
  }
  return saved as SavedLog;
}
