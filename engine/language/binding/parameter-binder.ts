/**
 * Binds arguments to parameters, step by step as powershell-semantics.md 7 tells:
 * names, positions, defaults, remaining arguments, mandatory ones, then each pipeline object.
 */
import type { Ast } from '../ast';
import type { ErrorCategoryName } from '../command';
import { convertTo, toText } from '../conversion';
import { makeException, PSRuntimeException } from '../errors';
import type { Program, PromptField } from '../host';
import { getMember, hasMember, typeOf } from '../net';
import { credentialOf } from '../net/credential-behaviour';
import type { CommandInfo } from '../runtime/command-info';
import { TerminatingError } from '../runtime/control-flow';
import { ErrorRecord, InvocationInfo } from '../runtime/error-record';
import { Extent } from '../runtime/extent';
import type { Frame } from '../runtime/frame';
import type { Runspace } from '../runtime/runspace';
import { ScriptBlock } from '../runtime/script-block';
import type { NetType } from '../types';
import type { Value } from '../values';
import { baseOf, foldCase, PSArray, PSDictionary, PSList } from '../values';
import { type Argument, namedArgument, valueArgument } from './argument';
import { ValidationFailure, validate } from './attributes';
import { CoercionFailure, coerce, fitsType } from './coercion';
import { allSets, type CommandMetadata, type ParameterMetadata, type ParameterUse } from './command-metadata';

/** What a binder stores values in: a cmdlet's record of values or a function's scope. */
export interface BindingTarget {
  set(parameter: ParameterMetadata, value: Value): void;
  unset(parameter: ParameterMetadata): void;
}

const credentialType = 'System.Management.Automation.PSCredential';
const takingCredentials = new WeakMap<CommandMetadata, boolean>();

type Phase = { byValue: boolean; coerce: boolean };
const pipelinePhases: Phase[] = [
  { byValue: true, coerce: false },
  { byValue: false, coerce: false },
  { byValue: true, coerce: true },
  { byValue: false, coerce: true },
];

export class ParameterBinder {
  /** Values by parameter; also those from the pipeline, until the next object. */
  readonly bound = new Map<ParameterMetadata, Value>();
  /** Bits of the parameter sets that are still possible. */
  mask: number = allSets;
  private commandLineMask: number = allSets;
  private readonly fromCommandLine = new Set<ParameterMetadata>();
  private readonly fromPipeline: ParameterMetadata[] = [];
  private readonly delayed = new Map<ParameterMetadata, ScriptBlock>();
  /** What no parameter took (simple functions: `$args`). */
  rest: Value[] = [];
  private unbound: Argument[] = [];
  private quick: ParameterMetadata | undefined;
  private quickChecked = false;

  constructor(
    public metadata: CommandMetadata,
    private readonly command: CommandInfo,
    private readonly invocationName: string,
    private readonly node: Ast | undefined,
    private readonly frame: Frame,
    private readonly target: BindingTarget,
    /** Values convert as in a script function (transformation attributes) or as in a cmdlet. */
    private readonly script: boolean,
  ) {}

  private get rs(): Runspace {
    return this.frame.rs;
  }
  /** Name of the set in use. */
  get setName(): string {
    const { metadata } = this;
    let mask = this.mask;
    if ((mask & metadata.defaultMask) !== 0 && metadata.defaultMask !== 0)
      mask = this.singleSet(mask) ?? metadata.defaultMask;
    return metadata.setName(mask);
  }
  private singleSet(mask: number): number | undefined {
    const bits = this.validBits(mask);
    return bits.length === 1 ? bits[0] : undefined;
  }
  private validBits(mask: number): number[] {
    const bits: number[] = [];
    for (let i = 0; i < this.metadata.setNames.length; i++) if ((mask & (1 << i)) !== 0) bits.push(1 << i);
    return bits;
  }
  isBound(name: string): boolean {
    const parameter = this.metadata.exact(name);
    return parameter !== undefined && this.bound.has(parameter);
  }

  /** An error of binding: ends the statement. */
  fail(
    message: string,
    id: string,
    options: {
      node?: Ast;
      category?: ErrorCategoryName;
      type?: string;
      target?: Value;
      parameter?: string;
      inner?: PSRuntimeException;
    } = {},
  ): TerminatingError {
    return new TerminatingError(this.record(message, id, options));
  }

  private record(
    message: string,
    id: string,
    options: {
      node?: Ast;
      category?: ErrorCategoryName;
      type?: string;
      target?: Value;
      parameter?: string;
      inner?: PSRuntimeException;
    },
  ): ErrorRecord {
    const exception = makeException(options.type ?? 'System.Management.Automation.ParameterBindingException', message, {
      inner: options.inner?.exception,
      properties: { ErrorId: id, ParameterName: options.parameter ?? '' },
    });
    const record = new ErrorRecord(exception, id, options.category ?? 'InvalidArgument', options.target ?? null);
    if (options.target !== undefined && options.target !== null) this.rs.describeTarget(record, options.target);
    record.errorClass = this.command.errorClass;
    const node = options.node ?? this.node;
    const extent =
      node === undefined ? this.rs.extentOf(this.frame) : (Extent.of(node) ?? this.rs.extentOf(this.frame));
    // Errors of the command line carry the command's own name, not the alias typed. seen: the real engine
    const name = id === 'InputObjectNotBound' ? this.invocationName : '';
    record.invocation = new InvocationInfo(this.command, name, extent);
    exception.errorRecord = record;
    return record;
  }

  // ---- names -------------------------------------------------------------------------------------------------------

  private find(argument: Argument, throwing: boolean): ParameterMetadata | undefined {
    const { metadata } = this;
    const name = argument.name!;
    const exact = metadata.exact(name);
    if (exact !== undefined) return exact;
    if (name === '') return undefined;
    const found = metadata.startingWith(name);
    if (found.length <= 1) return found[0];
    const own = found.filter((parameter) => !parameter.common);
    if (own.length === 1) return own[0];
    if (!throwing) return found[0];
    throw this.fail(
      `Parameter cannot be processed because the parameter name '${name}' is ambiguous. Possible matches include:${found.map((parameter) => ` -${parameter.name}`).join('')}.`,
      'AmbiguousParameter',
      { node: argument.node, parameter: name },
    );
  }

  /** Joins `-Name` with the value behind it. */
  private pair(args: readonly Argument[]): Array<{ argument: Argument; parameter: ParameterMetadata | undefined }> {
    const result: Array<{ argument: Argument; parameter: ParameterMetadata | undefined }> = [];
    for (let i = 0; i < args.length; i++) {
      const argument = args[i];
      if (argument.name === undefined) {
        result.push({ argument, parameter: undefined });
        continue;
      }
      const parameter = this.find(argument, true);
      if (parameter === undefined) {
        if (!this.metadata.advanced || this.takesRest()) {
          result.push({ argument, parameter: undefined });
          continue;
        }
        result.push({ argument, parameter: undefined });
        continue;
      }
      if (argument.hasValue) {
        result.push({ argument, parameter });
        continue;
      }
      if (parameter.isSwitch) {
        result.push({ argument: { ...argument, hasValue: true, value: true }, parameter });
        continue;
      }
      const next = args[i + 1];
      const nextIsParameter =
        next !== undefined &&
        next.name !== undefined &&
        !next.nameText.startsWith('--') &&
        this.find(next, false) !== undefined;
      if (next === undefined || nextIsParameter) {
        throw this.fail(
          `Missing an argument for parameter '${parameter.name}'. Specify a parameter of type '${typeOfParameter(parameter)}' and try again.`,
          'MissingArgument',
          { node: argument.node, parameter: parameter.name },
        );
      }
      i++;
      const value = next.name === undefined ? next : { ...next, value: next.nameText, text: undefined, hasValue: true };
      result.push({
        argument: {
          name: argument.name,
          nameText: argument.nameText,
          hasValue: true,
          value: value.value,
          text: value.text,
          node: argument.node,
          valueNode: next.node,
        },
        parameter,
      });
    }
    return result;
  }

  private takesRest(): boolean {
    return this.metadata.parameters.some((parameter) => parameter.uses.some((use) => use.fromRemaining));
  }

  // ---- one value ---------------------------------------------------------------------------------------------------

  /** Converts and checks a value, and stores it. Without coercion false is returned where the type does not fit. */
  private bindValue(
    parameter: ParameterMetadata,
    argument: Argument,
    coercing: boolean,
    fromPipeline: boolean,
  ): boolean {
    let value = argument.value;
    if (this.script && !parameter.common) {
      if (
        !coercing &&
        parameter.attributes.some((attribute) => attribute.kind === 'Type') &&
        !fitsType(value, parameter.type)
      ) {
        return false;
      }
      value = this.transform(parameter, argument, fromPipeline);
    } else {
      if (!coercing && !fitsType(value, parameter.type)) return false;
      try {
        value = coerce(value, parameter.type, parameter.typeName, argument.text, this.rs);
      } catch (error) {
        if (!(error instanceof CoercionFailure)) throw error;
        throw this.coercionError(parameter, argument, error);
      }
    }
    const mandatory = parameter.uses.some((use) => use.mandatory);
    if (mandatory) this.refuseEmpty(parameter, value, argument);
    else if (
      (value === null || value === undefined) &&
      !this.script &&
      parameter.type?.isValueType &&
      !parameter.isSwitch
    ) {
      if (!/Nullable/.test(parameter.typeName)) {
        throw this.validationError(parameter, argument, 'null');
      }
    }
    for (const attribute of parameter.attributes) {
      if (attribute.kind === 'Type') continue;
      if (attribute.kind === 'PSTypeName') {
        this.checkTypeName(parameter, attribute.name, value, argument);
        continue;
      }
      try {
        validate(attribute, value, this.rs);
      } catch (error) {
        if (
          !(error instanceof ValidationFailure) &&
          !(error instanceof TerminatingError) &&
          !(error instanceof PSRuntimeException)
        )
          throw error;
        throw this.fail(
          `Cannot validate argument on parameter '${parameter.name}'. ${error.message}`,
          'ParameterArgumentValidationError',
          {
            node: argument.valueNode ?? argument.node,
            category: 'InvalidData',
            type: 'System.Management.Automation.ParameterBindingValidationException',
            parameter: parameter.name,
            inner: error instanceof PSRuntimeException ? error : undefined,
          },
        );
      }
    }
    if (parameter.declaration?.notSimulated) throw this.notSimulated(parameter, argument);
    this.store(parameter, value);
    return true;
  }

  private store(parameter: ParameterMetadata, value: Value): void {
    this.bound.set(parameter, value);
    this.target.set(parameter, value);
  }

  private notSimulated(parameter: ParameterMetadata, argument: Argument): TerminatingError {
    return this.fail(
      `The parameter '${parameter.name}' of ${this.command.name} exists on a real computer, but Dualpath does not simulate it.`,
      'NotSimulated',
      { node: argument.node, category: 'NotImplemented', parameter: parameter.name },
    );
  }

  private transform(parameter: ParameterMetadata, argument: Argument, _fromPipeline: boolean): Value {
    const { rs } = this;
    let value: Value = argument.value === undefined ? null : argument.value;
    for (let i = parameter.attributes.length - 1; i >= 0; i--) {
      const attribute = parameter.attributes[i];
      if (attribute.kind !== 'Type') continue;
      const { type } = attribute;
      try {
        if (type.fullName === 'System.Management.Automation.SwitchParameter' || type.fullName === 'System.Boolean') {
          value = coerce(value, type, '', argument.text, rs);
        } else if (type.fullName === 'System.String') {
          const base = baseOf(value);
          if (argument.text !== undefined && typeof base !== 'string') value = argument.text;
          else if (base === null) value = '';
          else if (base instanceof PSArray || base instanceof PSList) {
            throw new CoercionFailure(
              'CannotConvertArgumentNoMessage',
              'Cannot convert value to type System.String.',
              undefined,
            );
          } else value = convertTo(value, type, rs.contextFor(this.frame));
        } else value = convertTo(value, type, rs.contextFor(this.frame));
      } catch (error) {
        if (!(error instanceof PSRuntimeException) && !(error instanceof CoercionFailure)) throw error;
        throw this.fail(
          `Cannot process argument transformation on parameter '${parameter.name}'. ${error.message}`,
          'ParameterArgumentTransformationError',
          {
            node: argument.valueNode ?? argument.node,
            category: 'InvalidData',
            type: 'System.Management.Automation.ParameterBindingArgumentTransformationException',
            parameter: parameter.name,
            inner: error instanceof PSRuntimeException ? error : error.inner,
          },
        );
      }
    }
    return value;
  }

  private coercionError(parameter: ParameterMetadata, argument: Argument, failure: CoercionFailure): TerminatingError {
    if (failure.id === 'CannotConvertArgument') {
      const own = typeOf(baseOf(argument.value));
      return this.fail(
        `Cannot convert '${own?.fullName ?? ''}' to the type '${parameter.type?.fullName}' required by parameter '${parameter.name}'. ${failure.message}`,
        'CannotConvertArgument',
        { node: argument.valueNode ?? argument.node, parameter: parameter.name },
      );
    }
    return this.fail(
      `Cannot bind parameter '${parameter.name}'. ${failure.message}`,
      'CannotConvertArgumentNoMessage',
      {
        node: argument.valueNode ?? argument.node,
        parameter: parameter.name,
        inner: failure.inner,
      },
    );
  }

  private validationError(
    parameter: ParameterMetadata,
    argument: Argument,
    what: 'null' | 'string' | 'collection' | 'array',
  ): TerminatingError {
    const texts = {
      null: ['it is null.', 'NullNotAllowed'],
      string: ['it is an empty string.', 'EmptyStringNotAllowed'],
      collection: ['it is an empty collection.', 'EmptyCollectionNotAllowed'],
      array: ['it is an empty array.', 'EmptyArrayNotAllowed'],
    } as const;
    const [text, id] = texts[what];
    return this.fail(
      `Cannot bind argument to parameter '${parameter.name}' because ${text}`,
      `ParameterArgumentValidationError${id}`,
      {
        node: argument.valueNode ?? argument.node,
        category: 'InvalidData',
        type: 'System.Management.Automation.ParameterBindingValidationException',
        parameter: parameter.name,
      },
    );
  }

  /** Mandatory parameters take neither null nor emptiness, unless Allow... says so. */
  private refuseEmpty(parameter: ParameterMetadata, value: Value, argument: Argument): void {
    const base = baseOf(value);
    if (base === null || base === undefined) {
      if (!parameter.allowNull) throw this.validationError(parameter, argument, 'null');
      return;
    }
    if (base === '') {
      if (parameter.type?.fullName === 'System.String' && !parameter.allowEmptyString) {
        throw this.validationError(parameter, argument, 'string');
      }
      return;
    }
    if (parameter.type?.kind !== 'array' && !(parameter.type?.interfaces.includes('System.Collections.IList') ?? false))
      return;
    if (!(base instanceof PSArray) && !(base instanceof PSList)) return;
    if (base.items.length === 0 && !parameter.allowEmptyCollection) {
      throw this.validationError(parameter, argument, base instanceof PSArray ? 'array' : 'collection');
    }
    const given = baseOf(argument.value);
    if (
      given instanceof PSArray &&
      !parameter.allowNull &&
      given.items.some((item) => item === null || item === undefined)
    ) {
      throw this.validationError(parameter, argument, 'null');
    }
    for (const item of base.items) {
      const element = baseOf(item);
      if ((element === null || element === undefined) && !parameter.allowNull) {
        throw this.validationError(parameter, argument, 'null');
      }
      if (element === '' && parameter.type?.element?.fullName === 'System.String' && !parameter.allowEmptyString) {
        throw this.validationError(parameter, argument, 'string');
      }
    }
  }

  private checkTypeName(parameter: ParameterMetadata, name: string, value: Value, argument: Argument): void {
    const list = parameter.type?.kind === 'array' && value instanceof PSArray ? value.items : [value];
    for (const item of list) {
      const names = this.rs.typeNamesOf(item);
      if (names.some((other) => foldCase(other) === foldCase(name))) continue;
      throw this.fail(
        `Cannot bind argument to parameter '${parameter.name}', because PSTypeNames of the argument do not match the PSTypeName required by the parameter: ${name}.`,
        'MismatchedPSTypeName',
        { node: argument.valueNode ?? argument.node, parameter: parameter.name },
      );
    }
  }

  private narrow(parameter: ParameterMetadata, argument: Argument): void {
    if (parameter.mask === allSets) return;
    const mask = this.mask & parameter.mask;
    if (mask === 0) throw this.ambiguousSet(argument.node === undefined ? undefined : this.node);
    this.mask = mask;
  }

  private ambiguousSet(node?: Ast): TerminatingError {
    return this.fail(
      'Parameter set cannot be resolved using the specified named parameters.',
      'AmbiguousParameterSet',
      {
        node,
      },
    );
  }

  // ---- the command line --------------------------------------------------------------------------------------------

  /** Binds the arguments; what must be asked for is asked for. */
  *bindCommandLine(args: readonly Argument[], expectsInput: boolean): Program<void> {
    this.bindArguments(args);
    yield* this.finishCommandLine(expectsInput);
  }

  /** A user name given for a credential: the password is asked for, as the attribute [Credential()] does. */
  *askForPasswords(args: readonly Argument[]): Program<readonly Argument[]> {
    const answered = [...args];
    // `Get-Credential name`: alone, the first position is the credential of the default set.
    const first = this.metadata.parameters.find(
      (parameter) =>
        parameter.type?.fullName === credentialType &&
        parameter.uses.some((use) => use.position === 0 && (use.mask & this.metadata.defaultMask) !== 0),
    );
    const alone = first !== undefined && args.length === 1 && args[0].name === undefined;
    for (let i = 0; i < args.length; i++) {
      const { name, hasValue } = args[i];
      const named = name !== undefined && this.find(args[i], false)?.type?.fullName === credentialType;
      if (!named && !alone) continue;
      const at = hasValue ? i : i + 1;
      const userName = baseOf(answered[at]?.value);
      if (typeof userName !== 'string' || userName === '' || (at > i && answered[at].name !== undefined)) continue;
      const reply = yield {
        kind: 'credential',
        caption: 'Windows PowerShell credential request',
        message: 'Enter your credentials.',
        userName,
      };
      const answer = reply as { userName: string; password: string } | null | undefined;
      if (answer) answered[at] = { ...answered[at], value: credentialOf(answer.userName, answer.password) };
    }
    return answered;
  }

  /** Whether a parameter takes a credential. */
  get takesCredential(): boolean {
    let known = takingCredentials.get(this.metadata);
    if (known === undefined) {
      known = this.metadata.parameters.some((parameter) => parameter.type?.fullName === credentialType);
      takingCredentials.set(this.metadata, known);
    }
    return known;
  }

  /** The part that never waits. */
  bindArguments(args: readonly Argument[]): void {
    const { metadata } = this;
    if (metadata.setNames.length > 0)
      this.mask = metadata.setNames.length >= 31 ? allSets : (1 << metadata.setNames.length) - 1;
    const pairs = this.pair(args);
    const unnamed: Argument[] = [];
    for (const { argument, parameter } of pairs) {
      if (parameter === undefined) {
        unnamed.push(argument);
        continue;
      }
      if (this.bound.has(parameter) || this.delayed.has(parameter)) {
        throw this.fail(
          `Cannot bind parameter because parameter '${parameter.name}' is specified more than once. To provide multiple values to parameters that can accept multiple values, use the array syntax. For example, "-parameter value1,value2,value3".`,
          'ParameterAlreadyBound',
          { node: argument.node, parameter: parameter.name },
        );
      }
      this.bindNamed(parameter, argument);
    }
    this.unbound = this.bindPositional(unnamed);
  }

  private bindNamed(parameter: ParameterMetadata, argument: Argument): void {
    if (this.delays(parameter, argument.value)) this.delayed.set(parameter, argument.value as ScriptBlock);
    else this.bindValue(parameter, argument, true, false);
    this.fromCommandLine.add(parameter);
    this.narrow(parameter, argument);
  }

  /** A script block for a parameter that takes pipeline input is run for each object. */
  private delays(parameter: ParameterMetadata, value: Value): boolean {
    if (!(value instanceof ScriptBlock)) return false;
    if (!parameter.uses.some((use) => use.fromPipeline || use.byPropertyName)) return false;
    const name = parameter.type?.fullName ?? '';
    if (parameter.type === undefined) return true;
    return ![
      'System.Object',
      'System.Management.Automation.PSObject',
      'System.Management.Automation.ScriptBlock',
      'System.Management.Automation.ScriptBlock[]',
      'System.Object[]',
      'System.Management.Automation.PSObject[]',
    ].includes(name);
  }

  private positionalParameters(mask: number): Map<number, Array<{ parameter: ParameterMetadata; use: ParameterUse }>> {
    const byPosition = new Map<number, Array<{ parameter: ParameterMetadata; use: ParameterUse }>>();
    for (const parameter of this.metadata.parameters) {
      if (this.bound.has(parameter) || this.delayed.has(parameter)) continue;
      for (const use of parameter.uses) {
        if (use.position === undefined || use.fromRemaining || (use.mask & mask) === 0) continue;
        const list = byPosition.get(use.position);
        if (list === undefined) byPosition.set(use.position, [{ parameter, use }]);
        else list.push({ parameter, use });
      }
    }
    return byPosition;
  }

  /** Answers what no position took. */
  private bindPositional(args: Argument[]): Argument[] {
    const left: Argument[] = [];
    const queue = [...args];
    if (!queue.some((argument) => argument.name === undefined)) return queue;
    const next = (): Argument | undefined => {
      while (queue.length > 0) {
        const argument = queue.shift()!;
        if (argument.name === undefined) return argument;
        left.push(argument);
        // A parameter nobody knows takes its value with it, so that the value is not bound to a position.
        if (!argument.hasValue && queue.length > 0 && queue[0].name === undefined && !this.takesRest()) {
          left.push(queue.shift()!);
        }
      }
      return undefined;
    };
    const done = new Set<number>();
    for (;;) {
      const table = this.positionalParameters(this.mask);
      const position = [...table.keys()].filter((key) => !done.has(key)).sort((a, b) => a - b)[0];
      if (position === undefined) break;
      const argument = next();
      if (argument === undefined) break;
      done.add(position);
      if (!this.bindAtPosition(table.get(position)!, argument)) left.push(argument);
    }
    left.push(...queue);
    return left;
  }

  private bindAtPosition(
    candidates: Array<{ parameter: ParameterMetadata; use: ParameterUse }>,
    argument: Argument,
  ): boolean {
    const { defaultMask } = this.metadata;
    let failure: TerminatingError | undefined;
    for (const coercing of [false, true]) {
      for (const defaultOnly of [true, false]) {
        if (defaultOnly && (defaultMask === 0 || (this.mask & defaultMask) === 0)) continue;
        const mask = defaultOnly ? this.mask & defaultMask : this.mask;
        for (const { parameter, use } of candidates) {
          if ((use.mask & mask) === 0) continue;
          try {
            if (this.delays(parameter, argument.value)) this.delayed.set(parameter, argument.value as ScriptBlock);
            else if (!this.bindValue(parameter, argument, coercing, false)) continue;
            this.fromCommandLine.add(parameter);
            this.narrow(parameter, argument);
            return true;
          } catch (error) {
            if (!(error instanceof TerminatingError) || candidates.length === 1) throw error;
            failure ??= error;
          }
        }
      }
    }
    if (failure !== undefined) throw failure;
    return false;
  }

  /** Default values, remaining arguments, mandatory parameters. */
  *finishCommandLine(expectsInput: boolean): Program<void> {
    this.applyDefaults();
    this.takeRemaining();
    if (this.unbound.length > 0) this.reportUnbound();
    this.resolveSets(expectsInput);
    const missing = this.missingMandatory(expectsInput);
    if (missing.length > 0) yield* this.ask(missing);
    this.commandLineMask = this.mask;
  }

  /** Whether `finishCommandLine` would only do quick work. */
  private applyDefaults(): void {
    const table = this.rs.defaultParameterValues(this.frame);
    if (table === undefined || !this.metadata.advanced) return;
    for (const { key, value } of table.items()) {
      const text = toText(key);
      const colon = text.lastIndexOf(':');
      if (colon < 0) continue;
      const commandPattern = text.slice(0, colon).trim();
      const parameterPattern = text.slice(colon + 1).trim();
      if (!this.rs.wildcardMatches(commandPattern, this.command.name)) {
        const alias = this.invocationName;
        if (!this.rs.wildcardMatches(commandPattern, alias)) continue;
      }
      const parameters = /[*?[]/.test(parameterPattern)
        ? this.metadata.parameters.filter((parameter) => this.rs.wildcardMatches(parameterPattern, parameter.name))
        : [this.metadata.exact(parameterPattern)].filter((parameter) => parameter !== undefined);
      for (const parameter of parameters) {
        if (this.bound.has(parameter) || this.delayed.has(parameter) || (parameter.mask & this.mask) === 0) continue;
        let given = value;
        if (given instanceof ScriptBlock && parameter.type?.fullName !== 'System.Management.Automation.ScriptBlock') {
          given = this.rs.evaluateBlockNow(given, this.frame);
        }
        try {
          this.bindValue(parameter, valueArgument(given), true, false);
          this.fromCommandLine.add(parameter);
          this.narrow(parameter, valueArgument(given));
        } catch (error) {
          if (!(error instanceof TerminatingError)) throw error;
        }
      }
    }
  }

  private takeRemaining(): void {
    if (this.unbound.length === 0) return;
    const parameter = this.metadata.parameters.find(
      (candidate) =>
        !this.bound.has(candidate) && candidate.uses.some((use) => use.fromRemaining && (use.mask & this.mask) !== 0),
    );
    if (parameter !== undefined) {
      const values: Value[] = [];
      for (const argument of this.unbound) {
        if (argument.name !== undefined) {
          values.push(argument.nameText);
          if (argument.hasValue) values.push(argument.value);
        } else values.push(argument.value);
      }
      const only = values[0];
      const value =
        values.length === 1 && (only instanceof PSArray || only instanceof PSList) ? only : new PSArray(values);
      this.bindValue(parameter, valueArgument(value, this.unbound[0].node), true, false);
      this.fromCommandLine.add(parameter);
      this.narrow(parameter, valueArgument(value));
      this.unbound = [];
      return;
    }
    if (!this.metadata.advanced) {
      for (const argument of this.unbound) {
        if (argument.name !== undefined) {
          this.rest.push(argument.nameText);
          if (argument.hasValue) this.rest.push(argument.value);
        } else this.rest.push(argument.value);
      }
      this.unbound = [];
    }
  }

  private reportUnbound(): never {
    const [argument] = this.unbound;
    if (argument.name !== undefined) {
      throw this.fail(
        `A parameter cannot be found that matches parameter name '${argument.name}'.`,
        'NamedParameterNotFound',
        {
          node: argument.node,
          parameter: argument.name,
        },
      );
    }
    const text =
      argument.value === null || argument.value === undefined ? '$null' : toText(argument.value, this.rs.methodContext);
    throw this.fail(
      `A positional parameter cannot be found that accepts argument '${text}'.`,
      'PositionalParameterNotFound',
      { node: undefined, parameter: text },
    );
  }

  /** Chooses among the sets that are still possible. */
  private resolveSets(expectsInput: boolean): void {
    const bits = this.validBits(this.mask);
    if (bits.length <= 1) return;
    const { defaultMask } = this.metadata;
    const takesInput = expectsInput || this.delayed.size > 0;
    if (takesInput) {
      // Sets that take no pipeline input drop out.
      const taking = bits.filter((bit) =>
        this.metadata.parameters.some(
          (parameter) =>
            !this.fromCommandLine.has(parameter) &&
            parameter.uses.some((use) => (use.mask & bit) !== 0 && (use.fromPipeline || use.byPropertyName)),
        ),
      );
      if (taking.length > 0) {
        this.mask = taking.reduce((mask, bit) => mask | bit, 0);
        return;
      }
    }
    if (defaultMask !== 0 && (this.mask & defaultMask) !== 0) {
      // A set whose mandatory parameters are all given wins over a default whose are not.
      this.mask = defaultMask;
      return;
    }
    const complete = bits.filter((bit) => this.missingIn(bit, false).length === 0);
    if (complete.length === 1) {
      this.mask = complete[0];
      return;
    }
    if (complete.length === 0) {
      // Common mandatory parameters of all sets can be asked for only where the set is clear.
      throw this.ambiguousSet();
    }
    // Several complete sets: the one in which a mandatory parameter was given.
    const latched = complete.filter((bit) =>
      [...this.fromCommandLine].some((parameter) => parameter.uses.some((use) => use.mask === bit && use.mandatory)),
    );
    if (latched.length === 1) {
      this.mask = latched[0];
      return;
    }
    throw this.ambiguousSet();
  }

  private missingIn(mask: number, expectsInput: boolean): ParameterMetadata[] {
    return this.metadata.parameters.filter((parameter) => {
      if (this.bound.has(parameter) || this.delayed.has(parameter)) return false;
      const use = parameter.uses.find((one) => (one.mask & mask) !== 0);
      if (use === undefined || !use.mandatory) return false;
      return !(expectsInput && (use.fromPipeline || use.byPropertyName));
    });
  }

  private missingMandatory(expectsInput: boolean): ParameterMetadata[] {
    const bits = this.validBits(this.mask);
    if (bits.length <= 1) return this.missingIn(this.mask, expectsInput);
    const lists = bits.map((bit) => this.missingIn(bit, expectsInput));
    return lists[0].filter((parameter) => lists.every((list) => list.includes(parameter)));
  }

  private *ask(missing: ParameterMetadata[]): Program<void> {
    if (!this.rs.interactive) {
      throw this.fail(
        `Cannot process command because of one or more missing mandatory parameters:${missing.map((parameter) => ` ${parameter.name}`).join('')}.`,
        'MissingMandatoryParameter',
        { parameter: missing[0].name },
      );
    }
    const fields: PromptField[] = missing.map((parameter) => ({
      name: parameter.name,
      type: typeOfParameter(parameter),
      helpMessage: parameter.uses.find((use) => use.helpMessage)?.helpMessage,
      secure: parameter.type?.fullName === 'System.Security.SecureString',
    }));
    const reply = yield {
      kind: 'fields',
      caption: `cmdlet ${this.command.name} at command pipeline position ${this.pipelinePosition}`,
      message: 'Supply values for the following parameters:',
      fields,
    };
    const values = reply as Record<string, Value> | null | undefined;
    for (const parameter of missing) {
      const value = values?.[parameter.name];
      this.bindValue(parameter, namedArgument(parameter.name, value === undefined ? '' : value), true, false);
      this.fromCommandLine.add(parameter);
    }
  }
  pipelinePosition = 1;

  // ---- dynamic parameters ------------------------------------------------------------------------------------------

  /** Adds parameters that exist only for these arguments, and binds what was left with them. */
  addDynamic(parameters: readonly ParameterMetadata[]): void {
    if (parameters.length === 0) return;
    this.metadata = this.metadata.clone();
    for (const parameter of parameters) this.metadata.add(parameter);
    const left = this.unbound;
    this.unbound = [];
    const pairs = this.pair(left);
    const unnamed: Argument[] = [];
    for (const { argument, parameter } of pairs) {
      if (parameter === undefined) unnamed.push(argument);
      else if (this.bound.has(parameter)) {
        throw this.fail(
          `Cannot bind parameter because parameter '${parameter.name}' is specified more than once. To provide multiple values to parameters that can accept multiple values, use the array syntax. For example, "-parameter value1,value2,value3".`,
          'ParameterAlreadyBound',
          { node: argument.node },
        );
      } else this.bindNamed(parameter, argument);
    }
    this.unbound = this.bindPositional(unnamed);
  }

  // ---- pipeline objects --------------------------------------------------------------------------------------------

  /** Takes back what the last object bound. */
  private reset(): void {
    for (const parameter of this.fromPipeline) {
      this.bound.delete(parameter);
      this.target.unset(parameter);
    }
    this.fromPipeline.length = 0;
    this.mask = this.commandLineMask;
  }

  /** The one parameter that takes any object, where nothing else can be bound from the pipeline. */
  private quickParameter(): ParameterMetadata | undefined {
    this.quickChecked = true;
    if (this.delayed.size > 0) return undefined;
    let only: ParameterMetadata | undefined;
    for (const parameter of this.metadata.parameters) {
      if (this.fromCommandLine.has(parameter)) continue;
      for (const use of parameter.uses) {
        if ((use.mask & this.mask) === 0) continue;
        if (use.byPropertyName) return undefined;
        if (use.fromPipeline) {
          if (only !== undefined && only !== parameter) return undefined;
          only = parameter;
        }
      }
    }
    if (only === undefined) return undefined;
    const name = only.type?.fullName;
    if (name !== 'System.Object' && name !== 'System.Management.Automation.PSObject') return undefined;
    if (only.attributes.some((attribute) => attribute.kind !== 'Type')) return undefined;
    if (this.validBits(this.mask).length > 1 && only.mask !== allSets && this.metadata.defaultMask === 0)
      return undefined;
    return only;
  }

  /** Whether pipeline objects only have to be stored; then `bindQuick` may be used for all. */
  get isQuick(): boolean {
    if (!this.quickChecked) this.quick = this.quickParameter();
    return this.quick !== undefined;
  }
  bindQuick(value: Value): void {
    const parameter = this.quick!;
    if (value === null && parameter.uses.some((use) => use.mandatory) && !parameter.allowNull) {
      throw this.validationError(parameter, valueArgument(value, this.node), 'null');
    }
    this.bound.set(parameter, value);
    this.target.set(parameter, value);
  }

  get hasDelayed(): boolean {
    return this.delayed.size > 0;
  }

  /** Runs the script blocks given for pipeline parameters. */
  private *bindDelayed(value: Value): Program<boolean> {
    for (const [parameter, block] of this.delayed) {
      let output: Value[];
      try {
        output = yield* this.rs.runBlock(block, {
          underscore: value,
          frame: this.frame,
          newScope: false,
          input: [value],
        });
      } catch (error) {
        if (!(error instanceof TerminatingError)) throw error;
        throw this.fail(
          `The input to the script block for parameter '${parameter.name}' failed. ${error.message}`,
          'ScriptBlockArgumentInvocationFailed',
          { parameter: parameter.name },
        );
      }
      if (output.length === 0) {
        throw this.fail(
          `Cannot evaluate parameter '${parameter.name}' because its argument input did not produce any output.`,
          'ScriptBlockArgumentNoOutput',
          { parameter: parameter.name },
        );
      }
      const result = output.length === 1 ? output[0] : new PSArray(output);
      this.bindValue(parameter, valueArgument(result, this.node), true, true);
      this.fromPipeline.push(parameter);
    }
    return this.delayed.size > 0;
  }

  /** Binds one pipeline object; answers the error record where it cannot be bound. */
  *bindObject(value: Value): Program<ErrorRecord | undefined> {
    this.reset();
    let any = false;
    if (this.delayed.size > 0) any = yield* this.bindDelayed(value);
    return this.bindObjectNow(value, any);
  }

  /** The part of `bindObject` behind the script blocks; use it directly where there are none. */
  bindObjectNow(value: Value, something = false): ErrorRecord | undefined {
    if (!something) this.reset();
    let any = something;
    let failure: TerminatingError | undefined;
    for (const phase of pipelinePhases) {
      let inPhase = false;
      const { defaultMask } = this.metadata;
      if (defaultMask !== 0 && (this.mask & defaultMask) !== 0 && this.mask !== defaultMask) {
        inPhase = this.tryPhase(value, phase, this.mask & defaultMask, (error) => {
          failure ??= error;
        });
      }
      if (!inPhase) {
        inPhase = this.tryPhase(value, phase, this.mask, (error) => {
          failure ??= error;
        });
      }
      any ||= inPhase;
    }
    if (!any) {
      if (failure !== undefined) {
        const { record } = failure;
        return record;
      }
      return this.record(
        'The input object cannot be bound to any parameters for the command either because the command does not take pipeline input or the input and its properties do not match any of the parameters that take pipeline input.',
        'InputObjectNotBound',
        { target: value },
      );
    }
    const bits = this.validBits(this.mask);
    if (bits.length > 1) {
      const complete = bits.filter((bit) => this.missingIn(bit, false).length === 0);
      const preferred =
        complete.find((bit) => bit === this.metadata.defaultMask) ??
        (complete.length === 1 ? complete[0] : undefined) ??
        (this.metadata.defaultMask !== 0 && (this.mask & this.metadata.defaultMask) !== 0
          ? this.metadata.defaultMask
          : complete[0]);
      if (preferred !== undefined) this.mask = preferred;
    }
    const missing = this.missingIn(this.mask, false);
    if (missing.length > 0) {
      return this.record(
        `The input object cannot be bound because it did not contain the information required to bind all mandatory parameters: ${missing.map((parameter) => ` ${parameter.name}`).join('')}`,
        'InputObjectMissingMandatory',
        { target: value },
      );
    }
    return undefined;
  }

  private tryPhase(value: Value, phase: Phase, mask: number, failed: (error: TerminatingError) => void): boolean {
    let any = false;
    for (const parameter of this.metadata.parameters) {
      if (this.bound.has(parameter) || this.fromCommandLine.has(parameter) || this.delayed.has(parameter)) continue;
      const use = parameter.uses.find(
        (one) => (one.mask & mask & this.mask) !== 0 && (phase.byValue ? one.fromPipeline : one.byPropertyName),
      );
      if (use === undefined) continue;
      let given = value;
      if (!phase.byValue) {
        const found = this.propertyFor(parameter, value);
        if (found === undefined) continue;
        given = found.value;
      }
      try {
        if (!this.bindValue(parameter, valueArgument(given, this.node), phase.coerce, true)) continue;
      } catch (error) {
        if (!(error instanceof TerminatingError)) throw error;
        if (phase.coerce && !/Transformation|CannotConvert/.test(error.record.errorId)) failed(error);
        continue;
      }
      this.fromPipeline.push(parameter);
      if (parameter.mask !== allSets && (this.mask & parameter.mask) !== 0) this.mask &= parameter.mask;
      any = true;
    }
    return any;
  }

  private propertyFor(parameter: ParameterMetadata, value: Value): { value: Value } | undefined {
    if (value === null || value === undefined) return undefined;
    const base = baseOf(value);
    if (base instanceof PSDictionary) return undefined;
    for (const name of [parameter.name, ...parameter.aliases]) {
      if (!hasMember(value, name)) continue;
      const found = getMember(value, name, this.rs.methodContext);
      if (found !== undefined) return { value: found };
    }
    return undefined;
  }
}

/** The type of a parameter as `Missing an argument` and prompts name it. */
export function typeOfParameter(parameter: ParameterMetadata): string {
  const type: NetType | undefined = parameter.type;
  return type?.fullName ?? parameter.typeName;
}
