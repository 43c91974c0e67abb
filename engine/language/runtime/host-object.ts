/** `$Host`, `$PWD`, `$ExecutionContext`. Members are defined in engine-types.ts. */
import type { NetType } from '../types';
import { NetObject } from '../values';
import type { Runspace } from './runspace';
import { typeNamed } from './type-named';

export class HostObject extends NetObject {
  constructor(readonly rs: Runspace) {
    super();
  }
  get netType(): NetType {
    return typeNamed(
      'System.Management.Automation.Internal.Host.InternalHost',
      'System.Management.Automation.Host.PSHost',
    );
  }
}
export class HostUserInterface extends NetObject {
  constructor(readonly rs: Runspace) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.Internal.Host.InternalHostUserInterface');
  }
}
export class HostRawUserInterface extends NetObject {
  constructor(readonly rs: Runspace) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.Internal.Host.InternalHostRawUserInterface');
  }
}
export class PathInfo extends NetObject {
  constructor(readonly path: string) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.PathInfo');
  }
}
export class ExecutionContextObject extends NetObject {
  constructor(readonly rs: Runspace) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.EngineIntrinsics');
  }
}
export class SessionStateObject extends NetObject {
  constructor(readonly rs: Runspace) {
    super();
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.SessionState');
  }
}
/** The four intrinsics of `$ExecutionContext`, by name. */
export class Intrinsics extends NetObject {
  constructor(
    readonly rs: Runspace,
    private readonly typeName: string,
  ) {
    super();
  }
  get netType(): NetType {
    return typeNamed(this.typeName);
  }
}
