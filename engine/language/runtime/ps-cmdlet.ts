/** `$PSCmdlet` of an advanced function. Its members are defined in engine-types.ts. */
import type { CommandMetadata } from '../binding/command-metadata';
import type { NetType } from '../types';
import { NetObject } from '../values';
import type { CommandInfo } from './command-info';
import type { FunctionStage } from './function-stage';
import { typeNamed } from './type-named';

export class PSCmdlet extends NetObject {
  /** Answer of ShouldProcess to "all". */
  all: boolean | undefined;
  constructor(
    readonly stage: FunctionStage,
    readonly command: CommandInfo,
    readonly metadata: CommandMetadata,
  ) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.PSScriptCmdlet');
  }
}
