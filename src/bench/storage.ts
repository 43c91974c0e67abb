/**
 * The reader's work, in this browser: IndexedDB under our own name, so that it does not depend on the site's address.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { SavedLog } from './session-api';

export interface SavedWork {
  id: string;
  saved: SavedLog;
  /** Milliseconds since 1970, for the list of saved work only. */
  changed: number;
  /** Files of the editor. */
  files: Record<string, string>;
}

export interface SavedProgress {
  lab: string;
  passed: string[];
  steps: number;
}

interface DualpathDB extends DBSchema {
  work: { key: string; value: SavedWork };
  progress: { key: string; value: SavedProgress };
  /** Work that could not be replayed the same way, kept as it was. */
  kept: { key: string; value: SavedWork };
}

let opened: Promise<IDBPDatabase<DualpathDB>> | undefined;

function database(): Promise<IDBPDatabase<DualpathDB>> {
  opened ??= openDB<DualpathDB>('dualpath', 1, {
    upgrade(db) {
      db.createObjectStore('work', { keyPath: 'id' });
      db.createObjectStore('progress', { keyPath: 'lab' });
      db.createObjectStore('kept', { keyPath: 'id' });
    },
  }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

export type StorageProblem = 'full' | 'forbidden';

/** A full disk and a browser that forbids storage want different words. */
export function storageProblem(error: unknown): StorageProblem {
  return error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'forbidden';
}

export async function loadWork(id: string): Promise<SavedWork | undefined> {
  return (await database()).get('work', id);
}

export async function saveWork(work: SavedWork): Promise<void> {
  await (await database()).put('work', work);
}

export async function dropWork(id: string): Promise<void> {
  await (await database()).delete('work', id);
}

/** Keeps a copy of work before something replaces it. */
export async function keepWork(work: SavedWork): Promise<void> {
  await (await database()).put('kept', { ...work, id: `${work.id}@${work.changed}` });
}

export async function saveProgress(progress: SavedProgress): Promise<void> {
  await (await database()).put('progress', progress);
}

export async function allProgress(): Promise<SavedProgress[]> {
  return (await database()).getAll('progress');
}
