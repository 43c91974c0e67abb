/** Set-PSDebug. Tracing and stepping are not simulated. seen: InternalCommands.cs */
import type { Implementations } from '../../language/runtime/command-registry';
import type { CommandRuntime } from '../../language/runtime/command-runtime';

export const debugCmdlets: Implementations = {
  'Set-PSDebug': {
    notSimulated: ['Trace', 'Step'],
    process(context, p) {
      const { rs } = context as CommandRuntime;
      // -Strict is version 1 of Set-StrictMode, in the global scope.
      if (p.Off === true) rs.global.top.strictMode = undefined;
      else if (p.Strict === true) rs.global.top.strictMode = 1;
    },
  },
};
