/** The files of a machine for the rest of the engine: scripts and redirection, .NET's System.IO, Out-File, completion. */
import { find } from '../../estate/tables';
import type { CompletionNameKind, CompletionPathItem } from '../../language/completion/context';
import { NetException } from '../../language/errors';
import type { ScriptFiles } from '../../language/runtime/provider';
import type { Runspace } from '../../language/runtime/runspace';
import type { EnvironmentAccess, FileAccess } from '../../language/types';
import type { EstateService } from '../hyper-v/service';
import type { FileProblem, FileStore } from '../utility/file-store';
import { decodeText, encodeText } from '../utility/text-encoding';
import { drivesOf, homeOf, sessionDrives } from './drives';
import { FileError, FileTree, split } from './file-tree';
import { ProviderError } from './item-provider';

function treeOf({ management, machine }: EstateService): FileTree {
  return new FileTree(management.world, machine, () => management.simulation.now);
}

/** Scripts, modules and redirection. `resolve` is relative to the location of the session. */
export function scriptFiles(service: EstateService): ScriptFiles {
  return {
    resolve: (path, rs) => fullPath(rs, path),
    readText: (path) => {
      const tree = treeOf(service);
      const node = tree.node(path);
      if (node?.kind !== 'file' || node.text === null) return undefined;
      return decodeText(tree.readBytes(path), 'default');
    },
    writeText: (path, text, append) => {
      const tree = treeOf(service);
      const before = append && tree.node(path)?.kind === 'file' ? tree.readBytes(path) : new Uint8Array();
      const more = encodeText(text, 'unicode', before.length === 0);
      const whole = new Uint8Array(before.length + more.length);
      whole.set(before);
      whole.set(more, before.length);
      asNet(() => tree.writeBytes(path, whole), path);
    },
  };
}

/** A path as written, as a file system path; a path of another provider stays as it is. */
export function fullPath(rs: Runspace, path: string): string {
  try {
    return sessionDrives(rs).resolve(path).path;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return path;
  }
}

function asNet<T>(operation: () => T, path: string): T {
  try {
    return operation();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.id === 'PathNotFound')
      throw new NetException('System.IO.FileNotFoundException', `Could not find file '${path}'.`);
    if (error.message.startsWith('Could not find a part'))
      throw new NetException('System.IO.DirectoryNotFoundException', error.message);
    throw new NetException(
      error.category === 'PermissionDenied' ? 'System.UnauthorizedAccessException' : 'System.IO.IOException',
      error.message,
    );
  }
}

/** What `[System.IO.File]` and the like see. Their relative paths start at the folder of the process, not of the session. */
export function fileAccess(service: EstateService): FileAccess {
  const whole = (path: string): string => {
    const normal = path.replaceAll('/', '\\');
    if (/^[A-Za-z]:\\|^\\\\/.test(normal)) return normal;
    if (normal.startsWith('\\')) return `C:${normal}`;
    // seen: the process of a shell started from the menu stands in the profile of its user (K)
    return `${homeOf(service.machine)}\\${normal.replace(/^\.\\/, '')}`;
  };
  return {
    exists: (path) => treeOf(service).node(whole(path))?.kind,
    read: (path) => asNet(() => treeOf(service).readBytes(whole(path)), whole(path)),
    write: (path, bytes) => void asNet(() => treeOf(service).writeBytes(whole(path), bytes), whole(path)),
    remove: (path) => asNet(() => treeOf(service).remove(whole(path), false), whole(path)),
    createDirectory: (path) => {
      if (treeOf(service).node(whole(path))?.kind !== 'directory')
        asNet(() => treeOf(service).makeDirectory(whole(path)), whole(path));
    },
    list: (path) =>
      asNet(() => treeOf(service).children(whole(path)), whole(path)).map((node) => ({
        name: node.name,
        directory: node.kind === 'directory',
      })),
  };
}

/** Files for Out-File, Export-Csv, Select-String and the like: paths go through the drives of the session. */
export const sessionFileStore: FileStore = {
  fullPath: (ctx, path) => fullPath(ctx.runspace as Runspace, path),
  expand(ctx, path, literal) {
    const drives = drivesOf(ctx);
    try {
      return drives
        .glob(path, literal)
        .filter((place) => place.provider.name === 'FileSystem' && !place.provider.isContainer(place.path))
        .map((place) => place.path);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return [];
    }
  },
  exists: (ctx, path) => drivesOf(ctx).tree?.node(path)?.kind === 'file',
  read(ctx, path) {
    const { tree } = drivesOf(ctx);
    return tree?.node(path)?.kind === 'file' ? asNet(() => tree.readBytes(path), path) : undefined;
  },
  write(ctx, path, content, options): FileProblem | undefined {
    const { tree } = drivesOf(ctx);
    const node = tree?.node(path);
    if (!tree || node?.kind === 'directory') return 'denied';
    if (tree.node(split(path).parent)?.kind !== 'directory') return 'no-folder';
    if (node?.attributes.includes('ReadOnly') && !options.force) return 'denied';
    const before = options.append && node ? tree.readBytes(path) : new Uint8Array();
    const whole = new Uint8Array(before.length + content.length);
    whole.set(before);
    whole.set(content, before.length);
    try {
      tree.writeBytes(path, whole, { force: options.force });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return 'denied';
    }
    return undefined;
  },
};

/**
 * Environment variables of a shell: those of the machine and its user when the first one is asked for; what the shell then
 * sets is its own, unless the scope says otherwise.
 */
export function environmentAccess(service: EstateService): EnvironmentAccess {
  let own: Map<string, readonly [string, string]> | undefined;
  const all = (): Map<string, readonly [string, string]> => {
    if (own) return own;
    own = new Map();
    for (const [name, value] of Object.entries(service.machine.environment)) own.set(name.toLowerCase(), [name, value]);
    return own;
  };
  return {
    get: (name, scope) => {
      if (scope === undefined || scope === 'Process') return all().get(name.toLowerCase())?.[1];
      const { environment } = service.machine;
      const key = Object.keys(environment).find((one) => one.toLowerCase() === name.toLowerCase());
      return key === undefined ? undefined : environment[key];
    },
    set: (name, value, scope) => {
      const key = name.toLowerCase();
      if (scope === undefined || scope === 'Process') {
        if (value === undefined) all().delete(key);
        else all().set(key, [all().get(key)?.[0] ?? name, value]);
        return;
      }
      const { environment } = service.machine;
      const spelled = Object.keys(environment).find((one) => one.toLowerCase() === key) ?? name;
      if (value === undefined) delete environment[spelled];
      else environment[spelled] = value;
    },
    all: () => all().values(),
    get machineName() {
      return service.machine.computerName.toUpperCase();
    },
    get userName() {
      return service.machine.signedInUser.replace(/^.*\\/, '');
    },
    get userDomainName() {
      return domainOf(service.machine.signedInUser, service.machine.computerName);
    },
    get processorCount() {
      return processorsOf(service);
    },
    tickCount: () => Math.floor((service.management.simulation.now - (service.machine.bootedAt ?? 0)) / 1_000_000),
    get currentDirectory() {
      return homeOf(service.machine);
    },
    set currentDirectory(_path: string) {
      // The folder of the process stays: nothing in a session shows it.
    },
  };
}

function domainOf(user: string, computerName: string): string {
  return user.includes('\\') ? user.slice(0, user.indexOf('\\')) : computerName.toUpperCase();
}

/** Logical processors of the machine: of its hardware, or of its virtual machine. */
export function processorsOf({ management, machine }: EstateService): number {
  const { world } = management;
  const host = find(world.hosts, (record) => record.machine === machine.id);
  if (host) {
    const { sockets, coresPerSocket, threadsPerCore } = host.hardware.processor;
    return sockets * coresPerSocket * threadsPerCore;
  }
  return find(world.vms, (record) => record.guest.machine === machine.id)?.processor.count ?? 1;
}

/** Items of the container that a path names, for Tab; undefined where there is none. Hidden items are left out. */
export function listContainer(rs: Runspace, path: string): CompletionPathItem[] | undefined {
  const drives = sessionDrives(rs);
  try {
    const place = drives.resolve(path);
    const { provider } = place;
    if (!provider.isContainer(place.path)) return undefined;
    return provider
      .children(place.path)
      .filter((child) => !child.hidden)
      .map((child) => ({
        name: child.name,
        isContainer: child.isContainer,
        // Keys are shown by the path of the registry, as the engine does.
        fullPath:
          provider.name === 'FileSystem'
            ? provider.join(place.path, child.name)
            : drives.shown({ ...place, path: provider.join(place.path, child.name) }),
      }));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return undefined;
  }
}

/** What Tab asks of the machine of a session: files and keys, services, drives, providers, event logs, variables of the environment. */
export function namesOfMachine(rs: Runspace): {
  names(kind: CompletionNameKind): Iterable<string>;
  listContainer(path: string): Iterable<CompletionPathItem> | undefined;
  driveItems(drive: string): Iterable<string>;
} {
  return {
    names(kind) {
      const drives = sessionDrives(rs);
      switch (kind) {
        case 'service':
          return Object.values(drives.machine?.services ?? {}).map((service) => service.name);
        case 'serviceDisplayName':
          return Object.values(drives.machine?.services ?? {}).map((service) => service.displayName);
        case 'drive':
          return drives.all().map((drive) => drive.name);
        case 'provider':
          return drives.providers.map((provider) => provider.name);
        case 'eventLog':
          return new Set(drives.machine?.events.map((event) => event.log));
        default:
          return [];
      }
    },
    listContainer: (path) => listContainer(rs, path),
    driveItems: (drive) =>
      drive.toLowerCase() === 'env' ? [...(rs.options.environment?.all() ?? [])].map(([name]) => name) : [],
  };
}
