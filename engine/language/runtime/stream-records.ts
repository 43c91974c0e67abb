/** Records of the warning, verbose, debug and information streams. */
import { toText } from '../conversion';
import type { NetType } from '../types';
import { NetObject, type Value } from '../values';
import type { InvocationInfo } from './error-record';
import { typeNamed } from './type-named';

const names = {
  warning: 'System.Management.Automation.WarningRecord',
  verbose: 'System.Management.Automation.VerboseRecord',
  debug: 'System.Management.Automation.DebugRecord',
} as const;

export class StreamRecord extends NetObject {
  constructor(
    readonly stream: 'warning' | 'verbose' | 'debug',
    readonly message: string,
    readonly invocation: InvocationInfo | null,
  ) {
    super();
  }
  get netType(): NetType {
    return typeNamed(names[this.stream]);
  }
}

export class InformationRecord extends NetObject {
  /** InformationPreference hides it; it is still redirected and collected. */
  silent = false;
  constructor(
    readonly messageData: Value,
    readonly tags: string[],
    readonly source: string,
    readonly ticks: bigint,
  ) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.InformationRecord');
  }
  get text(): string {
    return toText(this.messageData);
  }
}

/** Text of Write-Host with its colours. */
export class HostInformationMessage extends NetObject {
  constructor(
    readonly message: string,
    readonly noNewLine: boolean,
    readonly foreground: string | undefined,
    readonly background: string | undefined,
  ) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.HostInformationMessage');
  }
}
