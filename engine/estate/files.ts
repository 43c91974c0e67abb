/** Reading and writing the drives of a machine. Paths as `C:\Windows\notepad.exe`, case ignored. */
import type {
  DirectoryRecord,
  DriveRecord,
  FileRecord,
  FileTimes,
  MachineRecord,
  SimTime,
  SmbShareRecord,
  World,
} from './records';

export type FileNode = FileRecord | DirectoryRecord;

export function times(time: SimTime): FileTimes {
  return { created: time, modified: time, accessed: time };
}

export function emptyDirectory(name: string, time: SimTime): DirectoryRecord {
  return { kind: 'directory', name, attributes: [], children: {}, ...times(time) };
}

/** A file with a text; its size is that of the UTF-8 bytes. */
export function textFile(name: string, text: string, time: SimTime): FileRecord {
  const size = utf8Length(text);
  return { kind: 'file', name, attributes: ['Archive'], size, text, lockedBy: null, ...times(time) };
}

/** A file whose content is not modelled. */
export function opaqueFile(name: string, size: number, time: SimTime): FileRecord {
  return { kind: 'file', name, attributes: ['Archive'], size, text: null, lockedBy: null, ...times(time) };
}

export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.length) {
      length += 4;
      i++;
    } else length += 3;
  }
  return length;
}

function parts(path: string): string[] {
  return path.split('\\').filter((part) => part !== '');
}

export function drive(machine: MachineRecord, letter: string): DriveRecord | undefined {
  return machine.drives.find((candidate) => candidate.letter === letter.toUpperCase());
}

/** What stands at a local path with a drive letter. */
export function fileAt(machine: MachineRecord, path: string): FileNode | undefined {
  let node: FileNode | undefined = drive(machine, path.slice(0, path.indexOf(':')))?.root;
  for (const part of parts(path.slice(path.indexOf(':') + 1))) {
    const name = part.toLowerCase();
    node = node?.kind === 'directory' && Object.hasOwn(node.children, name) ? node.children[name] : undefined;
  }
  return node;
}

/** The folder at `path`, made with all its parents where it is missing. */
export function ensureDirectory(machine: MachineRecord, path: string, time: SimTime): DirectoryRecord {
  let node = drive(machine, path.slice(0, path.indexOf(':')))!.root;
  for (const part of parts(path.slice(path.indexOf(':') + 1))) {
    const name = part.toLowerCase();
    const child = Object.hasOwn(node.children, name) ? node.children[name] : undefined;
    if (child?.kind === 'directory') {
      node = child;
    } else {
      const made = emptyDirectory(part, time);
      node.children[name] = made;
      node = made;
    }
  }
  return node;
}

export function putFile(directory: DirectoryRecord, node: FileNode): void {
  directory.children[node.name.toLowerCase()] = node;
}

export interface UncTarget {
  share: SmbShareRecord;
  machine: MachineRecord;
  /** Local path on the server. */
  path: string;
}

/** Where a UNC path leads: `\\server\share\rest`, server by name or full name. */
export function resolveUnc(world: World, unc: string): UncTarget | undefined {
  if (!unc.startsWith('\\\\')) return undefined;
  const [server, share, ...rest] = parts(unc);
  if (!server || !share) return undefined;
  const host = server.split('.')[0].toLowerCase();
  for (const id in world.shares) {
    const record = world.shares[id as keyof typeof world.shares];
    const machine = world.machines[record.machine];
    if (machine.computerName.toLowerCase() === host && record.name.toLowerCase() === share.toLowerCase()) {
      return { share: record, machine, path: [record.path.replace(/\\$/, ''), ...rest].join('\\') };
    }
  }
  return undefined;
}
