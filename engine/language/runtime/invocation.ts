/** One call of a function, script or script block: source of its automatic variables. */

import type { Ast } from '../ast';
import { PSArray, PSDictionary, type Value } from '../values';
import { markArguments } from './argument-list';
import type { CommandInfo } from './command-info';
import { InvocationInfo } from './error-record';
import { Extent } from './extent';
import { InputEnumerator } from './input-enumerator';
import { noAutomatic } from './scope';
import type { ScriptBlock } from './script-block';
import { boundParametersType } from './type-tables';

export class Invocation {
  args: Value[] = [];
  input: Value[] | null = null;
  thisValue: Value;
  /** Names and values bound, for `$PSBoundParameters`; null where nothing was bound. */
  bound: Array<[string, Value]> = [];
  /** The PSCmdlet of an advanced function. */
  cmdlet: Value;
  private boundObject: PSDictionary | undefined;
  private info: InvocationInfo | undefined;
  pipelineLength = 1;
  pipelinePosition = 1;
  expectingInput = false;
  constructor(
    readonly command: CommandInfo,
    readonly block: ScriptBlock,
    readonly invocationName: string,
    readonly node: Ast | undefined,
  ) {}

  get boundParameters(): PSDictionary {
    if (this.boundObject === undefined) {
      this.boundObject = new PSDictionary(boundParametersType());
      for (const [name, value] of this.bound) this.boundObject.set(name, value);
    }
    return this.boundObject;
  }

  /** A value bound later (pipeline input). */
  bind(name: string, value: Value): void {
    if (this.boundObject !== undefined) this.boundObject.set(name, value);
    else {
      const entry = this.bound.find(([other]) => other === name);
      if (entry) entry[1] = value;
      else this.bound.push([name, value]);
    }
  }
  unbind(name: string): void {
    this.boundObject?.delete(name);
    const index = this.bound.findIndex(([other]) => other === name);
    if (index >= 0) this.bound.splice(index, 1);
  }

  get myInvocation(): InvocationInfo {
    if (this.info === undefined) {
      const info = new InvocationInfo(this.command, this.invocationName, this.node && Extent.of(this.node));
      info.boundParameters = this.boundParameters;
      info.unboundArguments = this.args;
      info.pipelineLength = this.pipelineLength;
      info.pipelinePosition = this.pipelinePosition;
      info.expectingInput = this.expectingInput;
      this.info = info;
    }
    return this.info;
  }

  automatic(key: string): Value | typeof noAutomatic {
    switch (key) {
      case 'args':
        return markArguments(new PSArray(this.args));
      case 'input':
        return this.input === null ? new InputEnumerator([]) : new InputEnumerator(this.input);
      case 'this':
        return this.thisValue === undefined ? noAutomatic : this.thisValue;
      case 'pscmdlet':
        return this.cmdlet === undefined ? noAutomatic : this.cmdlet;
      case 'psboundparameters':
        return this.boundParameters;
      case 'myinvocation':
        return this.myInvocation;
      case 'psscriptroot':
        return this.block.file === undefined ? '' : this.block.file.replace(/\\[^\\]*$/, '');
      case 'pscommandpath':
        return this.block.file ?? '';
      default:
        return noAutomatic;
    }
  }
}
