/**
 * `TestDrive:` and `TestRegistry:`: a folder and a registry key of their own for each container. What a block leaves there
 * is gone when the block ends. `seen: Pester 5.9.0 (TestDrive.ps1, TestRegistry.ps1)`
 */
import type { Program } from '../language/host';
import { ControlFlow } from '../language/runtime/control-flow';
import type { Frame } from '../language/runtime/frame';
import type { Scope } from '../language/runtime/scope';
import type { Value } from '../language/values';
import { call } from './call-command';
import { setVariable } from './state';
import type { Container } from './tree';

interface DriveKind {
  name: 'TestDrive' | 'TestRegistry';
  provider: 'FileSystem' | 'Registry';
  place: (frame: Frame, id: string) => string;
  /** `$TestDrive` holds the folder. */
  variable: boolean;
}

const kinds: DriveKind[] = [
  {
    name: 'TestDrive',
    provider: 'FileSystem',
    variable: true,
    place: ({ rs }, id) => `${(rs.options.environment?.get('TEMP') ?? 'C:\\Windows\\Temp').replace(/\\$/, '')}\\${id}`,
  },
  {
    name: 'TestRegistry',
    provider: 'Registry',
    variable: false,
    place: (_frame, id) => `HKCU:\\Software\\Pester\\${id}`,
  },
];

export interface TestDrive {
  name: string;
  place: string;
}

function identifier(frame: Frame): string {
  const hex = (digits: number): string => {
    let text = '';
    for (let i = 0; i < digits; i++) text += Math.floor(frame.rs.time.random() * 16).toString(16);
    return text;
  };
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}

/** Calls a command that may fail without harm. */
function* quietly(frame: Frame, name: string, named: ReadonlyArray<readonly [string, Value]>): Program<Value[]> {
  const { rs } = frame;
  const propagate = rs.propagate;
  rs.propagate = true;
  try {
    return yield* call(frame, name, [...named, ['ErrorAction', 'Ignore']]);
  } catch (error) {
    if (error instanceof ControlFlow) throw error;
    rs.recordOf(error, frame);
    return [];
  } finally {
    rs.propagate = propagate;
  }
}

/** Makes the drives that a container's text speaks of. */
export function* openTestDrives(frame: Frame, scope: Scope, container: Container): Program<TestDrive[]> {
  const { rs } = frame;
  const text = container.text ?? container.script?.text ?? '';
  const open: TestDrive[] = [];
  for (const kind of kinds) {
    if (!text.toLowerCase().includes(kind.name.toLowerCase()) || !rs.registry.isImplemented('New-PSDrive')) continue;
    const place = kind.place(frame, identifier(frame));
    const item: Array<[string, Value]> = [
      ['Path', place],
      ['Force', true],
    ];
    if (kind.provider === 'FileSystem') item.push(['ItemType', 'Directory']);
    yield* quietly(frame, 'New-Item', item);
    yield* quietly(frame, 'New-PSDrive', [
      ['Name', kind.name],
      ['PSProvider', kind.provider],
      ['Root', place],
      ['Scope', 'Global'],
    ]);
    if (kind.variable) setVariable(scope, 'TestDrive', place);
    open.push({ name: kind.name, place });
  }
  return open;
}

export function* closeTestDrives(frame: Frame, open: readonly TestDrive[]): Program<void> {
  for (const drive of open) {
    yield* quietly(frame, 'Remove-PSDrive', [
      ['Name', drive.name],
      ['Force', true],
    ]);
    yield* quietly(frame, 'Remove-Item', [
      ['LiteralPath', drive.place],
      ['Recurse', true],
      ['Force', true],
    ]);
  }
}

function* contentOf(frame: Frame, drive: TestDrive): Program<Set<string>> {
  const names = yield* quietly(frame, 'Get-ChildItem', [
    ['LiteralPath', drive.place],
    ['Recurse', true],
    ['Name', true],
  ]);
  return new Set(names.map((name) => frame.rs.text(name)));
}

/** What lies on the drives now. */
export function* rememberTestDrives(frame: Frame, open: readonly TestDrive[]): Program<Array<Set<string>>> {
  const found: Array<Set<string>> = [];
  for (const drive of open) found.push(yield* contentOf(frame, drive));
  return found;
}

/** Removes what was not there before. */
export function* restoreTestDrives(
  frame: Frame,
  open: readonly TestDrive[],
  before: ReadonlyArray<ReadonlySet<string>>,
): Program<void> {
  for (let i = 0; i < open.length; i++) {
    const now = yield* contentOf(frame, open[i]);
    // A folder goes with what is in it.
    const left = [...now].filter((name) => !before[i].has(name)).sort((a, b) => a.length - b.length);
    const gone: string[] = [];
    for (const name of left) {
      if (gone.some((folder) => name.startsWith(`${folder}\\`))) continue;
      gone.push(name);
      yield* quietly(frame, 'Remove-Item', [
        ['LiteralPath', `${open[i].place}\\${name}`],
        ['Recurse', true],
        ['Force', true],
      ]);
    }
  }
}
