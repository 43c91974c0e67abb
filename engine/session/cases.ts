/** Cases in, results out: what `lab transcripts`, `parse`, `complete`, `screens` run. Each case has a session of its own. */
import { namesOfMachine } from '../cmdlets/management';
import { LineHost } from '../console/line-host';
import { languageFieldTypes } from '../console/prompts/field-types';
import { runScreen, type ScreenCase, type ScreenResult } from '../console/screens';
import type { Program, Request } from '../language/host';
import { type ParseShape, parseShape } from '../language/parsing/oracle-shape';
import { parse } from '../language/parsing/parser';
import { PipelineStoppedException } from '../language/runtime/control-flow';
import type { Runspace } from '../language/runtime/runspace';
import type { Catalog } from './catalog';
import { completionOf } from './completion';
import { RunningWorld } from './running-world';
import { driveUnattended, EndlessScript, editorLanguage, makeRunspace, STRETCH_COST } from './shells';

export interface Surroundings {
  world: string;
  host?: string;
}

/** A world that starts only when something asks for it: most cases are about the language alone. */
export class LazyWorld {
  private running: RunningWorld | undefined;
  constructor(
    private readonly catalog: Catalog,
    private readonly name: string,
  ) {}
  readonly get = (): RunningWorld => {
    this.running ??= RunningWorld.start(this.catalog.world(this.name).world, 1);
    return this.running;
  };
  get started(): RunningWorld | undefined {
    return this.running;
  }
}

function runspaceFor(
  catalog: Catalog,
  surroundings: Surroundings,
  ui: LineHost,
  interactive = false,
): { lazy: LazyWorld; runspace: Runspace } {
  const lazy = new LazyWorld(catalog, surroundings.world);
  const runspace = makeRunspace({
    running: lazy.get,
    machineName: surroundings.host ?? 'HV01',
    userName: 'CONTOSO\\Administrator',
    ui,
    interactive,
    epoch: catalog.epochTicks(surroundings.world),
    started: () => lazy.started !== undefined,
  });
  return { lazy, runspace };
}

/** Drives a program on a world that may not be started: time passes only where it is. */
function driveLazily<T>(program: Program<T>, lazy: LazyWorld): T {
  return driveUnattended(program, lazy.get, STRETCH_COST);
}

export interface TranscriptCase {
  id: string;
  code: string;
  width?: number;
  world?: string;
  host?: string;
  setup?: string;
}

/** Every line the console shows for `code` typed at the prompt of a fresh session, without prompt and echo. */
export function runTranscripts(
  catalog: Catalog,
  cases: readonly TranscriptCase[],
  surroundings: Surroundings,
): { id: string; lines: string[] }[] {
  return cases.map((entry) => {
    const host = new LineHost(entry.width ?? 120);
    const { lazy, runspace } = runspaceFor(
      catalog,
      { world: entry.world ?? surroundings.world, host: entry.host ?? surroundings.host },
      host,
    );
    try {
      if (entry.setup) driveLazily(runspace.run(entry.setup), lazy);
      driveLazily(runspace.run(entry.code), lazy);
    } catch (error) {
      if (error instanceof EndlessScript) host.writeLine('error', 'Dualpath stopped this case: it does not end.');
      else if (!(error instanceof PipelineStoppedException)) {
        host.writeLine('error', `The simulator failed: ${(error as Error).message}`);
      }
    }
    host.finish();
    return { id: entry.id, lines: host.lines };
  });
}

/** Tokens, errors and syntax tree of each text, in the oracle's shape. */
export function parseCases(cases: readonly { id: string; code: string }[]): ({ id: string } & ParseShape)[] {
  return cases.map(({ id, code }) => ({ id, ...parseShape(parse(code)) }));
}

export interface CompletionCase {
  id: string;
  code: string;
  cursor?: number;
  setup?: string;
}
export interface CompletionResult {
  id: string;
  replacementIndex: number;
  replacementLength: number;
  matches: { completionText: string; listItemText: string; type: string; toolTip: string }[];
}

/** What Tab offers for each text. */
export function completeCases(
  catalog: Catalog,
  cases: readonly CompletionCase[],
  surroundings: Surroundings,
): CompletionResult[] {
  return cases.map((entry) => {
    const { lazy, runspace } = runspaceFor(catalog, surroundings, new LineHost(120));
    if (entry.setup) driveLazily(runspace.run(entry.setup), lazy);
    const found = completionOf(runspace).complete(entry.code, entry.cursor ?? entry.code.length);
    return {
      id: entry.id,
      replacementIndex: found.replacementIndex,
      replacementLength: found.replacementLength,
      matches: found.matches.map(({ completionText, listItemText, type, toolTip }) => ({
        completionText,
        listItemText,
        type,
        toolTip,
      })),
    };
  });
}

/** The screen after keys. */
export function runScreenCases(
  catalog: Catalog,
  cases: readonly ScreenCase[],
  surroundings: Surroundings,
): ScreenResult[] {
  return cases.map((entry) =>
    runScreen(entry, () => {
      const lazy = new LazyWorld(catalog, surroundings.world);
      return {
        makeShell: (host) => {
          const runspace = makeRunspace({
            running: lazy.get,
            machineName: surroundings.host ?? 'HV01',
            userName: 'CONTOSO\\Administrator',
            ui: host,
            interactive: true,
            epoch: catalog.epochTicks(surroundings.world),
            started: () => lazy.started !== undefined,
          });
          // The setup is no line that anyone entered.
          let unseen = entry.setup;
          return {
            // A case brings no files: what Tab offers must not depend on those of a machine.
            language: editorLanguage(runspace, { ...namesOfMachine(runspace), listContainer: () => [] }),
            fieldTypes: languageFieldTypes({}),
            prompt: () => runspace.prompt(),
            *run(text: string) {
              const addToHistory = text !== unseen;
              if (!addToHistory) unseen = undefined;
              const result = yield* runspace.run(text, { addToHistory });
              return result.exit === undefined ? undefined : { exit: result.exit };
            },
            stop: () => new PipelineStoppedException(),
          };
        },
        handle: (request: Request): bigint => {
          const { simulation } = lazy.get();
          if (request.kind === 'sleep') {
            simulation.runFor(Number(request.ticks) * 100);
            return request.ticks;
          }
          if (request.kind === 'waitFor') {
            const before = simulation.now;
            while (!request.until() && simulation.step());
            return BigInt(Math.floor((simulation.now - before) / 100));
          }
          if (request.kind === 'pause') simulation.runFor(STRETCH_COST);
          return 0n;
        },
      };
    }),
  );
}

export type { ScreenCase, ScreenResult };
