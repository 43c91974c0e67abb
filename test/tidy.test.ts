/**
 * The rules of the house that a compiler does not hold: who may import whom, what the engine may not touch, no file that
 * nobody imports, no cycles between folders, no leftovers.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Room -> rooms it may import (design.md section 2). `engine` alone is engine/session.ts and engine/index.ts. */
const mayImport: Record<string, string[]> = {
  'engine/simulation': [],
  'engine/network': ['engine/simulation'],
  'engine/hardware': ['engine/simulation', 'engine/network'],
  'engine/estate': ['engine/hardware', 'engine/network', 'engine/simulation'],
  'engine/capability': ['engine/estate', 'engine/hardware'],
  'engine/datapath': ['engine/capability', 'engine/estate', 'engine/hardware', 'engine/network', 'engine/simulation'],
  'engine/migration': [
    'engine/datapath',
    'engine/capability',
    'engine/estate',
    'engine/hardware',
    'engine/network',
    'engine/simulation',
  ],
  'engine/hyper-v': [
    'engine/migration',
    'engine/datapath',
    'engine/capability',
    'engine/estate',
    'engine/hardware',
    'engine/network',
    'engine/simulation',
  ],
  'engine/language': [],
  'engine/cmdlets': [
    'engine/language',
    'engine/hyper-v',
    'engine/migration',
    'engine/datapath',
    'engine/capability',
    'engine/estate',
    'engine/hardware',
    'engine/network',
    'engine/simulation',
  ],
  'engine/console': ['engine/language'],
  'engine/pester': ['engine/language'],
  'engine/lab': [
    'engine/language',
    'engine/pester',
    'engine/hyper-v',
    'engine/migration',
    'engine/datapath',
    'engine/capability',
    'engine/estate',
    'engine/hardware',
    'engine/network',
    'engine/simulation',
  ],
  engine: ['*engine'],
  'engine/session': ['*engine'],
  labs: [],
  src: ['engine/index', 'labs'],
  cli: ['engine/index', 'labs'],
};

/** What `engine/` may not touch: time, chance and the outside come in as objects. */
const bans: Array<[RegExp, string]> = [
  [/\bMath\.random\b/, 'Math.random'],
  [/\bDate\.now\b/, 'Date.now'],
  [/\bnew Date\(/, 'new Date('],
  [/\bsetTimeout\b/, 'setTimeout'],
  [/\bperformance\.now\b/, 'performance.now'],
  [/\bcrypto\b/, 'crypto'],
];

function files(folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

/** Comments out, strings kept: enough to judge words and imports. */
function code(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/.*$/gm, '$1');
}

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

function resolve(from: string, specifier: string): string | undefined {
  const base = specifier.startsWith('@site/')
    ? specifier.slice('@site/'.length)
    : normalize(join(dirname(from), specifier)).replaceAll('\\', '/');
  for (const candidate of [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`, `${base}/index.tsx`]) {
    if (existsSync(join(root, candidate)) && statSync(join(root, candidate)).isFile()) return candidate;
  }
  return undefined;
}

const sources = ['engine', 'src', 'cli', 'labs', 'bench', 'test', 'scripts'].flatMap(files);
const imports: Import[] = sources.flatMap((from) => {
  const text = code(readFileSync(join(root, from), 'utf8'));
  const found: Import[] = [];
  for (const match of text.matchAll(
    /\b(?:import|export)\s+(type\s)?[^'";]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|\bimport\s+['"]([^'"]+)['"]/g,
  )) {
    const specifier = match[2] ?? match[3] ?? match[4];
    if (!specifier || !(specifier.startsWith('.') || specifier.startsWith('@site/'))) continue;
    const to = resolve(from, specifier);
    if (to) found.push({ from, to, typeOnly: Boolean(match[1]) });
  }
  return found;
});

/** `engine/network/link.ts` -> `engine/network`; `engine/session.ts` -> `engine`. */
function room(file: string): string {
  const parts = file.split('/');
  if (parts[0] === 'engine') return parts.length > 2 ? `engine/${parts[1]}` : 'engine';
  return parts[0]!;
}

describe('imports', () => {
  it('run one way, as the table says', () => {
    const wrong = imports.filter(({ from, to }) => {
      const allowed = mayImport[room(from)];
      if (!allowed || room(from) === room(to)) return false;
      return !(
        allowed.includes(room(to)) ||
        (allowed.includes('*engine') && room(to).startsWith('engine')) ||
        (allowed.includes('engine/index') && to === 'engine/index.ts')
      );
    });
    expect(wrong.map(({ from, to }) => `${from} may not import ${to}`)).toEqual([]);
  });

  it('make no cycle between the folders of the engine', () => {
    const edges = new Map<string, Set<string>>();
    for (const { from, to } of imports) {
      const a = dirname(from);
      const b = dirname(to);
      if (a !== b && a.startsWith('engine') && b.startsWith('engine') && room(from) !== room(to)) {
        const list = edges.get(room(from)) ?? new Set<string>();
        list.add(room(to));
        edges.set(room(from), list);
      }
    }
    const cycles: string[] = [];
    const walk = (at: string, path: string[]): void => {
      if (path.includes(at)) {
        cycles.push([...path.slice(path.indexOf(at)), at].join(' -> '));
        return;
      }
      for (const next of edges.get(at) ?? []) walk(next, [...path, at]);
    };
    for (const start of edges.keys()) walk(start, []);
    expect([...new Set(cycles)]).toEqual([]);
  });

  it('reach every file of the engine', () => {
    const reached = new Set(imports.filter(({ from }) => !from.startsWith('test/')).map(({ to }) => to));
    const unreached = files('engine').filter((file) => file !== 'engine/index.ts' && !reached.has(file));
    expect(unreached).toEqual([]);
  });
});

describe('the engine', () => {
  it('touches neither clock nor chance nor timers of its own', () => {
    const offenders = files('engine').flatMap((file) => {
      const text = code(readFileSync(join(root, file), 'utf8')).replace(/(['"`])(?:\\.|(?!\1)[^\\\n])*\1/g, '""');
      return bans.filter(([pattern]) => pattern.test(text)).map(([, name]) => `${file}: ${name}`);
    });
    expect(offenders).toEqual([]);
  });

  it('has no file or folder called core-library, common, utils or helpers', () => {
    const named = files('engine').filter((file) => /(^|\/)(common|utils?|helpers?)(\/|\.tsx?$)/.test(file));
    expect(named).toEqual([]);
  });
});

describe('leftovers', () => {
  it('are not in the sources', () => {
    // The pattern is put together so that this file does not find itself.
    const leftover = new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|${['X', 'XX'].join('')})\\b`);
    const offenders = sources.filter((file) => leftover.test(readFileSync(join(root, file), 'utf8')));
    expect(offenders).toEqual([]);
  });

  it('holds no TypeScript in labs', () => {
    expect(files('labs')).toEqual([]);
  });
});
