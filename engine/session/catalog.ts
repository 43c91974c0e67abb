/** Worlds and labs that a session can open, read from their files once. */
import { loadWorld } from '../capability/power-on';
import type { World } from '../estate/records';
import type { Problem } from '../estate/yaml-document';
import type { Lab } from '../lab/lab';
import { type LabFiles, loadLab } from '../lab/lab-file';
import { fingerprintOf } from '../simulation/fingerprint';
import { epochTicks } from './running-world';

/** Files by path, with `/`: `worlds/two-hosts.yaml`, `enable-sriov/lab.yaml` ... */
export type LabsFolder = Record<string, string>;

export interface CatalogWorld {
  world: World;
  hash: string;
}

/** What `labs/` holds. Problems of one file do not keep the others from being used. */
export class Catalog {
  readonly problems: Problem[] = [];
  private readonly worldTexts = new Map<string, string>();
  private readonly worlds = new Map<string, CatalogWorld>();
  private readonly labFiles = new Map<string, LabFiles>();
  private readonly labs = new Map<string, Lab>();
  private readonly epochs = new Map<string, bigint>();

  constructor(files: LabsFolder) {
    for (const [path, text] of Object.entries(files)) {
      const world = /^worlds\/([^/]+)\.ya?ml$/.exec(path);
      if (world) {
        this.worldTexts.set(world[1], text);
        continue;
      }
      const [folder, ...rest] = path.split('/');
      if (folder === 'worlds' || rest.length === 0) continue;
      const lab = this.labFiles.get(folder) ?? {};
      lab[rest.join('/')] = text;
      this.labFiles.set(folder, lab);
    }
  }

  worldNames(): string[] {
    return [...this.worldTexts.keys()].sort();
  }
  labNames(): string[] {
    return [...this.labFiles.keys()].filter((name) => 'lab.yaml' in (this.labFiles.get(name) ?? {})).sort();
  }

  /** A fresh copy of a world. Throws `CatalogError` with the problems of its file. */
  world(name: string): CatalogWorld {
    let found = this.worlds.get(name);
    if (!found) {
      const text = this.worldTexts.get(name);
      if (text === undefined)
        throw new CatalogError(`There is no world '${name}'. There are: ${this.worldNames().join(', ')}.`);
      const { world, problems } = loadWorld(text, `labs/worlds/${name}.yaml`);
      if (!world) throw new CatalogError(`The world '${name}' cannot be used.`, problems);
      found = { world, hash: fingerprintOf(text) };
      this.worlds.set(name, found);
    }
    return { world: structuredClone(found.world), hash: found.hash };
  }

  /** First instant of a world, in .NET ticks. */
  epochTicks(name: string): bigint {
    let found = this.epochs.get(name);
    if (found === undefined) {
      found = epochTicks(this.world(name).world);
      this.epochs.set(name, found);
    }
    return found;
  }

  /** A lab. Throws `CatalogError` with the problems of its files. */
  lab(name: string): Lab {
    let found = this.labs.get(name);
    if (!found) {
      const files = this.labFiles.get(name);
      if (!files) throw new CatalogError(`There is no lab '${name}'. There are: ${this.labNames().join(', ')}.`);
      const { lab, problems } = loadLab(name, files);
      if (!lab) throw new CatalogError(`The lab '${name}' cannot be used.`, problems);
      if (!this.worldTexts.has(lab.world)) {
        throw new CatalogError(`The lab '${name}' cannot be used.`, [
          {
            file: `labs/${name}/lab.yaml`,
            line: 1,
            column: 1,
            message: `world: found '${lab.world}', expected one of ${this.worldNames().join(', ')}`,
          },
        ]);
      }
      found = lab;
      this.labs.set(name, lab);
    }
    return found;
  }
}

/** A world or lab that does not exist or has problems in its files. */
export class CatalogError extends Error {
  constructor(
    message: string,
    readonly problems: Problem[] = [],
  ) {
    super(problems.length === 0 ? message : `${message}\n${problems.map(describeProblem).join('\n')}`);
    this.name = 'CatalogError';
  }
}

/** `labs/worlds/a.yaml:12:5: found ..., expected ...` */
export function describeProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}
