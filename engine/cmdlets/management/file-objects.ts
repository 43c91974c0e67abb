/** System.IO.FileInfo and DirectoryInfo of the simulated machines. seen: dotnet-members.json; types.ps1xml of 5.1 (K) */
import '../../language/net';
import type { FileNode } from '../../estate/files';
import type { FileAttribute } from '../../estate/records';
import { toText } from '../../language/conversion';
import { NetException } from '../../language/errors';
import { attach, behave } from '../../language/net/binding';
import { addTypeMember } from '../../language/net/type-data';
import { matchesWildcard } from '../../language/text/wildcard';
import { knownTypes, long, PSArray, PSDateTime, PSEnum, TypedObject, type Value } from '../../language/values';
import { FileError, type FileTree, join, split } from './file-tree';

/** What a FileInfo or DirectoryInfo stands for; the file need not exist. */
export interface OfFile {
  tree: FileTree;
  path: string;
  /** `ToString()`: the path as it was given, or the bare name where a folder was listed. */
  shown: string;
  /** Ticks of a simulated instant. */
  date: (time: number) => PSDateTime;
}

const fileType = () => knownTypes['System.IO.FileInfo']!;
const directoryType = () => knownTypes['System.IO.DirectoryInfo']!;

export function fileObject(of: OfFile, isDirectory: boolean): TypedObject<OfFile> {
  return new TypedObject(isDirectory ? directoryType() : fileType(), of);
}

const dataOf = (self: Value): OfFile => (self as TypedObject<OfFile>).data;
const nodeOf = (self: Value): FileNode | undefined => dataOf(self).tree.node(dataOf(self).path);

/** Numbers of System.IO.FileAttributes. */
const attributeBits: Record<FileAttribute | 'Directory', number> = {
  ReadOnly: 1,
  Hidden: 2,
  System: 4,
  Directory: 16,
  Archive: 32,
  Compressed: 2048,
};

export function attributesOf(node: FileNode | undefined): number {
  if (!node) return -1;
  let bits = node.kind === 'directory' ? attributeBits.Directory : 0;
  for (const attribute of node.attributes) bits |= attributeBits[attribute];
  return bits === 0 ? 128 : bits;
}
export function setAttributes(node: FileNode, bits: number): void {
  node.attributes = (['ReadOnly', 'Hidden', 'System', 'Archive', 'Compressed'] as const).filter(
    (name) => (bits & attributeBits[name]) !== 0,
  );
}

/** `d-----`, `-a----`: directory, archive, read-only, hidden, system, link. */
export function modeOf(node: FileNode | undefined): string {
  const bits = attributesOf(node);
  if (bits < 0) return '------';
  return [
    [16, 'd'],
    [32, 'a'],
    [1, 'r'],
    [2, 'h'],
    [4, 's'],
  ]
    .map(([bit, letter]) => (bits & (bit as number) ? letter : '-'))
    .concat('-')
    .join('');
}

const leafOf = (path: string): string => split(path).leaf || path;

function extensionOf(path: string): string {
  const leaf = leafOf(path);
  const dot = leaf.lastIndexOf('.');
  return dot < 0 ? '' : leaf.slice(dot);
}
function baseNameOf(path: string): string {
  const leaf = leafOf(path);
  return leaf.slice(0, leaf.length - extensionOf(path).length);
}

function parentOf(self: Value): Value {
  const of = dataOf(self);
  const { parent, leaf } = split(of.path);
  return leaf === '' ? null : fileObject({ ...of, path: parent, shown: parent }, true);
}

function instant(kind: 'created' | 'modified' | 'accessed', utc: boolean) {
  return {
    get: (self: Value): Value => {
      const node = nodeOf(self);
      // seen: a file that is not there has the date 1601-01-01 (FILETIME 0)
      if (!node) return new PSDateTime(504_911_232_000_000_000n, utc ? 'Utc' : 'Local');
      const local = dataOf(self).date(node[kind]);
      return utc ? new PSDateTime(local.ticks, 'Utc') : local;
    },
    set: (self: Value, value: Value): void => {
      const node = nodeOf(self);
      if (!node || !(value instanceof PSDateTime)) return;
      const zero = dataOf(self).date(0).ticks;
      node[kind] = Number(value.ticks - zero) * 100;
    },
  };
}

/** A failed operation of the tree as the exception .NET throws. */
function guarded<T>(operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const type =
      error.id === 'PathNotFound'
        ? 'System.IO.FileNotFoundException'
        : error.category === 'PermissionDenied'
          ? 'System.UnauthorizedAccessException'
          : 'System.IO.IOException';
    throw new NetException(type, error.id === 'PathNotFound' ? `Could not find file '${error.path}'.` : error.message);
  }
}

function listed(self: Value, args: Value[], want: 'file' | 'directory' | undefined): PSArray {
  const of = dataOf(self);
  const pattern = args.length > 0 && args[0] !== null ? toText(args[0]) : '*';
  const deep = args[1] instanceof PSEnum && args[1].value === 1;
  const found: Value[] = [];
  const visit = (folder: string): void => {
    for (const node of guarded(() => of.tree.children(folder))) {
      const path = join(folder, node.name);
      if ((want === undefined || node.kind === want) && matchesWildcard(node.name, pattern === '*.*' ? '*' : pattern))
        found.push(fileObject({ ...of, path, shown: node.name }, node.kind === 'directory'));
      if (deep && node.kind === 'directory') visit(path);
    }
  };
  visit(of.path);
  const element =
    want === 'file' ? fileType() : want === 'directory' ? directoryType() : knownTypes['System.IO.FileSystemInfo'];
  return new PSArray(found, element);
}

behave('System.IO.FileSystemInfo', {
  properties: {
    Attributes: {
      get: (self) => new PSEnum(knownTypes['System.IO.FileAttributes']!, attributesOf(nodeOf(self))),
      set: (self, value) => {
        const node = nodeOf(self);
        if (node && value instanceof PSEnum) setAttributes(node, value.value);
      },
    },
    CreationTime: instant('created', false),
    CreationTimeUtc: instant('created', true),
    LastAccessTime: instant('accessed', false),
    LastAccessTimeUtc: instant('accessed', true),
    LastWriteTime: instant('modified', false),
    LastWriteTimeUtc: instant('modified', true),
    Exists: (self) =>
      nodeOf(self)?.kind === (self instanceof TypedObject && self.netType === fileType() ? 'file' : 'directory'),
    Extension: (self) => extensionOf(dataOf(self).path),
    FullName: (self) => dataOf(self).path,
    Name: (self) => leafOf(dataOf(self).path),
  },
  methods: {
    Delete: (self) => {
      const of = dataOf(self);
      const node = of.tree.node(of.path);
      if (node?.kind === 'directory' && Object.keys(node.children).length > 0)
        throw new NetException('System.IO.IOException', 'The directory is not empty.\r\n');
      if (node) guarded(() => of.tree.remove(of.path, false));
      return undefined;
    },
    Refresh: () => undefined,
    ToString: (self) => dataOf(self).shown,
  },
  toText: (self) => dataOf(self).shown,
});

behave('System.IO.FileInfo', {
  properties: {
    Directory: parentOf,
    DirectoryName: (self) => split(dataOf(self).path).parent,
    IsReadOnly: {
      get: (self) => (attributesOf(nodeOf(self)) & 1) !== 0,
      set: (self, value) => {
        const node = nodeOf(self);
        if (!node) return;
        node.attributes = node.attributes.filter((name) => name !== 'ReadOnly');
        if (value === true) node.attributes.unshift('ReadOnly');
      },
    },
    Length: (self) => {
      const node = nodeOf(self);
      if (node?.kind !== 'file')
        throw new NetException('System.IO.FileNotFoundException', `Could not find file '${dataOf(self).path}'.`);
      return long(node.size);
    },
  },
  methods: {
    ToString: (self) => dataOf(self).shown,
    CopyTo: (self, args) => {
      const of = dataOf(self);
      const target = toText(args[0]);
      if (args[1] !== true && of.tree.node(target))
        throw new NetException('System.IO.IOException', `The file '${target}' already exists.`);
      guarded(() => of.tree.copy(of.path, target, false));
      return fileObject({ ...of, path: target, shown: target }, false);
    },
    MoveTo: (self, args) => {
      const of = dataOf(self);
      of.path = guarded(() => of.tree.move(of.path, toText(args[0])));
      of.shown = of.path;
      return undefined;
    },
  },
  toText: (self) => dataOf(self).shown,
});

behave('System.IO.DirectoryInfo', {
  properties: {
    Parent: parentOf,
    Root: (self) => {
      const of = dataOf(self);
      const root = /^([A-Za-z]:\\|\\\\[^\\]+\\[^\\]+)/.exec(of.path)?.[0] ?? of.path;
      return fileObject({ ...of, path: root, shown: root }, true);
    },
  },
  methods: {
    ToString: (self) => dataOf(self).shown,
    Create: (self) => {
      const of = dataOf(self);
      if (!of.tree.node(of.path)) guarded(() => of.tree.makeDirectory(of.path));
      return undefined;
    },
    CreateSubdirectory: (self, args) => {
      const of = dataOf(self);
      const path = join(of.path, toText(args[0]));
      if (!of.tree.node(path)) guarded(() => of.tree.makeDirectory(path));
      return fileObject({ ...of, path, shown: path }, true);
    },
    Delete: (self, args) => {
      const of = dataOf(self);
      if (args[0] !== true && guarded(() => of.tree.children(of.path)).length > 0)
        throw new NetException('System.IO.IOException', 'The directory is not empty.\r\n');
      guarded(() => of.tree.remove(of.path, false));
      return undefined;
    },
    MoveTo: (self, args) => {
      const of = dataOf(self);
      of.path = guarded(() => of.tree.move(of.path, toText(args[0])));
      of.shown = of.path;
      return undefined;
    },
    GetFiles: (self, args) => listed(self, args, 'file'),
    GetDirectories: (self, args) => listed(self, args, 'directory'),
    GetFileSystemInfos: (self, args) => listed(self, args, undefined),
    EnumerateFiles: (self, args) => listed(self, args, 'file'),
    EnumerateDirectories: (self, args) => listed(self, args, 'directory'),
    EnumerateFileSystemInfos: (self, args) => listed(self, args, undefined),
  },
  toText: (self) => dataOf(self).shown,
});

for (const name of ['System.IO.FileSystemInfo', 'System.IO.FileInfo', 'System.IO.DirectoryInfo']) {
  const type = knownTypes[name];
  if (type) attach(type);
}
const bothTypes = ['System.IO.FileInfo', 'System.IO.DirectoryInfo'];
// In the order of types.ps1xml, which is that of Format-List *.
for (const type of bothTypes) {
  addTypeMember(type, {
    kind: 'CodeProperty',
    name: 'Mode',
    definition: 'System.String Mode{get=Mode;}',
    get: (self) => modeOf(nodeOf(self)),
  });
}
addTypeMember('System.IO.FileInfo', {
  kind: 'CodeProperty',
  shownAs: 'ScriptProperty',
  name: 'VersionInfo',
  definition: 'System.Object VersionInfo {get=[System.Diagnostics.FileVersionInfo]::GetVersionInfo($this.FullName);}',
  // seen: FileVersionInfo.ToString of a file without a version resource
  get: (self) =>
    [
      ['File:', dataOf(self).path],
      ['InternalName:', ''],
      ['OriginalFilename:', ''],
      ['FileVersion:', ''],
      ['FileDescription:', ''],
      ['Product:', ''],
      ['ProductVersion:', ''],
      ['Debug:', 'False'],
      ['Patched:', 'False'],
      ['PreRelease:', 'False'],
      ['PrivateBuild:', 'False'],
      ['SpecialBuild:', 'False'],
      ['Language:', ''],
    ]
      .map(([label, text]) => `${label.padEnd(18)}${text}\r\n`)
      .join(''),
});
addTypeMember('System.IO.FileInfo', {
  kind: 'CodeProperty',
  shownAs: 'ScriptProperty',
  name: 'BaseName',
  definition:
    'System.Object BaseName {get=if ($this.Extension.Length -gt 0){$this.Name.Remove($this.Name.Length - $this.Extension.Length)}else{$this.Name};}',
  get: (self) => baseNameOf(dataOf(self).path),
});
addTypeMember('System.IO.DirectoryInfo', {
  kind: 'CodeProperty',
  shownAs: 'ScriptProperty',
  name: 'BaseName',
  definition: 'System.Object BaseName {get=$this.Name;}',
  get: (self) => leafOf(dataOf(self).path),
});
for (const type of bothTypes) {
  addTypeMember(type, {
    kind: 'CodeProperty',
    name: 'Target',
    definition:
      'System.Collections.Generic.IEnumerable`1[[System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089]] Target{get=GetTarget;}',
    get: () => new PSArray([], knownTypes['System.String']),
  });
  addTypeMember(type, {
    kind: 'CodeProperty',
    name: 'LinkType',
    definition: 'System.String LinkType{get=GetLinkType;}',
    get: () => null,
  });
}
// Name and Exists are declared by the derived types too, and stand first there.
for (const name of bothTypes) {
  const type = knownTypes[name];
  if (!type) continue;
  const order = name.endsWith('FileInfo')
    ? ['name', 'length', 'directoryname', 'directory', 'isreadonly', 'exists']
    : ['name', 'parent', 'exists', 'root'];
  const found = order.flatMap((key) => {
    const property = type.findProperty(key);
    return property ? [[key, property] as const] : [];
  });
  const others = [...type.properties].filter(([key]) => !order.includes(key));
  type.properties.clear();
  for (const [key, property] of [...found, ...others]) type.properties.set(key, property);
}
