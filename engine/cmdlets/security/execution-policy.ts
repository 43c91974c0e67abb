/** Get- and Set-ExecutionPolicy. The policy of a simulated session is kept and shown; scripts of labs always run. seen: ExecutionPolicyCommands */
import type { Implementations } from '../../language/runtime/command-registry';
import { PSCustomObject } from '../../language/values';

const scopes = ['MachinePolicy', 'UserPolicy', 'Process', 'CurrentUser', 'LocalMachine'] as const;
type PolicyScope = (typeof scopes)[number];

/** Policies by session; LocalMachine is RemoteSigned on Windows Server 2016. */
const sessions = new WeakMap<object, Map<PolicyScope, string>>();

function policiesOf(session: object): Map<PolicyScope, string> {
  let policies = sessions.get(session);
  if (!policies) {
    policies = new Map([['LocalMachine', 'RemoteSigned']]);
    sessions.set(session, policies);
  }
  return policies;
}

export const executionPolicyCmdlets: Implementations = {
  'Get-ExecutionPolicy': {
    help: { synopsis: 'Gets the execution policies for the current session.' },
    process(ctx, p) {
      const policies = policiesOf(ctx.runspace as object);
      if (p.List === true) {
        for (const scope of scopes)
          ctx.write(
            PSCustomObject.from([
              ['Scope', scope],
              ['ExecutionPolicy', policies.get(scope) ?? 'Undefined'],
            ]),
          );
        return;
      }
      if (ctx.isBound('Scope')) {
        const wanted = ctx.text(p.Scope).toLowerCase();
        const scope = scopes.find((name) => name.toLowerCase() === wanted);
        ctx.write((scope && policies.get(scope)) ?? 'Undefined');
        return;
      }
      ctx.write(scopes.map((scope) => policies.get(scope)).find((policy) => policy !== undefined) ?? 'Restricted');
    },
  },
  'Set-ExecutionPolicy': {
    help: { synopsis: 'Sets the PowerShell execution policies for Windows computers.' },
    *process(ctx, p) {
      const policy = ctx.text(p.ExecutionPolicy);
      const wanted = ctx.isBound('Scope') ? ctx.text(p.Scope).toLowerCase() : 'localmachine';
      const scope = scopes.find((name) => name.toLowerCase() === wanted) ?? 'LocalMachine';
      if (scope === 'MachinePolicy' || scope === 'UserPolicy')
        ctx.throwTerminating({
          message:
            'Cannot set execution policy. Execution policies at the MachinePolicy or UserPolicy scopes must be set through Group Policy.',
          id: 'CantSetGroupPolicy',
          category: 'InvalidOperation',
          exceptionType: 'System.InvalidOperationException',
        });
      if (!(yield* ctx.shouldProcess(policy))) return;
      // seen: ExecutionPolicyCommands SetExecutionPolicyQuery
      const query =
        'The execution policy helps protect you from scripts that you do not trust. Changing the execution policy might expose you to the security risks described in the about_Execution_Policies help topic at http://go.microsoft.com/fwlink/?LinkID=135170. Do you want to change the execution policy?';
      if (p.Force !== true && !(yield* ctx.shouldContinue(query, 'Execution Policy Change'))) return;
      const policies = policiesOf(ctx.runspace as object);
      if (policy.toLowerCase() === 'undefined') policies.delete(scope);
      else policies.set(scope, policy);
    },
  },
};
