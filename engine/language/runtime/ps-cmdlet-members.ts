/** Members of `$PSCmdlet`. */
import { toBool, toText } from '../conversion';
import type { Program } from '../host';
import { PSEnum, PSList, type Value } from '../values';
import { preferenceOf } from './common-parameters';
import { TerminatingError } from './control-flow';
import { ensureType, method, properties } from './engine-types';
import { ErrorRecord } from './error-record';
import { HostObject, SessionStateObject } from './host-object';
import type { PSCmdlet } from './ps-cmdlet';
import { StreamRecord } from './stream-records';
import { typeNamed } from './type-named';

const impacts = ['None', 'Low', 'Medium', 'High'];

function* shouldProcess(self: PSCmdlet, args: Value[]): Program<Value> {
  const { stage } = self;
  const rs = stage.frame.rs;
  let text: string;
  let query: string;
  let caption = 'Confirm';
  if (args.length >= 3) {
    text = toText(args[0]);
    query = toText(args[1]);
    caption = toText(args[2]);
  } else {
    const action = args.length > 1 ? toText(args[1]) : self.command.name;
    text = `Performing the operation "${action}" on target "${toText(args[0])}".`;
    query = `Are you sure you want to perform this action?\n${text}`;
  }
  const { scope } = stage.frame;
  if (toBool(scope.value('whatifpreference') ?? false)) {
    rs.ui.writeLine('host', `What if: ${text}`);
    return false;
  }
  const preference = scope.value('confirmpreference');
  const level =
    preference instanceof PSEnum
      ? preference.value
      : impacts.findIndex((name) => name.toLowerCase() === toText(preference ?? 'High').toLowerCase());
  const impact = impacts.indexOf(self.metadata.confirmImpact);
  if (level <= 0 || impact < level) {
    const verbose = preferenceOf(scope.value('verbosepreference'), 'SilentlyContinue');
    if (verbose === 'Continue') stage.errorStreams.verbose.write(new StreamRecord('verbose', text, null));
    return true;
  }
  if (self.all !== undefined) return self.all;
  const reply = (yield {
    kind: 'choice',
    caption,
    message: query,
    choices: [
      { label: '&Yes', help: 'Continue with only the next step of the operation.' },
      { label: 'Yes to &All', help: 'Continue with all the steps of the operation.' },
      { label: '&No', help: 'Skip this operation and proceed with the next operation.' },
      { label: 'No to A&ll', help: 'Skip this operation and all subsequent operations.' },
      {
        label: '&Suspend',
        help: 'Pause the current pipeline and return to the command prompt. Type "exit" to resume the pipeline.',
      },
    ],
    defaults: [0],
  }) as number;
  if (reply === 1) self.all = true;
  if (reply === 3) self.all = false;
  return reply === 0 || reply === 1;
}

export function installPSCmdletMembers(): void {
  const type = properties('System.Management.Automation.PSScriptCmdlet', 'System.Management.Automation.PSCmdlet', {
    ParameterSetName: ['string', (self: PSCmdlet) => self.stage.binderSetName],
    MyInvocation: ['System.Management.Automation.InvocationInfo', (self: PSCmdlet) => self.stage.call.myInvocation],
    Host: ['System.Management.Automation.Host.PSHost', (self: PSCmdlet) => new HostObject(self.stage.frame.rs)],
    SessionState: [
      'System.Management.Automation.SessionState',
      (self: PSCmdlet) => new SessionStateObject(self.stage.frame.rs),
    ],
    CommandRuntime: ['System.Management.Automation.ICommandRuntime', (self: PSCmdlet) => self],
    Stopping: ['bool', () => false],
    CommandOrigin: ['System.Management.Automation.CommandOrigin', () => 'Runspace'],
    PagingParameters: ['System.Management.Automation.PagingParameters', () => null],
  });
  method(
    type,
    'ShouldProcess',
    [
      'bool ShouldProcess(string target)',
      'bool ShouldProcess(string target, string action)',
      'bool ShouldProcess(string verboseDescription, string verboseWarning, string caption)',
    ],
    (self: PSCmdlet, args) => shouldProcess(self, args),
  );
  method(type, 'ShouldContinue', ['bool ShouldContinue(string query, string caption)'], (self: PSCmdlet, args) =>
    (function* (): Program<Value> {
      void self;
      const reply = (yield {
        kind: 'choice',
        caption: toText(args[1] ?? ''),
        message: toText(args[0] ?? ''),
        choices: [
          { label: '&Yes', help: 'Continue with only the next step of the operation.' },
          { label: '&No', help: 'Skip this operation and proceed with the next operation.' },
          {
            label: '&Suspend',
            help: 'Pause the current pipeline and return to the command prompt. Type "exit" to resume the pipeline.',
          },
        ],
        defaults: [0],
      }) as number;
      return reply === 0;
    })(),
  );
  method(
    type,
    'WriteError',
    ['void WriteError(System.Management.Automation.ErrorRecord errorRecord)'],
    (self: PSCmdlet, args) => {
      const record = args[0];
      if (!(record instanceof ErrorRecord)) return undefined;
      const { stage } = self;
      const rs = stage.frame.rs;
      stage.failed = true;
      record.invocation = stage.call.myInvocation;
      record.errorClass ??= self.command.name;
      rs.emitError(record, stage.frame, undefined, stage.errorStreams, stage.commonParameters?.errorList);
      return undefined;
    },
  );
  method(
    type,
    'ThrowTerminatingError',
    ['void ThrowTerminatingError(System.Management.Automation.ErrorRecord errorRecord)'],
    (self: PSCmdlet, args) => {
      const record = args[0];
      if (!(record instanceof ErrorRecord)) return undefined;
      record.invocation = self.stage.call.myInvocation;
      record.errorClass ??= self.command.name;
      throw new FunctionError(record, self);
    },
  );
  method(
    type,
    'WriteObject',
    [
      'void WriteObject(System.Object sendToPipeline)',
      'void WriteObject(System.Object sendToPipeline, bool enumerateCollection)',
    ],
    (self: PSCmdlet, args) => {
      const items = args[1] === true ? self.stage.frame.rs.elementsOf(args[0]) : undefined;
      for (const item of items ?? [args[0]]) self.stage.output.write(item ?? null);
      return undefined;
    },
  );
  for (const [name, stream, variable] of [
    ['WriteWarning', 'warning', 'warningpreference'],
    ['WriteVerbose', 'verbose', 'verbosepreference'],
    ['WriteDebug', 'debug', 'debugpreference'],
  ] as const) {
    method(type, name, [`void ${name}(string text)`], (self: PSCmdlet, args) => {
      const action = preferenceOf(
        self.stage.frame.scope.value(variable),
        stream === 'warning' ? 'Continue' : 'SilentlyContinue',
      );
      if (action === 'Continue' || action === 'Inquire') {
        self.stage.errorStreams[stream].write(new StreamRecord(stream, toText(args[0]), null));
      }
      return undefined;
    });
  }
  method(
    type,
    'GetVariableValue',
    ['System.Object GetVariableValue(string name)'],
    (self: PSCmdlet, args) => self.stage.frame.scope.value(toText(args[0]).toLowerCase()) ?? null,
  );
  void ensureType;
}

/** ThrowTerminatingError: ends the function, not only the statement. */
export class FunctionError extends TerminatingError {
  constructor(
    record: ErrorRecord,
    readonly cmdlet: PSCmdlet,
  ) {
    super(record, false, false, cmdlet.stage.call);
  }
}
export { PSList, typeNamed };
