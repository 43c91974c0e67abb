import type { Ast, CommandAst, CommandParameterAst, ExpressionAst, ScriptBlockAst } from '../ast';
import { nodesOf } from '../ast-walk';
import type { CommandMetadata, ParameterMetadata, ParameterUse } from '../binding/command-metadata';
import { allSets } from '../binding/command-metadata';
import type { CompletionSession, ResolvedCommand } from './context';
import { commandOfText } from './text-metadata';

/** One argument of a command with the parameter it was given to. */
export interface ArgumentPair {
  readonly kind: 'pair' | 'switch' | 'fake' | 'array' | 'pipe';
  readonly parameter: CommandParameterAst | undefined;
  /** Undefined for a switch, or where the value is still missing. */
  readonly argument: Ast | undefined;
  /** `-Name:value` */
  readonly withColon: boolean;
  /** The values of a parameter that takes the remaining arguments. */
  readonly elements: readonly ExpressionAst[];
}

/** A command line as far as it can be bound while it is being written. */
export interface PseudoBinding {
  readonly command: ResolvedCommand;
  readonly succeeded: boolean;
  readonly arguments: readonly ArgumentPair[];
  readonly unbound: readonly ParameterMetadata[];
  /** By folded name. */
  readonly bound: ReadonlyMap<string, ParameterMetadata>;
  readonly boundArguments: ReadonlyMap<string, ArgumentPair>;
  readonly notFound: ReadonlySet<CommandParameterAst>;
  readonly ambiguous: ReadonlySet<CommandParameterAst>;
  readonly duplicate: ReadonlySet<CommandParameterAst>;
  /** Bits of the parameter sets that are still possible. */
  readonly validSets: number;
  readonly defaultSet: number;
}

export type BindingPurpose = 'argument' | 'parameter';

/** The parameter is in one of these sets. */
export function isInSets(parameter: ParameterMetadata, sets: number): boolean {
  return (parameter.mask & sets) !== 0 || isInAllSets(parameter);
}

function isInAllSets(parameter: ParameterMetadata): boolean {
  return parameter.uses.some((use) => use.mask === allSets);
}

/** What holds of a parameter in these sets. */
export function usesIn(parameter: ParameterMetadata, sets: number): ParameterUse[] {
  return parameter.uses.filter((use) => use.mask === allSets || (use.mask & sets) !== 0);
}

/** Finds a command by name: functions of the text first, then those of the session. */
export function findCommand(
  session: CompletionSession,
  root: ScriptBlockAst,
  name: string | undefined,
): ResolvedCommand | undefined {
  if (name === undefined) return undefined;
  const key = name.toLowerCase();
  for (const node of nodesOf(root)) {
    if (node.type === 'FunctionDefinitionAst' && node.name.toLowerCase() === key) {
      return commandOfText(node.name, node.body, node.parameters);
    }
  }
  return session.resolveCommand(name);
}

/**
 * Binds what is there of a command, without running anything and without complaint.
 * seen: PowerShell engine, PseudoParameterBinder
 */
export function pseudoBind(
  command: ResolvedCommand,
  ast: CommandAst,
  atCursor: CommandParameterAst | undefined,
  purpose: BindingPurpose,
  bindPositional = true,
): PseudoBinding {
  return new Binder(command, ast, atCursor, purpose, bindPositional).run();
}

class AmbiguousName {}

class Binder {
  private readonly metadata: CommandMetadata;
  private pairs: ArgumentPair[] = [];
  private unbound: ParameterMetadata[];
  private readonly bound = new Map<string, ParameterMetadata>();
  private readonly boundArguments = new Map<string, ArgumentPair>();
  private readonly notFound = new Set<CommandParameterAst>();
  private readonly ambiguous = new Set<CommandParameterAst>();
  private readonly duplicate = new Set<CommandParameterAst>();
  private validSets: number = allSets;
  private defaultSet: number;

  constructor(
    private readonly command: ResolvedCommand,
    private readonly ast: CommandAst,
    private readonly atCursor: CommandParameterAst | undefined,
    private readonly purpose: BindingPurpose,
    private readonly bindPositional: boolean,
  ) {
    this.metadata = command.metadata;
    this.unbound = [...this.metadata.parameters];
    this.defaultSet = command.isSimpleFunction ? 0 : this.metadata.defaultMask;
  }

  run(): PseudoBinding {
    this.collectArguments();
    let succeeded = this.pairParameters();
    if (succeeded) {
      let rest = this.bindNamed();
      succeeded = this.validSets !== 0;
      if (this.bindPositional) rest = this.bindPositions(rest);
      if (!this.command.isSimpleFunction) {
        this.bindRemaining(rest);
        this.bindPipeline();
      }
      if (this.purpose !== 'parameter') this.narrowSets();
    }
    return {
      command: this.command,
      succeeded,
      arguments: this.pairs,
      unbound: succeeded ? this.unbound : this.metadata.parameters,
      bound: this.bound,
      boundArguments: this.boundArguments,
      notFound: this.notFound,
      ambiguous: this.ambiguous,
      duplicate: this.duplicate,
      validSets: this.validSets,
      defaultSet: this.defaultSet,
    };
  }

  private collectArguments(): void {
    for (const element of this.ast.commandElements.slice(1)) {
      if (element.type === 'CommandParameterAst') {
        this.pairs.push({
          kind: 'pair',
          parameter: element,
          argument: element.argument,
          withColon: element.argument !== undefined,
          elements: [],
        });
      } else if (!(element.type === 'StringConstantExpressionAst' && element.value === '-')) {
        this.pairs.push({ kind: 'pair', parameter: undefined, argument: element, withColon: false, elements: [] });
      }
    }
  }

  /** The one parameter that a name or its beginning means. */
  private find(name: string, tryExact: boolean): ParameterMetadata | undefined {
    const key = name.toLowerCase();
    const found: ParameterMetadata[] = [];
    for (const parameter of this.metadata.parameters) {
      const names = [parameter.key, ...parameter.aliases.map((a) => a.toLowerCase())];
      if (tryExact && names.includes(key)) return parameter;
      if (names.some((n) => n.startsWith(key))) found.push(parameter);
    }
    if (found.length > 1) {
      const own = found.filter((p) => !p.common);
      if (tryExact && own.length === 1) return own[0];
      throw new AmbiguousName();
    }
    return found[0];
  }

  /** Joins parameters with the values behind them. */
  private pairParameters(): boolean {
    const result: ArgumentPair[] = [];
    const pairs = this.pairs;
    for (let i = 0; i < pairs.length; i++) {
      const pair = pairs[i];
      const parameter = pair.parameter;
      if (parameter === undefined || pair.argument !== undefined) {
        result.push(pair);
        continue;
      }
      const next = pairs[i + 1];
      const nextIsValue = next !== undefined && next.parameter === undefined;
      let found: ParameterMetadata | undefined;
      try {
        found = this.find(parameter.parameterName, parameter !== this.atCursor);
      } catch (error) {
        if (!(error instanceof AmbiguousName)) throw error;
        if (nextIsValue) i++;
        this.ambiguous.add(parameter);
        continue;
      }
      const make = (kind: ArgumentPair['kind'], argument?: Ast): ArgumentPair => ({
        kind,
        parameter,
        argument,
        withColon: false,
        elements: [],
      });
      if (found === undefined) {
        if (nextIsValue && this.atCursor !== undefined) {
          this.pairs = [];
          return false;
        }
        if (nextIsValue) i++;
        this.notFound.add(parameter);
      } else if (found.isSwitch) {
        result.push(make('switch'));
      } else if (next === undefined) {
        result.push(make('fake'));
      } else if (nextIsValue) {
        result.push(make('pair', next.argument));
        i++;
      } else if (next.parameter !== undefined && this.isUnknown(next.parameter.parameterName)) {
        result.push(make('pair', next.parameter));
        i++;
      } else {
        result.push(make('fake'));
      }
    }
    this.pairs = result;
    return true;
  }

  private isUnknown(name: string): boolean {
    try {
      return this.find(name, true) === undefined;
    } catch (error) {
      if (error instanceof AmbiguousName) return false;
      throw error;
    }
  }

  private take(parameter: ParameterMetadata, pair: ArgumentPair): void {
    this.unbound = this.unbound.filter((p) => p !== parameter);
    if (!this.bound.has(parameter.key)) this.bound.set(parameter.key, parameter);
    if (!this.boundArguments.has(parameter.key)) this.boundArguments.set(parameter.key, pair);
  }

  private bindNamed(): ArgumentPair[] {
    const rest: ArgumentPair[] = [];
    for (const pair of this.pairs) {
      if (pair.parameter === undefined) {
        rest.push(pair);
        continue;
      }
      let found: ParameterMetadata | undefined;
      try {
        found = this.find(pair.parameter.parameterName, true);
      } catch (error) {
        if (!(error instanceof AmbiguousName)) throw error;
        this.ambiguous.add(pair.parameter);
        continue;
      }
      if (found === undefined) {
        this.notFound.add(pair.parameter);
      } else if (this.bound.has(found.key)) {
        this.duplicate.add(pair.parameter);
      } else {
        if (found.mask !== 0) this.validSets &= found.mask;
        this.take(found, pair);
      }
    }
    return rest;
  }

  private positionsOf(sets: number): Map<number, ParameterMetadata[]> {
    const positions = new Map<number, ParameterMetadata[]>();
    for (const parameter of this.unbound) {
      for (const use of usesIn(parameter, sets)) {
        if (use.position === undefined) continue;
        const list = positions.get(use.position) ?? [];
        if (!list.includes(parameter)) list.push(parameter);
        positions.set(use.position, list);
      }
    }
    return positions;
  }

  private bindPositions(args: readonly ArgumentPair[]): ArgumentPair[] {
    const rest: ArgumentPair[] = [];
    let index = 0;
    const order = [...this.positionsOf(this.validSets).keys()].sort((a, b) => a - b);
    for (const position of order) {
      const candidates = this.positionsOf(this.validSets).get(position);
      if (candidates === undefined) continue;
      while (index < args.length && isSplatted(args[index])) index++;
      if (index >= args.length) break;
      const pair = args[index++];
      let bound = false;
      if (this.purpose !== 'parameter' && (this.validSets & this.defaultSet) !== 0) {
        bound = this.bindInSet(this.defaultSet, position, candidates, pair);
      }
      if (!bound) bound = this.bindInSet(this.validSets, position, candidates, pair);
      if (!bound) rest.push(pair);
    }
    return [...rest, ...args.slice(index)];
  }

  private bindInSet(
    sets: number,
    position: number,
    candidates: readonly ParameterMetadata[],
    pair: ArgumentPair,
  ): boolean {
    let mask = 0;
    for (const parameter of candidates) {
      if (!usesIn(parameter, sets).some((use) => use.position === position)) continue;
      mask |= parameter.mask;
      this.take(parameter, pair);
    }
    if (mask === 0) return false;
    this.validSets &= mask;
    return true;
  }

  private bindRemaining(rest: readonly ArgumentPair[]): void {
    if (rest.length === 0) return;
    const elements: ExpressionAst[] = [];
    for (const pair of rest) {
      if (pair.argument !== undefined && pair.argument.type !== 'CommandParameterAst') {
        elements.push(pair.argument as ExpressionAst);
      }
    }
    let mask = 0;
    for (const parameter of [...this.unbound]) {
      if (!isInSets(parameter, this.validSets)) continue;
      if (!usesIn(parameter, this.validSets).some((use) => use.fromRemaining)) continue;
      mask |= parameter.mask;
      this.take(parameter, { kind: 'array', parameter: undefined, argument: undefined, withColon: false, elements });
    }
    if (mask !== 0) this.validSets &= mask;
  }

  private bindPipeline(): void {
    const pipeline = this.ast.parent;
    if (pipeline?.type !== 'PipelineAst' || pipeline.pipelineElements.indexOf(this.ast) < 1) return;
    let mask = 0;
    for (const parameter of [...this.unbound]) {
      if (!isInSets(parameter, this.validSets)) continue;
      if (!usesIn(parameter, this.validSets).some((use) => use.fromPipeline)) continue;
      mask |= parameter.mask;
      this.take(parameter, { kind: 'pipe', parameter: undefined, argument: undefined, withColon: false, elements: [] });
    }
    if (mask !== 0) this.validSets &= mask;
  }

  /** Of several possible sets, those whose mandatory parameters are there. */
  private narrowSets(): void {
    const sets = this.validSets;
    if (sets === 0 || sets === allSets || (sets & (sets - 1)) === 0) return;
    let complete = 0;
    for (let bit = 1, i = 0; i < this.metadata.setNames.length; i++, bit <<= 1) {
      if ((sets & bit) === 0) continue;
      const missing = this.unbound.some((p) => usesIn(p, bit).some((use) => use.mandatory));
      if (!missing) complete |= bit;
    }
    if (complete !== 0) this.validSets = complete;
  }
}

function isSplatted(pair: ArgumentPair): boolean {
  return pair.argument?.type === 'VariableExpressionAst' && pair.argument.splatted;
}
