const Local = 1;
const Script = 2;
const Global = 4;
const Private = 8;
const IsVariable = 16;
const IsFunction = 32;
const DriveQualified = 64;
const Unqualified = 128;
const Unscoped = Local | Script | Global | Private;

const scopes: readonly (readonly [name: string, flag: number])[] = [
  ['global:', Global],
  ['local:', Local],
  ['private:', Private],
  ['script:', Script],
];

/**
 * The name of a variable with its scope or drive, as after `$`: `x`, `script:x`, `env:PATH`, `variable:global:x`.
 * seen: PowerShell engine, VariablePath
 */
export class VariablePath {
  /** The text as written, without `$` and braces. */
  declare readonly userPath: string;
  /** The part behind scope or drive. */
  declare readonly unqualifiedPath: string;
  declare private readonly flags: number;

  constructor(path: string, forFunction = false) {
    let flags = forFunction ? IsFunction : 0;
    let start = 0;
    let qualified = false;
    const colon = path.indexOf(':');
    if (colon > 0) {
      const lower = path.toLowerCase();
      if (!forFunction && lower.startsWith('variable:')) {
        flags = IsVariable;
        start = 9;
        qualified = true;
      }
      for (const [name, flag] of scopes) {
        if (lower.startsWith(name, start)) {
          if (flags === 0) flags = IsVariable;
          flags |= flag;
          start += name.length;
          qualified = true;
          break;
        }
      }
      if (!qualified && flags === 0) {
        flags = DriveQualified;
        start = colon + 1;
      }
    }
    // A colon in front is dropped and means nothing.
    if (colon === 0 && !forFunction) start = 1;
    if (flags === 0) flags = IsVariable | Unqualified;
    this.userPath = path;
    this.unqualifiedPath = start === 0 ? path : path.slice(start);
    this.flags = flags;
  }

  get isGlobal(): boolean {
    return (this.flags & Global) !== 0;
  }
  get isLocal(): boolean {
    return (this.flags & Local) !== 0;
  }
  get isPrivate(): boolean {
    return (this.flags & Private) !== 0;
  }
  get isScript(): boolean {
    return (this.flags & Script) !== 0;
  }
  /** Neither scope nor drive is given. */
  get isUnqualified(): boolean {
    return (this.flags & Unqualified) !== 0;
  }
  /** No scope is given (a drive may be). */
  get isUnscopedVariable(): boolean {
    return (this.flags & Unscoped) === 0;
  }
  /** It names a variable, not an item of another drive. */
  get isVariable(): boolean {
    return (this.flags & IsVariable) !== 0;
  }
  get isFunction(): boolean {
    return (this.flags & IsFunction) !== 0;
  }
  get isDriveQualified(): boolean {
    return (this.flags & DriveQualified) !== 0;
  }
  /** `env` of `env:PATH`. */
  get driveName(): string | undefined {
    return this.isDriveQualified ? this.userPath.slice(0, this.userPath.indexOf(':')) : undefined;
  }
  /** The name to look up: with the drive if there is one, without the scope. */
  get qualifiedName(): string {
    return this.isDriveQualified ? this.userPath : this.unqualifiedPath;
  }
  toString(): string {
    return this.userPath;
  }
}
