/** A runspace: the state of a shell, and what the interpreter asks of it. */
import type {
  Ast,
  CommandAst,
  CommandExpressionAst,
  ExpressionAst,
  FunctionDefinitionAst,
  ThrowStatementAst,
} from '../ast';
import { allSets, type CommandMetadata, type ParameterMetadata } from '../binding/command-metadata';
import type { ServiceKey } from '../command';
import type { Body, Expr } from '../compile/closure';
import { type CompiledBlock, compiledOf } from '../compile/compiled-block';
import { compileExpression, orNull } from '../compile/expressions';
import { writeEnumeratedWaiting } from '../compile/statements';
import { convertTo, toInt, toText } from '../conversion';
import { makeException, PSRuntimeException } from '../errors';
import { DefaultDisplay, enumerationLimit, type FormatEnvironment, HostLineOutput } from '../formatting';
import type { HostTime, HostUI, Program } from '../host';
import { enumerate, findExtendedMember, getMember, getStatic, typeNamesOf, typeOf } from '../net';
import { SessionTypeData } from '../net/type-data';
import { type ParseResult, parse } from '../parsing/parser';
import type { ITypeName } from '../parsing/type-name';
import { compileRegex } from '../text';
import { matchesWildcard } from '../text/wildcard';
import type { EnvironmentAccess, FileAccess, MethodContext, NetType } from '../types';
import { findType } from '../types';
import type { Value } from '../values';
import { baseOf, foldCase, knownTypes, PSArray, PSDictionary, PSEnum, PSList, PSTypeValue } from '../values';
import { markArguments } from './argument-list';
import { type RunBlockOptions, runBlock } from './block-invocation';
import { builtInAliases } from './built-in-aliases';
import {
  AliasInfo,
  ApplicationInfo,
  CmdletInfo,
  type CommandInfo,
  FunctionInfo,
  type NativeProgram,
} from './command-info';
import type { CommandRegistry } from './command-registry';
import type { CommandRuntime } from './command-runtime';
import type { ActionPreference } from './common-parameters';
import {
  Completion,
  ControlFlow,
  ExitException,
  LoopControl,
  PipelineStoppedException,
  TerminatingError,
} from './control-flow';
import { commandOfValue, findCommand, lookUp } from './discovery';
import { driveToEnd } from './drive';
import { readDriveVariable, writeDriveVariable } from './drive-variables';
import { installEngineTypes } from './engine-types';
import * as errors from './error-handling';
import { type ErrorRecord, InvocationInfo } from './error-record';
import { Extent } from './extent';
import { Frame } from './frame';
import { HistoryList } from './history';
import { HostStreams } from './host-streams';
import { InputEnumerator } from './input-enumerator';
import { type PSModuleInfo, registryModule } from './module-info';
import { parseFailure } from './parse-failure';
import { applyRedirections, type FileSinks, type PreparedRedirection } from './pipeline';
import type { ScriptFiles } from './provider';
import type { Scope } from './scope';
import { ScriptBlock } from './script-block';
import { active } from './script-block-members';
import { installClassHooks } from './script-class';
import { defineTypes, ScriptTypes } from './script-types';
import { SessionState } from './session-state';
import { Collector, FunctionSink, type Sink, type Streams } from './sink';
import { startFunctions } from './start-functions';
import { startVariables } from './start-variables';
import { SwitchParameter } from './switch-parameter';
import { Variable } from './variable';

/** Steps between two pauses. */
const pauseInterval = 256;
/** Calls that may be nested. `assumed`: the real limit depends on the stack. */
const maximumDepth = 400;

export interface RunspaceOptions {
  registry: CommandRegistry;
  ui: HostUI;
  time: HostTime;
  /** Services of rooms above, by the id of their key. */
  services?: ReadonlyMap<string, unknown>;
  files?: ScriptFiles;
  fileAccess?: FileAccess;
  environment?: EnvironmentAccess;
  programs?: readonly NativeProgram[];
  /** Questions can be asked; false for checks and background jobs. */
  interactive?: boolean;
  computerName?: string;
  userName?: string;
  /** First location. */
  location?: string;
}

/** How a submission ended. */
export interface RunResult {
  /** `exit` was called. */
  exit: number | undefined;
  /** `$?` afterwards. */
  good: boolean;
}

let nextId = 1;

export class Runspace {
  readonly id = nextId++;
  readonly registry: CommandRegistry;
  readonly ui: HostUI;
  readonly time: HostTime;
  readonly options: RunspaceOptions;
  readonly interactive: boolean;
  readonly global: SessionState;
  readonly errorList: PSList;
  readonly history = new HistoryList();
  private readonly loadedModules = new Map<string, PSModuleInfo>();
  private readonly usedModules = new Set<string>();
  readonly types = new ScriptTypes();
  readonly methodContext: MethodContext;
  questionMark = true;
  steps = 0;
  nextPause = pauseInterval;
  /** An enclosing `try` wants errors. */
  propagate = false;
  commandVersion = 0;
  typeVersion = 0;
  private depth = 0;
  usingAllowed = false;
  /** Values of `$using:` variables of a block that runs elsewhere. */
  usingValues: Map<string, Value> | undefined;
  private readonly cmdletInfos = new Map<string, CmdletInfo>();
  private readonly programs = new Map<string, ApplicationInfo>();
  private readonly services: Map<string, unknown>;
  /** Location, as `PWD` shows it. */
  location: string;
  locationStack: string[] = [];
  /** Time that passed while a plain caller ran a script that sleeps. */
  passedTicks = 0n;
  /** Frame in which code of .NET members runs scripts. */
  currentFrame: Frame | undefined;
  readonly hostStreams: HostStreams;
  /** Members and display sets that this session gave to types. */
  readonly typeData = new SessionTypeData();
  /** Environment variables where the session brings none: folded name -> name and value. */
  readonly environment = new Map<string, readonly [string, string]>();
  /** The prompt function that every session begins with. */
  private readonly startPrompt: FunctionInfo | undefined;
  /** Number of closures made, for the names of their modules. */
  closureCount = 0;

  constructor(options: RunspaceOptions) {
    installEngineTypes();
    installClassHooks(() => active.rs ?? this);
    active.rs = this;
    this.options = options;
    this.registry = options.registry;
    this.ui = options.ui;
    this.time = options.time;
    this.interactive = options.interactive ?? true;
    this.services = new Map(options.services ?? []);
    this.location = options.location ?? 'C:\\';
    this.global = new SessionState(this, null);
    this.errorList = new PSList([]);
    this.hostStreams = new HostStreams(this);
    const { top } = this.global;
    startVariables(this, top);
    top.aliases = new Map();
    for (const [name, definition] of builtInAliases) top.aliases.set(foldCase(name), new AliasInfo(name, definition));
    for (const [name, definition] of options.registry.aliases()) {
      if (!top.aliases.has(foldCase(name))) top.aliases.set(foldCase(name), new AliasInfo(name, definition));
    }
    top.functions = startFunctions(this);
    this.startPrompt = top.functions.get('prompt');
    for (const program of options.programs ?? []) {
      const info = new ApplicationInfo(program.name, program.path ?? `C:\\Windows\\system32\\${program.name}`, program);
      this.programs.set(foldCase(program.name), info);
      this.programs.set(foldCase(program.name.replace(/\.exe$/i, '')), info);
    }
    const self = this;
    this.methodContext = {
      time: options.time,
      environment: options.environment,
      files: options.fileAccess,
      write: (text) => self.ui.write(text),
      consoleWidth: options.ui.bufferWidth,
      get ofs() {
        const value = self.activeScope.value('ofs');
        return value === undefined ? undefined : value === null ? '' : toText(value);
      },
      runScript: (block, args, underscore) =>
        self.runBlock(block as ScriptBlock, {
          args,
          underscore,
          newScope: underscore === undefined,
          frame: self.frameNow(),
        }),
    };
  }

  /** Makes this the runspace in which members of .NET objects run scripts. */
  activate(): void {
    active.rs = this;
  }

  /** Scope that code runs in now. */
  get activeScope(): Scope {
    return this.currentFrame?.scope ?? this.global.current;
  }

  /** A frame of the top scope, for calls that come from no script. */
  topFrame(out: Sink = new Collector(), streams: Streams = this.hostStreams): Frame {
    return new Frame(this, this.global.top, emptyBlock(), out, streams, null, null, false);
  }
  frameNow(): Frame {
    return this.currentFrame ?? this.topFrame();
  }

  // ---- steps and depth ---------------------------------------------------------------------------------------------

  *pause(): Program<void> {
    this.nextPause = this.steps + pauseInterval;
    yield { kind: 'pause', steps: pauseInterval };
  }
  enterCall(): void {
    if (++this.depth > maximumDepth) {
      throw new TerminatingError(errors.callDepthRecord());
    }
  }
  leaveCall(scope: Scope): void {
    this.depth--;
    if (scope.functions !== null || scope.aliases !== null) {
      if (scope !== this.global.top) this.commandVersion++;
    }
  }
  scopeEnded(scope: Scope, dotted: boolean): void {
    if (!dotted && (scope.functions !== null || scope.aliases !== null)) this.commandVersion++;
  }
  advance(ticks: bigint): void {
    this.passedTicks += ticks;
  }

  // ---- values ------------------------------------------------------------------------------------------------------

  text(value: Value): string {
    return typeof value === 'string' ? value : toText(value, this.methodContext);
  }
  /** The elements that the pipeline unrolls; undefined for a value that is no list. */
  elementsOf(value: Value): readonly Value[] | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (value instanceof PSArray) return value.items;
    return enumerate(value);
  }
  contextFor(f: Frame): MethodContext {
    this.currentFrame = f;
    return this.methodContext;
  }
  typeOfValue(value: Value): NetType {
    return typeOf(baseOf(value)) ?? knownTypes['System.Object'];
  }
  typeNamesOf(value: Value): string[] {
    return typeNamesOf(value);
  }
  patternOperand(value: Value): string {
    return this.text(value);
  }
  regexMatches(pattern: string, text: string, ignoreCase: boolean): boolean {
    return compileRegex(pattern, { ignoreCase }).match(text, 0) !== undefined;
  }
  wildcardMatches(pattern: string, text: string): boolean {
    return matchesWildcard(text, pattern);
  }
  switchValue(present: boolean): Value {
    return new SwitchParameter(present);
  }
  preferenceValue(name: ActionPreference): Value {
    return convertTo(name, findType('System.Management.Automation.ActionPreference')!);
  }
  confirmValue(name: string): Value {
    return convertTo(name, findType('System.Management.Automation.ConfirmImpact')!);
  }

  property(value: Value, name: string): Value {
    return value === null || value === undefined ? null : (getMember(value, name, this.methodContext) ?? null);
  }
  argumentList(args: Value[]): PSArray {
    return markArguments(new PSArray(args));
  }
  inputEnumerator(input: Value[]): Value {
    return new InputEnumerator(input);
  }
  /** A script block of this text; throws the parse errors. */
  createScriptBlock(text: string, fileName?: string): ScriptBlock {
    const parsed = this.parseText(text, fileName, this.frameNow());
    return new ScriptBlock(parsed.ast, this.frameNow().scope.session);
  }
  /** Text with variables and `$( )` replaced, as in a string between double quotes. */
  expandString(text: string): string {
    const quoted = text.replace(/"/g, '""');
    const parsed = parse(`"${quoted}"`);
    const frame = this.frameNow();
    if (parsed.errors.length > 0) throw parseFailure(parsed, frame);
    const items = driveToEnd(
      this.runBlock(new ScriptBlock(parsed.ast, frame.scope.session), { frame, newScope: false }),
      this,
    );
    return items.map((item) => this.text(item)).join(' ');
  }
  callScriptMethod(self: Value, name: string, args: Value[]): Value {
    const member = findExtendedMember(self, name);
    if (member?.kind !== 'ScriptMethod') return null;
    const items = driveToEnd(
      this.runBlock(member.script as ScriptBlock, { frame: this.frameNow(), newScope: true, thisValue: self, args }),
      this,
    );
    return items.length === 0 ? undefined : items.length === 1 ? items[0] : new PSArray(items);
  }

  // ---- types -------------------------------------------------------------------------------------------------------

  findTypeName(name: ITypeName, scope: Scope): NetType | undefined {
    return this.types.find(name, scope);
  }
  findTypeByText(text: string, scope: Scope): NetType | undefined {
    return this.types.findByText(text, scope);
  }
  typeOperand(value: Value, scope: Scope): Value {
    const base = baseOf(value);
    if (typeof base !== 'string') return orNull(base);
    const type = this.types.findByText(base, scope);
    return type === undefined ? base : new PSTypeValue(type);
  }
  readStatic(self: Value, name: string, f: Frame): Value {
    const base = baseOf(self);
    return base instanceof PSTypeValue ? orNull(getStatic(base.type, name, this.contextFor(f))) : null;
  }
  defineTypes(block: CompiledBlock, f: Frame): void {
    for (const using of block.ast.usingStatements) {
      if (using.usingStatementKind === 'Namespace' && using.name !== undefined) this.types.use(using.name.value);
    }
    if (block.types.length > 0) defineTypes(this, block.types, f);
  }

  // ---- variables ---------------------------------------------------------------------------------------------------

  isStrict(scope: Scope, level: number): boolean {
    for (let s: Scope | null = scope; s !== null; s = s.parent) {
      if (s.strictMode !== undefined) return s.strictMode >= level;
    }
    return false;
  }
  setLocalVariable(scope: Scope, name: string, value: Value): Variable {
    const key = foldCase(name);
    const variable = scope.own(key);
    if (variable === undefined) return scope.put(key, new Variable(name, value));
    if (variable.plain) variable.value = value;
    else variable.value = variable.guard === null ? value : variable.guard.accept(value);
    return variable;
  }
  readDriveVariable(drive: string, item: string, f: Frame): Value {
    return readDriveVariable(this, drive, item, f);
  }
  writeDriveVariable(drive: string, item: string, value: Value, f: Frame): void {
    writeDriveVariable(this, drive, item, value, f);
  }
  usingValue(_key: string, name: string, _f: Frame): { value: Value } | undefined {
    const key = foldCase(name);
    return this.usingValues?.has(key) ? { value: this.usingValues.get(key) } : undefined;
  }
  defaultParameterValues(f: Frame): PSDictionary | undefined {
    const value = baseOf(f.scope.value('psdefaultparametervalues'));
    if (!(value instanceof PSDictionary) || value.count === 0) return undefined;
    const disabled = value.get('Disabled');
    return disabled === true ? undefined : value;
  }
  get lastExitCode(): number {
    const value = this.global.top.value('lastexitcode');
    return typeof value === 'number' ? value : 0;
  }
  setExitCode(code: number): void {
    this.setLocalVariable(this.global.top, 'LASTEXITCODE', code);
  }
  exitCodeOf(value: Value): number {
    try {
      return toInt(orNull(value));
    } catch {
      return 0;
    }
  }

  // ---- errors ------------------------------------------------------------------------------------------------------

  recordOf(error: unknown, f: Frame): ErrorRecord {
    return errors.recordOf(error, f);
  }
  logError(record: ErrorRecord): void {
    errors.logError(this, record);
  }
  describeTarget(record: ErrorRecord, target: Value): void {
    errors.describeTarget(record, target);
  }
  reportError(record: ErrorRecord, f: Frame): void {
    errors.reportError(this, record, f);
  }
  emitError(
    record: ErrorRecord,
    f: Frame,
    action: ActionPreference | undefined,
    streams: Streams,
    list?: PSList,
  ): void {
    errors.emitError(this, record, f, action, streams, list);
  }
  deliverError(record: ErrorRecord, streams: Streams, list: PSList | undefined): void {
    errors.deliverError(this, record, streams, list);
  }
  statementFailed(error: unknown, f: Frame): Program<void> | undefined {
    return errors.statementFailed(this, error, f);
  }
  throwValue(value: Value, ast: ThrowStatementAst, f: Frame): TerminatingError {
    return errors.throwValue(this, value, ast, f);
  }
  throwNothing(rethrow: boolean, ast: ThrowStatementAst, f: Frame): TerminatingError {
    return errors.throwNothing(this, rethrow, ast, f);
  }
  cmdletFailure(error: unknown, runtime: CommandRuntime): unknown {
    return errors.cmdletFailure(error, runtime);
  }
  actionStop(preference: string, text: string, f: Frame): TerminatingError {
    return errors.actionStop(preference, text, f);
  }
  notSimulated(what: string): PSRuntimeException {
    return new PSRuntimeException(
      `'${what}' exists on a real computer, but Dualpath does not simulate it.`,
      'NotSimulated',
      {
        category: 'NotImplemented',
      },
    );
  }
  /** Invocation of the text typed at the prompt: prefix of Write-Error's message there. */
  promptInvocation(f: Frame): InvocationInfo {
    let outer = f;
    while (outer.caller !== null) outer = outer.caller;
    const block = new ScriptBlock(outer.block.ast, this.global);
    return new InvocationInfo(new ScriptInfoClass('', block, undefined), '', undefined);
  }
  extentOf(f: Frame): Extent | undefined {
    return Extent.of(f.point);
  }
  sourceOfInformation(f: Frame): string {
    for (let frame: Frame | null = f; frame !== null; frame = frame.caller) {
      if (frame.invocation !== null) return frame.invocation.command.name;
    }
    return '';
  }

  // ---- commands ----------------------------------------------------------------------------------------------------

  cmdlet(name: string): CmdletInfo | undefined {
    const key = foldCase(name);
    const known = this.cmdletInfos.get(key);
    if (known !== undefined) return known;
    const definition = this.registry.find(key);
    if (definition === undefined) return undefined;
    const info = new CmdletInfo(definition);
    this.cmdletInfos.set(key, info);
    return info;
  }
  findProgram(name: string): ApplicationInfo | undefined {
    return this.programs.get(foldCase(name));
  }
  allPrograms(): Iterable<ApplicationInfo> {
    return new Set(this.programs.values());
  }
  findScript(name: string, f: Frame): CommandInfo | undefined {
    const { files } = this.options;
    if (files === undefined) return undefined;
    if (!/^(\.{1,2}[\\/]|[A-Za-z]:|\\)/.test(name)) return undefined;
    const path = files.resolve(name, this);
    const tried = /\.ps1$/i.test(path) ? [path] : [path, `${path}.ps1`];
    for (const one of tried) {
      if (!/\.ps1$/i.test(one)) continue;
      const text = files.readText(one);
      if (text !== undefined) return this.scriptFile(one, text, f);
    }
    return undefined;
  }
  /** A script of this text; throws the parse errors. */
  scriptFile(path: string, text: string, f: Frame): CommandInfo {
    return this.makeScript(path, this.parseText(text, path, f));
  }
  private makeScript(path: string, parsed: ParseResult): CommandInfo {
    const block = new ScriptBlock(parsed.ast, this.global);
    return new ScriptInfoClass(path.replace(/^.*\\/, ''), block, path);
  }
  autoLoad(_name: string, _f: Frame): CommandInfo | undefined {
    return undefined;
  }
  findCommand(name: string, f: Frame, node?: Ast): CommandInfo {
    const found = findCommand(this, name, f, node);
    this.noteModule(found);
    return found;
  }
  /** The module of a cmdlet counts as loaded from its first use; Core is a snap-in, not a module. */
  noteModule(info: CommandInfo): void {
    if (!(info instanceof CmdletInfo)) return;
    const { module } = info.definition;
    const key = foldCase(module);
    if (key === 'microsoft.powershell.core' || this.loadedModules.has(key)) return;
    this.usedModules.add(module);
  }
  /** Loaded modules by folded name. Those of used cmdlets are described only when somebody looks. */
  get modules(): Map<string, PSModuleInfo> {
    for (const name of this.usedModules) {
      const made = registryModule(this, name);
      if (made !== undefined && !this.loadedModules.has(foldCase(made.name)))
        this.loadedModules.set(foldCase(made.name), made);
    }
    this.usedModules.clear();
    return this.loadedModules;
  }
  lookUp(name: string, scope: Scope = this.global.current): CommandInfo | undefined {
    return lookUp(this, name, scope);
  }
  commandOfValue(value: Value, f: Frame, node: Ast | undefined, _dot: boolean): CommandInfo {
    return commandOfValue(this, value, f, node);
  }
  isCallOperator(node: CommandAst): boolean {
    const operator = this.callOperator(node);
    return operator === '&' || operator === '.';
  }
  callOperator(node: Ast | undefined): string {
    if (node?.type !== 'CommandAst') return '&';
    const extent = Extent.of(node);
    const text = extent?.text ?? '';
    return text.startsWith('&')
      ? '&'
      : text.startsWith('. ') || text.startsWith('.{') || text.startsWith('.$')
        ? '.'
        : '';
  }
  defineFunction(ast: FunctionDefinitionAst, scope: Scope): void {
    const match = /^(global|script|local|private):(.*)$/i.exec(ast.name);
    const name = match ? match[2] : ast.name;
    const kind = match?.[1].toLowerCase();
    const target = kind === 'global' ? scope.global : kind === 'script' ? scope.script : scope;
    const block = new ScriptBlock(ast.body, scope.session);
    this.setFunction(name, block, target, ast.isFilter);
  }
  setFunction(name: string, block: ScriptBlock, scope: Scope, isFilter = false): FunctionInfo {
    const info = new FunctionInfo(name, block, isFilter);
    info.module = scope.session.module;
    scope.functions ??= new Map();
    scope.functions.set(foldCase(name), info);
    this.commandVersion++;
    return info;
  }
  service<T>(key: ServiceKey<T>): T {
    const found = this.services.get(key.id);
    if (found === undefined) throw new Error(`the session has no service ${key.id}`);
    return found as T;
  }
  hasService<T>(key: ServiceKey<T>): boolean {
    return this.services.has(key.id);
  }
  provide<T>(key: ServiceKey<T>, service: T): void {
    this.services.set(key.id, service);
  }

  // ---- parameters --------------------------------------------------------------------------------------------------

  *defaultValue(parameter: ParameterMetadata, f: Frame): Program<Value> {
    const ast = parameter.ast!.defaultValue!;
    const expr = this.defaultExpression(ast, f.block);
    f.point = ast;
    return expr.s !== undefined ? expr.s(f) : yield* expr.g!(f);
  }
  private readonly defaults = new WeakMap<ExpressionAst, Expr>();
  private defaultExpression(ast: ExpressionAst, block: CompiledBlock): Expr {
    let expr = this.defaults.get(ast);
    if (expr === undefined) {
      expr = compileExpression(block, ast);
      this.defaults.set(ast, expr);
    }
    return expr;
  }
  convertDefault(value: Value, parameter: ParameterMetadata, f: Frame): Value {
    let result = value;
    for (let i = parameter.attributes.length - 1; i >= 0; i--) {
      const attribute = parameter.attributes[i];
      if (attribute.kind === 'Type') result = convertTo(result, attribute.type, this.contextFor(f));
    }
    return result;
  }
  /** What a parameter holds that was not given. */
  emptyValue(parameter: ParameterMetadata): Value {
    const { type } = parameter;
    if (type === undefined) return null;
    switch (type.fullName) {
      case 'System.Management.Automation.SwitchParameter':
        return new SwitchParameter(false);
      case 'System.Boolean':
        return false;
      case 'System.String':
        return '';
      case 'System.Int32':
        return 0;
    }
    if (type.kind === 'struct' && type.fullName !== 'System.Object') {
      try {
        return convertTo(0, type);
      } catch {
        return null;
      }
    }
    return null;
  }
  dynamicParametersOf(_items: Value[], _metadata: CommandMetadata, _f: Frame): ParameterMetadata[] {
    return dynamicParameters(_items, _metadata);
  }

  // ---- running -----------------------------------------------------------------------------------------------------

  runBlock(block: ScriptBlock, options: RunBlockOptions): Program<Value[]> {
    return runBlock(this, block, options);
  }
  *invokeBlockAsMethod(block: ScriptBlock, _self: Value, args: Value[], f: Frame): Program<Value> {
    const items = yield* this.runBlock(block, { args, frame: f, newScope: true });
    return items.length === 0 ? undefined : items.length === 1 ? items[0] : new PSArray(items);
  }
  evaluateNow(ast: ExpressionAst, f: Frame): Value {
    const expr = compileExpression(f.block, ast);
    return expr.s !== undefined ? expr.s(f) : driveToEnd(expr.g!(f), this);
  }
  evaluateBlockNow(block: ScriptBlock, f: Frame): Value {
    const items = driveToEnd(this.runBlock(block, { frame: f, newScope: true }), this);
    return items.length === 0 ? null : items.length === 1 ? items[0] : new PSArray(items);
  }
  validateWithScript(block: ScriptBlock, value: Value): boolean {
    const items = driveToEnd(
      this.runBlock(block, { underscore: value, args: [], frame: this.frameNow(), newScope: true }),
      this,
    );
    const result = items.length === 0 ? null : items.length === 1 ? items[0] : new PSArray(items);
    return convertTo(result, knownTypes['System.Boolean']) === true;
  }
  *capture(f: Frame, scope: Scope, body: Body): Program<Value[]> {
    const out = f.out;
    const collector = new Collector();
    f.out = collector;
    const previous = scope.session.current;
    scope.session.current = scope;
    try {
      yield* body.g(f);
    } finally {
      f.out = out;
      scope.session.current = previous;
    }
    return collector.items;
  }
  leaveExpression(completion: Completion, f: Frame): void {
    if (completion === Completion.Normal) return;
    throw new LoopControl(completion, f.label);
  }
  *redirectExpression(
    f: Frame,
    value: Expr,
    redirections: readonly PreparedRedirection[],
    _ast: CommandExpressionAst,
  ): Program<void> {
    const files: FileSinks = { closers: [] };
    const saved = { out: f.out, streams: f.streams };
    const redirected = applyRedirections(f, redirections, f.out, f.streams, files);
    try {
      f.out = redirected.out;
      f.streams = redirected.streams;
      const result = value.s !== undefined ? value.s(f) : yield* value.g!(f);
      yield* writeEnumeratedWaiting(f, result);
      this.questionMark = true;
    } finally {
      f.out = saved.out;
      f.streams = saved.streams;
    }
    for (const close of files.closers) {
      const program = close();
      if (program !== undefined) yield* program;
    }
  }
  openRedirection(target: Value, append: boolean, f: Frame, files: FileSinks): Sink {
    const path = this.text(target);
    const store = this.options.files;
    if (store === undefined) throw this.notSimulated('redirection to a file');
    const full = store.resolve(path, this);
    const collector = new Collector();
    files.closers.push(() => {
      const text = this.formatToText(collector.items, f);
      store.writeText(full, text, append);
      return undefined;
    });
    return collector;
  }
  // biome-ignore lint/correctness/useYield: files answer at once
  *linesOfFile(value: Value, _f: Frame): Program<Value> {
    const store = this.options.files;
    const path = this.text(value);
    const text = store?.readText(store.resolve(path, this));
    if (text === undefined) {
      throw new PSRuntimeException(
        `The path '${path}' either does not exist or is not a valid file system path.`,
        'FileReadError',
        { category: 'ObjectNotFound' },
      );
    }
    const lines = text.split(/\r\n|\n|\r/);
    if (lines[lines.length - 1] === '') lines.pop();
    return new PSArray(lines);
  }
  /** Objects as Out-File writes them. */
  formatToText(values: readonly Value[], f: Frame): string {
    const lines: string[] = [];
    const width = Math.max(20, (this.ui.bufferWidth || 120) - 1);
    const display = new DefaultDisplay(
      { width, writeLine: (text: string) => void lines.push(text) } as never,
      this.formatEnvironment(f),
    );
    for (const value of values) {
      const program = display.process(value);
      if (program !== undefined) driveToEnd(program, this);
    }
    display.end();
    return lines.map((line) => `${line}\r\n`).join('');
  }
  formatEnvironment(f: Frame): FormatEnvironment {
    return {
      runScript: (script, self) =>
        this.runBlock(script as ScriptBlock, { underscore: self, frame: f, newScope: false }),
      enumerationLimit: () => enumerationLimit(orNull(this.global.top.value('formatenumerationlimit'))),
      nowTicks: () => this.time.nowTicks(),
      surroundings: () => {
        const view = this.global.top.value('errorview');
        return { bufferWidth: this.ui.bufferWidth, errorView: typeof view === 'string' ? view : '' };
      },
    };
  }

  /** Parses; errors are thrown as the prompt shows them. */
  parseText(text: string, fileName: string | undefined, f: Frame): ParseResult {
    const parsed = parse(text, { fileName });
    if (parsed.errors.length > 0) throw parseFailure(parsed, f);
    return parsed;
  }

  /** Runs a line typed at the prompt: everything it writes is shown, errors too. */
  *run(text: string, options: { addToHistory?: boolean } = {}): Program<RunResult> {
    const display = new DefaultDisplay(new HostLineOutput(this.ui), this.formatEnvironment(this.topFrame()));
    const show = (value: Value) => {
      const program = display.process(value);
      if (program !== undefined) driveToEnd(program, this);
    };
    const showError = (value: Value) => {
      const program = display.process(value, 'error');
      if (program !== undefined) driveToEnd(program, this);
    };
    active.rs = this;
    this.hostStreams.attach(showError);
    const out = new FunctionSink(show);
    const frame = this.topFrame(out);
    this.propagate = false;
    this.depth = 0;
    const { top } = this.global;
    this.global.current = top;
    const started = this.time.nowTicks();
    let exit: number | undefined;
    try {
      const parsed = this.parseText(text, undefined, frame);
      const compiled = compiledOf(parsed.ast);
      const own = new Frame(this, top, compiled, out, this.hostStreams, null, null, false);
      this.currentFrame = own;
      this.defineTypes(compiled, own);
      if (this.runsWhole(parsed)) {
        yield* this.runWholeScript(parsed, own);
      } else if (compiled.end !== undefined) yield* compiled.end.g(own);
    } catch (error) {
      if (error instanceof ExitException) exit = error.code;
      else if (error instanceof PipelineStoppedException) {
        this.finishRun(display, text, options, started, false);
        throw error;
      } else if (error instanceof ControlFlow) {
        // `break` and `continue` outside of loops end the line silently.
      } else {
        const record = this.recordOf(error, frame);
        this.logError(record);
        this.questionMark = false;
        showError(record);
      }
    } finally {
      this.propagate = false;
      this.global.current = top;
    }
    this.finishRun(display, text, options, started, true);
    return { exit, good: this.questionMark };
  }
  private finishRun(
    display: DefaultDisplay,
    text: string,
    options: { addToHistory?: boolean },
    started: bigint,
    good: boolean,
  ): void {
    try {
      display.end();
    } finally {
      this.hostStreams.attach(undefined);
      if (options.addToHistory !== false && text.trim() !== '') {
        this.history.add(text, good ? 'Completed' : 'Stopped', started, this.time.nowTicks());
      }
    }
  }
  private runsWhole(parsed: ParseResult): boolean {
    const { ast } = parsed;
    return ast.paramBlock !== undefined || ast.beginBlock !== undefined || ast.processBlock !== undefined;
  }
  private *runWholeScript(parsed: ParseResult, f: Frame): Program<void> {
    const items = yield* this.runBlock(new ScriptBlock(parsed.ast, this.global), {
      frame: f,
      newScope: false,
      out: f.out,
    });
    void items;
  }

  /** Runs a script for its values; errors that end it are thrown. */
  *invokeScript(text: string, options: { fileName?: string; args?: Value[] } = {}): Program<Value[]> {
    active.rs = this;
    const frame = this.topFrame();
    this.currentFrame = frame;
    const parsed = this.parseText(text, options.fileName, frame);
    const block = new ScriptBlock(parsed.ast, this.global);
    return yield* this.runBlock(block, { frame, newScope: options.fileName !== undefined, args: options.args ?? [] });
  }

  /** Text of the prompt. */
  *prompt(): Program<string> {
    const own = this.global.top.functions?.get('prompt');
    if (own !== undefined && own !== this.startPrompt) {
      try {
        const items = yield* this.runBlock(own.block, { frame: this.topFrame(), newScope: true });
        const text = items.map((item) => this.text(item)).join('\n');
        if (text !== '') return text;
      } catch (error) {
        if (error instanceof PipelineStoppedException) throw error;
      }
      return 'PS>';
    }
    if (own === undefined) return 'PS>';
    return `PS ${this.location}> `;
  }
}

import { ScriptInfo as ScriptInfoClass } from './command-info';
import { dynamicParameters } from './dynamic-parameters';

let empty: CompiledBlock | undefined;
function emptyBlock(): CompiledBlock {
  empty ??= compiledOf(parse('').ast);
  return empty;
}

export { allSets, InvocationInfo, makeException, PSEnum };
