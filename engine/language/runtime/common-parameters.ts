/** -ErrorAction, -Verbose, -OutVariable and the other common parameters of one call. */
import { toText } from '../conversion';
import type { Value } from '../values';
import { PSArray, PSEnum, PSList } from '../values';
import type { Frame } from './frame';
import type { Scope } from './scope';
import { FunctionSink, type Sink, type Streams, TeeSink } from './sink';
import { switchParameter } from './switch-parameter';
import { Variable } from './variable';

export type ActionPreference = 'SilentlyContinue' | 'Stop' | 'Continue' | 'Inquire' | 'Ignore' | 'Suspend';

const preferenceNames: readonly ActionPreference[] = [
  'SilentlyContinue',
  'Stop',
  'Continue',
  'Inquire',
  'Ignore',
  'Suspend',
];

/** The preference that a value of a preference variable or parameter means. */
export function preferenceOf(value: Value, fallback: ActionPreference): ActionPreference {
  if (value === null || value === undefined) return fallback;
  if (typeof value === 'number') return preferenceNames[value] ?? fallback;
  if (value instanceof PSEnum) return preferenceNames[value.value] ?? fallback;
  if (typeof value === 'boolean') return value ? 'Continue' : 'SilentlyContinue';
  const text = toText(value).toLowerCase();
  return preferenceNames.find((name) => name.toLowerCase() === text) ?? fallback;
}

function truthOf(value: Value): boolean {
  return switchParameter(value) ?? value === true;
}

export class CommonParameters {
  errorAction: ActionPreference | undefined;
  warningAction: ActionPreference | undefined;
  informationAction: ActionPreference | undefined;
  verbose: boolean | undefined;
  debug: boolean | undefined;
  whatIf: boolean | undefined;
  confirm: boolean | undefined;
  errorVariable: string | undefined;
  warningVariable: string | undefined;
  informationVariable: string | undefined;
  outVariable: string | undefined;
  pipelineVariable: string | undefined;
  readonly paging: Record<string, Value> = {};
  private pipelineTarget: { scope: Scope; key: string } | undefined;

  set(name: string, value: Value): void {
    switch (name) {
      case 'ErrorAction':
        this.errorAction = preferenceOf(value, 'Continue');
        break;
      case 'WarningAction':
        this.warningAction = preferenceOf(value, 'Continue');
        break;
      case 'InformationAction':
        this.informationAction = preferenceOf(value, 'SilentlyContinue');
        break;
      case 'Verbose':
        this.verbose = truthOf(value);
        break;
      case 'Debug':
        this.debug = truthOf(value);
        break;
      case 'WhatIf':
        this.whatIf = truthOf(value);
        break;
      case 'Confirm':
        this.confirm = truthOf(value);
        break;
      case 'ErrorVariable':
        this.errorVariable = toText(value);
        break;
      case 'WarningVariable':
        this.warningVariable = toText(value);
        break;
      case 'InformationVariable':
        this.informationVariable = toText(value);
        break;
      case 'OutVariable':
        this.outVariable = toText(value);
        break;
      case 'PipelineVariable':
        this.pipelineVariable = toText(value);
        break;
      default:
        this.paging[name] = value;
    }
  }

  /** For a function: its scope gets preference variables of its own. */
  apply(frame: Frame, scope: Scope, _command: unknown): void {
    const { rs } = frame;
    const put = (name: string, value: Value) => rs.setLocalVariable(scope, name, value);
    if (this.errorAction !== undefined) put('ErrorActionPreference', rs.preferenceValue(this.errorAction));
    if (this.warningAction !== undefined) put('WarningPreference', rs.preferenceValue(this.warningAction));
    if (this.informationAction !== undefined) put('InformationPreference', rs.preferenceValue(this.informationAction));
    if (this.verbose !== undefined)
      put('VerbosePreference', rs.preferenceValue(this.verbose ? 'Continue' : 'SilentlyContinue'));
    if (this.debug !== undefined)
      put('DebugPreference', rs.preferenceValue(this.debug ? 'Inquire' : 'SilentlyContinue'));
    if (this.whatIf !== undefined) put('WhatIfPreference', this.whatIf);
    if (this.confirm !== undefined) put('ConfirmPreference', rs.confirmValue(this.confirm ? 'Low' : 'None'));
  }

  /** A list variable for -OutVariable and the like; `+name` appends. */
  private listVariable(name: string, scope: Scope, frame: Frame): PSList {
    const append = name.startsWith('+');
    const bare = append ? name.slice(1) : name;
    const list = new PSList([]);
    if (append) {
      const old = scope.value(bare.toLowerCase());
      if (old instanceof PSList) list.items.push(...old.items);
      else if (old instanceof PSArray) list.items.push(...old.items);
      else if (old !== null && old !== undefined) list.items.push(old);
    }
    frame.rs.setLocalVariable(scope, bare, list);
    return list;
  }

  wrapOutput(out: Sink, caller: Frame, scope: Scope): Sink {
    let result = out;
    if (this.outVariable !== undefined) {
      const list = this.listVariable(this.outVariable, caller.scope, caller);
      result = new TeeSink(new FunctionSink((value) => list.items.push(value)), result);
    }
    if (this.pipelineVariable !== undefined) {
      const target = scope === caller.scope ? scope : caller.scope;
      const key = this.pipelineVariable.toLowerCase();
      const name = this.pipelineVariable;
      this.pipelineTarget = { scope: target, key };
      result = new TeeSink(
        new FunctionSink((value) => {
          const variable = target.own(key);
          if (variable !== undefined) variable.value = value;
          else target.put(key, new Variable(name, value));
        }),
        result,
      );
    }
    return result;
  }

  wrapStreams(streams: Streams, caller: Frame): Streams {
    if (
      this.errorVariable === undefined &&
      this.warningVariable === undefined &&
      this.informationVariable === undefined
    ) {
      return streams;
    }
    const result = { ...streams };
    if (this.errorVariable !== undefined) {
      const list = this.listVariable(this.errorVariable, caller.scope, caller);
      this.errorList = list;
    }
    if (this.warningVariable !== undefined) {
      const list = this.listVariable(this.warningVariable, caller.scope, caller);
      this.warningList = list;
    }
    if (this.informationVariable !== undefined) {
      const list = this.listVariable(this.informationVariable, caller.scope, caller);
      this.informationList = list;
    }
    return result;
  }
  errorList: PSList | undefined;
  warningList: PSList | undefined;
  informationList: PSList | undefined;

  dispose(): void {
    if (this.pipelineTarget !== undefined) this.pipelineTarget.scope.remove(this.pipelineTarget.key);
  }
}
