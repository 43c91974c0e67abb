/** A session state: the global one of a runspace, or a module's own. */
import type { PSModuleInfo } from './module-info';
import type { Runspace } from './runspace';
import { Scope } from './scope';

export class SessionState {
  /** Scope of the module, or the global scope. */
  readonly top: Scope;
  /** Scope that code of this session state runs in right now. */
  current: Scope;
  module: PSModuleInfo | null = null;
  constructor(
    readonly runspace: Runspace,
    parent: Scope | null,
  ) {
    this.top = new Scope(parent, this);
    this.current = this.top;
  }
}
