/**
 * The drives of a session, where it stands, and what a path means. One object a runspace, found with `drivesOf`.
 * seen: LocationGlobber.cs, SessionStateDriveAPIs.cs; powershell-semantics.md 19
 */
import '../../language/net';
import type { MachineRecord } from '../../estate/records';
import type { CommandContext } from '../../language/command';
import { PathInfo } from '../../language/runtime/host-object';
import type { Runspace } from '../../language/runtime/runspace';
import { typeNamed } from '../../language/runtime/type-named';
import { hasWildcards, matchesWildcard } from '../../language/text/wildcard';
import type { NetType } from '../../language/types';
import {
  addedMembers,
  foldCase,
  knownTypes,
  long,
  NetObject,
  PSList,
  PSTypeValue,
  type Value,
} from '../../language/values';
import { dateOf, estate } from '../hyper-v/service';
import { FileProvider } from './file-provider';
import { FileTree } from './file-tree';
import { type ItemProvider, ProviderError, pathNotFound } from './item-provider';
import { RegistryProvider } from './registry-provider';
import { AliasProvider, EnvironmentProvider, FunctionProvider, VariableProvider } from './session-providers';

const automation = 'System.Management.Automation';

/** Names of the classes behind the providers. seen: Get-PSProvider of 5.1 (K) */
const implementing: Record<string, string> = {
  Registry: 'Microsoft.PowerShell.Commands.RegistryProvider',
  Alias: 'Microsoft.PowerShell.Commands.AliasProvider',
  Environment: 'Microsoft.PowerShell.Commands.EnvironmentProvider',
  FileSystem: 'Microsoft.PowerShell.Commands.FileSystemProvider',
  Function: 'Microsoft.PowerShell.Commands.FunctionProvider',
  Variable: 'Microsoft.PowerShell.Commands.VariableProvider',
};

/** System.Management.Automation.PSDriveInfo. `root` is a provider path. */
export class PSDriveInfo extends NetObject {
  /** Where Set-Location was last on this drive, below the root. */
  current = '';
  constructor(
    readonly drives: SessionDrives,
    readonly name: string,
    readonly provider: ItemProvider,
    readonly root: string,
    public description = '',
  ) {
    super();
  }
  get netType(): NetType {
    return typeNamed(`${automation}.PSDriveInfo`);
  }
}

/** System.Management.Automation.ProviderInfo. */
export class ProviderInfo extends NetObject {
  constructor(
    readonly drives: SessionDrives,
    readonly provider: ItemProvider,
  ) {
    super();
  }
  get netType(): NetType {
    return typeNamed(`${automation}.ProviderInfo`);
  }
  get fullName(): string {
    return `Microsoft.PowerShell.Core\\${this.provider.name}`;
  }
}

/** Where a path leads. */
export interface Place {
  provider: ItemProvider;
  /** Absent for UNC paths and paths with a provider's name. */
  drive: PSDriveInfo | undefined;
  /** Provider path. */
  path: string;
}

/** System.Management.Automation.PathInfo of a place. */
export class LocationInfo extends PathInfo {
  constructor(
    readonly place: Place,
    readonly drives: SessionDrives,
  ) {
    super(drives.shown(place));
  }
}

/** Parts of a path without `.` and `..`; what leads above the root stays there. */
function normalized(parts: readonly string[]): string[] {
  const result: string[] = [];
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    if (part === '..') result.pop();
    else result.push(part);
  }
  return result;
}

const splitParts = (path: string): string[] => path.split(/[\\/]/);

/** Takes the backticks away that shield wildcard characters. */
function withoutEscapes(text: string): string {
  return text.replace(/`([*?[\]`])/g, '$1');
}

export function providerNotFound(name: string): ProviderError {
  return new ProviderError(
    `Cannot find a provider with the name '${name}'.`,
    'ProviderNotFound',
    'ObjectNotFound',
    name,
    `${automation}.ProviderNotFoundException`,
  );
}
export function driveNotFound(name: string): ProviderError {
  return new ProviderError(
    `Cannot find drive. A drive with the name '${name}' does not exist.`,
    'DriveNotFound',
    'ObjectNotFound',
    name,
    `${automation}.DriveNotFoundException`,
  );
}

export class SessionDrives {
  readonly providers: ItemProvider[];
  private readonly infos: Map<ItemProvider, ProviderInfo>;
  private readonly table = new Map<string, PSDriveInfo>();
  private readonly files: ItemProvider | undefined;
  /** Letters beyond C: are read from the machine when one is asked for. */
  private lettersRead = false;
  private place: Place;
  /** What `rs.location` was when this object last set or read it. */
  private synced: string;
  /** Stacks of Push-Location by name; '' is the first one. */
  readonly stacks = new Map<string, Place[]>([['', []]]);
  stackName = '';

  constructor(readonly rs: Runspace) {
    describeTypes();
    this.providers = [];
    const service = rs.hasService(estate) ? rs.service(estate) : undefined;
    const add = (provider: ItemProvider): ItemProvider => {
      this.providers.push(provider);
      return provider;
    };
    const registry = service && add(new RegistryProvider(() => service.machine));
    const alias = add(new AliasProvider(rs));
    const environment = add(new EnvironmentProvider(rs));
    if (service)
      this.files = add(
        new FileProvider(
          () => this.tree as FileTree,
          (time) => dateOf(service.management, time),
          () => homeOf(service.machine),
        ),
      );
    const functions = add(new FunctionProvider(rs));
    const variables = add(new VariableProvider(rs));
    this.infos = new Map(this.providers.map((provider) => [provider, new ProviderInfo(this, provider)]));

    this.put('Alias', alias, '', 'Drive that contains a view of the aliases stored in a session state');
    // Every machine has a drive C.
    if (this.files) this.put('C', this.files, 'C:\\', '');
    this.put('Env', environment, '', 'Drive that contains a view of the environment variables for the process');
    this.put('Function', functions, '', 'Drive that contains a view of the functions stored in a session state');
    if (registry) {
      this.put('HKCU', registry, 'HKEY_CURRENT_USER', 'The software settings for the current user');
      this.put('HKLM', registry, 'HKEY_LOCAL_MACHINE', 'The configuration settings for the local computer');
    }
    this.put('Variable', variables, '', 'Drive that contains a view of those variables stored in a session state');

    const start = this.table.get('c') ?? (this.table.get('variable') as PSDriveInfo);
    this.place = { provider: start.provider, drive: start, path: start.root };
    this.synced = '';
    this.adopt();
    const pwd = rs.global.top.find('pwd');
    if (pwd) pwd.compute = () => new LocationInfo(this.current, this);
  }

  /** The machine whose session this is. */
  get machine(): MachineRecord | undefined {
    return this.rs.hasService(estate) ? this.rs.service(estate).machine : undefined;
  }
  /** Its files, as they are now. */
  get tree(): FileTree | undefined {
    if (!this.rs.hasService(estate)) return undefined;
    const { management, machine } = this.rs.service(estate);
    return new FileTree(management.world, machine, () => management.simulation.now);
  }
  private readLetters(): void {
    if (this.lettersRead || !this.files) return;
    this.lettersRead = true;
    for (const { letter, label } of this.machine?.drives ?? []) {
      const known = this.table.get(foldCase(letter));
      if (known) known.description = label;
      else this.put(letter, this.files, `${letter}:\\`, label);
    }
  }

  private put(name: string, provider: ItemProvider, root: string, description: string): PSDriveInfo {
    const drive = new PSDriveInfo(this, name, provider, root, description);
    this.table.set(foldCase(name), drive);
    return drive;
  }

  // ---- drives and providers ----------------------------------------------------------------------------------------

  providerInfo(provider: ItemProvider): ProviderInfo {
    return this.infos.get(provider) as ProviderInfo;
  }
  findProvider(name: string): ItemProvider | undefined {
    const short = foldCase(name.replace(/^Microsoft\.PowerShell\.Core\\/i, ''));
    return this.providers.find((provider) => foldCase(provider.name) === short);
  }
  drive(name: string): PSDriveInfo | undefined {
    const found = this.table.get(foldCase(name));
    if (found || !/^[a-z]$/i.test(name)) return found;
    this.readLetters();
    return this.table.get(foldCase(name));
  }
  /** All drives by name. */
  all(): PSDriveInfo[] {
    this.readLetters();
    return [...this.table.values()].sort((a, b) => (foldCase(a.name) < foldCase(b.name) ? -1 : 1));
  }
  add(name: string, provider: ItemProvider, root: string, description: string): PSDriveInfo {
    return this.put(name, provider, root, description);
  }
  remove(drive: PSDriveInfo): void {
    this.table.delete(foldCase(drive.name));
  }

  // ---- where the session stands ------------------------------------------------------------------------------------

  /** Takes over a location that others wrote into the runspace. */
  private adopt(): void {
    const { location } = this.rs;
    if (location === this.synced) return;
    this.synced = location;
    try {
      const place = this.resolve(location);
      this.place = place;
      if (place.drive) place.drive.current = this.below(place.drive, place.path);
    } catch {
      // A location that no longer exists is kept as it is shown.
    }
  }
  get current(): Place {
    this.adopt();
    return this.place;
  }
  set current(place: Place) {
    this.place = place;
    if (place.drive) place.drive.current = this.below(place.drive, place.path);
    this.synced = this.shown(place);
    this.rs.location = this.synced;
  }

  // ---- paths -------------------------------------------------------------------------------------------------------

  /** The part of a provider path below the root of its drive. */
  below(drive: PSDriveInfo, path: string): string {
    return path.slice(drive.root.length).replace(/^\\+/, '');
  }
  /** `C:\Temp`, `HKLM:\SOFTWARE`, or the provider's own path where there is no drive. */
  shown(place: Place): string {
    if (place.drive) return `${place.drive.name}:\\${this.below(place.drive, place.path)}`;
    return this.providerPath(place);
  }
  /** As `shown`, but a UNC path without the provider's name. */
  shownShort(place: Place): string {
    return place.drive || place.provider.name !== 'FileSystem' ? this.shown(place) : place.path;
  }
  /** `Microsoft.PowerShell.Core\FileSystem::C:\Temp`. */
  providerPath(place: { provider: ItemProvider; path: string }): string {
    return `Microsoft.PowerShell.Core\\${place.provider.name}::${place.path}`;
  }

  private under(provider: ItemProvider, drive: PSDriveInfo | undefined, root: string, parts: readonly string[]): Place {
    const rest = normalized(parts).join('\\');
    const path = rest === '' ? root : root === '' ? rest : root.endsWith('\\') ? root + rest : `${root}\\${rest}`;
    return { provider, drive, path };
  }

  /** The place that a path names, wildcards taken as they are. Throws where drive or provider are unknown. */
  resolve(text: string): Place {
    const qualified = /^([^:\\/]+(?:\\[^:\\/]+)?)::(.*)$/s.exec(text);
    if (qualified) {
      const provider = this.findProvider(qualified[1]);
      if (!provider) throw providerNotFound(qualified[1]);
      const path = qualified[2];
      if (provider.name === 'FileSystem') return { ...this.fileSystemPlace(path, provider), drive: undefined };
      return this.under(provider, undefined, '', splitParts(path));
    }
    if (/^[\\/]{2}[^\\/]/.test(text)) {
      const provider = this.findProvider('FileSystem');
      if (provider) return this.uncPlace(text, provider);
    }
    const named = /^([^:\\/]+):(.*)$/s.exec(text);
    if (named) {
      const drive = this.drive(named[1]);
      if (!drive) throw driveNotFound(named[1]);
      const rest = named[2];
      const from = /^[\\/]/.test(rest)
        ? []
        : splitParts(drive === this.placeOrNone?.drive ? this.belowCurrent() : drive.current);
      return this.under(drive.provider, drive, drive.root, [...from, ...splitParts(rest)]);
    }
    const here = this.placeOrNone as Place;
    if (/^~(?=[\\/]|$)/.test(text) && here.provider.home !== undefined)
      return this.fileSystemPlace(`${here.provider.home}${text.slice(1)}`, here.provider);
    if (here.drive) {
      const from = /^[\\/]/.test(text) ? [] : splitParts(this.belowCurrent());
      return this.under(here.provider, here.drive, here.drive.root, [...from, ...splitParts(text)]);
    }
    // A share or a provider path without a drive.
    const share = /^\\\\[^\\]+\\[^\\]+/.exec(here.path)?.[0] ?? '';
    const rest = here.path.slice(share.length);
    return this.under(here.provider, undefined, share, [
      ...(/^[\\/]/.test(text) ? [] : splitParts(rest)),
      ...splitParts(text),
    ]);
  }
  /** The place without looking at `rs.location` again: `adopt` itself resolves. */
  private get placeOrNone(): Place | undefined {
    if (this.rs.location !== this.synced) this.adopt();
    return this.place;
  }
  private belowCurrent(): string {
    const { drive, path } = this.place;
    return drive ? this.below(drive, path) : path;
  }
  private fileSystemPlace(path: string, provider: ItemProvider): Place {
    if (/^[\\/]{2}/.test(path)) return this.uncPlace(path, provider);
    const match = /^([A-Za-z]):(.*)$/s.exec(path);
    const drive = match && this.drive(match[1]);
    if (match && drive) return this.under(provider, drive, drive.root, splitParts(match[2]));
    return { provider, drive: undefined, path };
  }
  private uncPlace(text: string, provider: ItemProvider): Place {
    const [, , server, share, ...rest] = splitParts(text);
    const root = share === undefined || share === '' ? `\\\\${server}` : `\\\\${server}\\${share}`;
    return this.under(provider, undefined, root, rest);
  }

  /** Whether a path names items with wildcards. */
  isPattern(text: string): boolean {
    return hasWildcards(text.replace(/^[^:\\/]+(?:\\[^:\\/]+)?::/, ''));
  }

  /** Existing places that a path names. A path without wildcards that leads nowhere throws. */
  glob(text: string, literal: boolean, includeHidden = false): Place[] {
    if (literal || !this.isPattern(text)) {
      const place = this.resolve(literal ? text : withoutEscapes(text));
      if (!this.exists(place)) throw pathNotFound(this.shownShort(place));
      return [place];
    }
    return this.matches(text, includeHidden);
  }

  exists(place: Place): boolean {
    // The root of a drive is there even where what it shows is not a real item.
    return place.provider.exists(place.path);
  }

  private matches(text: string, includeHidden: boolean): Place[] {
    const place = this.resolve(text);
    const { provider, drive } = place;
    const root = drive ? drive.root : (/^\\\\[^\\]+\\[^\\]+/.exec(place.path)?.[0] ?? '');
    const parts = place.path
      .slice(root.length)
      .split('\\')
      .filter((part) => part !== '');
    let found = [root];
    parts.forEach((part, index) => {
      const next: string[] = [];
      const last = index === parts.length - 1;
      for (const at of found) {
        if (!hasWildcards(part)) {
          const path = provider.join(at, withoutEscapes(part));
          if (provider.exists(path)) next.push(path);
          continue;
        }
        if (!provider.isContainer(at)) continue;
        for (const child of provider.children(at)) {
          if (child.hidden && !includeHidden && last) continue;
          if (matchesWildcard(child.name, part) && (last || child.isContainer))
            next.push(provider.join(at, child.name));
        }
      }
      found = next;
    });
    return found.map((path) => ({ provider, drive, path }));
  }

  // ---- objects -----------------------------------------------------------------------------------------------------

  /** Adds PSPath and the like to an item, as Get-Item does. */
  dress(value: Value, place: Place): Value {
    if (!(value instanceof NetObject)) return value;
    const added = addedMembers.get(value) ?? { members: new Map() };
    addedMembers.set(value, added);
    const note = (name: string, what: Value): void => {
      added.members.set(foldCase(name), { kind: 'NoteProperty', name, value: what });
    };
    for (const [name, what] of this.notes(place)) note(name, what);
    note('PSIsContainer', place.provider.isContainer(place.path));
    return value;
  }
  /** PSPath, PSParentPath, PSChildName, PSDrive, PSProvider of a place. */
  notes(place: Place): Array<[string, Value]> {
    const { provider, drive } = place;
    const notes: Array<[string, Value]> = [['PSPath', this.providerPath(place)]];
    if (provider.isNavigation) {
      const { parent, leaf } = provider.split(place.path);
      notes.push([
        'PSParentPath',
        parent === place.path || parent === '' ? '' : this.providerPath({ provider, path: parent }),
      ]);
      notes.push(['PSChildName', leaf === '' ? place.path : leaf]);
    }
    if (drive) notes.push(['PSDrive', drive]);
    notes.push(['PSProvider', this.providerInfo(provider)]);
    return notes;
  }
  item(place: Place): Value {
    return this.dress(place.provider.item(place.path), place);
  }

  /** Bytes used and free of a drive; undefined where it has none. */
  usage(drive: PSDriveInfo): { used: number; free: number } | undefined {
    const letter = /^([A-Za-z]):/.exec(drive.root)?.[1];
    const record = this.machine?.drives.find((one) => one.letter.toLowerCase() === letter?.toLowerCase());
    if (!record || drive.provider.name !== 'FileSystem') return undefined;
    let used = 0;
    const visit = (node: (typeof record)['root']): void => {
      for (const child of Object.values(node.children)) {
        if (child.kind === 'file') used += child.size;
        else visit(child);
      }
    };
    visit(record.root);
    return { used, free: record.sizeBytes - used };
  }
}

/** Folder of the signed-in user. */
export function homeOf(machine: MachineRecord): string {
  return machine.environment.USERPROFILE ?? `C:\\Users\\${machine.signedInUser.replace(/^.*\\/, '')}`;
}

const known = new WeakMap<Runspace, SessionDrives>();

/** The drives of a session; made when they are first needed. */
export function sessionDrives(rs: Runspace): SessionDrives {
  let drives = known.get(rs);
  if (!drives) {
    drives = new SessionDrives(rs);
    known.set(rs, drives);
  }
  return drives;
}
export function drivesOf(ctx: CommandContext): SessionDrives {
  return sessionDrives(ctx.runspace as Runspace);
}

let described = false;

/** Members of PSDriveInfo, ProviderInfo, PathInfo over those the language gave them. */
function describeTypes(): void {
  if (described) return;
  described = true;
  const put = (type: NetType, name: string, shown: string, get: (self: Value) => Value): void => {
    type.properties.set(foldCase(name), { name, type: shown, definition: `${shown} ${name} {get;}`, get });
  };
  const drive = typeNamed(`${automation}.PSDriveInfo`);
  const ofDrive = (read: (self: PSDriveInfo) => Value) => (self: Value) => read(self as PSDriveInfo);
  put(
    drive,
    'CurrentLocation',
    'string',
    ofDrive((self) => self.current),
  );
  put(
    drive,
    'Name',
    'string',
    ofDrive((self) => self.name),
  );
  put(
    drive,
    'Provider',
    `${automation}.ProviderInfo`,
    ofDrive((self) => self.drives.providerInfo(self.provider)),
  );
  put(
    drive,
    'Root',
    'string',
    ofDrive((self) => self.root),
  );
  put(
    drive,
    'Description',
    'string',
    ofDrive((self) => self.description),
  );
  put(drive, 'MaximumSize', 'System.Nullable[long]', () => null);
  put(drive, 'Credential', `${automation}.PSCredential`, () => null);
  put(
    drive,
    'DisplayRoot',
    'string',
    ofDrive((self) => (self.root.startsWith('\\\\') ? self.root : null)),
  );
  for (const [name, key] of [
    ['Used', 'used'],
    ['Free', 'free'],
  ] as const)
    put(
      drive,
      name,
      'System.Object',
      ofDrive((self) => {
        const usage = self.drives.usage(self);
        return usage ? long(usage[key]) : null;
      }),
    );
  drive.toText = (self) => (self as PSDriveInfo).name;

  const provider = typeNamed(`${automation}.ProviderInfo`);
  const ofProvider = (read: (self: ProviderInfo) => Value) => (self: Value) => read(self as ProviderInfo);
  put(
    provider,
    'ImplementingType',
    'type',
    ofProvider((self) => new PSTypeValue(typeNamed(implementing[self.provider.name]))),
  );
  put(provider, 'HelpFile', 'string', () => 'System.Management.Automation.dll-Help.xml');
  put(
    provider,
    'Name',
    'string',
    ofProvider((self) => self.provider.name),
  );
  put(provider, 'PSSnapIn', `${automation}.PSSnapInInfo`, () => 'Microsoft.PowerShell.Core');
  put(provider, 'ModuleName', 'string', () => 'Microsoft.PowerShell.Core');
  put(provider, 'Module', `${automation}.PSModuleInfo`, () => null);
  put(provider, 'Description', 'string', () => '');
  put(
    provider,
    'Capabilities',
    `${automation}.Provider.ProviderCapabilities`,
    ofProvider((self) => self.provider.capabilities),
  );
  put(
    provider,
    'Home',
    'string',
    ofProvider((self) => self.provider.home ?? ''),
  );
  put(
    provider,
    'Drives',
    `System.Collections.ObjectModel.Collection[${automation}.PSDriveInfo]`,
    ofProvider(
      (self) =>
        new PSList(
          self.drives.all().filter((one) => one.provider === self.provider),
          knownTypes['System.Collections.ObjectModel.Collection`1'] ?? knownTypes['System.Collections.ArrayList'],
        ),
    ),
  );
  provider.toText = (self) => (self as ProviderInfo).fullName;

  const path = typeNamed(`${automation}.PathInfo`);
  const ofPath = (read: (self: LocationInfo) => Value, plain: (self: PathInfo) => Value) => (self: Value) =>
    self instanceof LocationInfo ? read(self) : plain(self as PathInfo);
  put(
    path,
    'Drive',
    `${automation}.PSDriveInfo`,
    ofPath(
      (self) => self.place.drive ?? null,
      () => null,
    ),
  );
  put(
    path,
    'Provider',
    `${automation}.ProviderInfo`,
    ofPath(
      (self) => self.drives.providerInfo(self.place.provider),
      () => null,
    ),
  );
  put(
    path,
    'ProviderPath',
    'string',
    ofPath(
      (self) => self.place.path,
      (self) => self.path,
    ),
  );
  put(
    path,
    'Path',
    'string',
    ofPath(
      (self) => self.path,
      (self) => self.path,
    ),
  );
  path.toText = (self) => (self as PathInfo).path;
}
