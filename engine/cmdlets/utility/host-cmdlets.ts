/** Read-Host, Write-Progress, Get-Host, Get-Culture, Get-UICulture, Get-Verb, Out-GridView. */
import { type CommandContext, serviceKey } from '../../language/command';
import { toDisplayText } from '../../language/conversion';
import { propertiesOf, readMember, wildcardTest } from '../../language/formatting/object-access';
import type { Program, Request } from '../../language/host';
import { construct, getStatic, invokeMethod, isProgram } from '../../language/net';
import type { Implementation } from '../../language/runtime/command-registry';
import { findType } from '../../language/types';
import { baseOf, PSArray, PSChar, PSCustomObject, PSInteger, type Value } from '../../language/values';
import { isFormatRecordValue, smartTextOf } from './grid-text';

function integer(value: Value | undefined, fallback: number): number {
  const base = baseOf(value);
  if (typeof base === 'number') return base;
  return base instanceof PSInteger ? Number(base.value) : fallback;
}

function text(value: Value | undefined): string {
  return value === undefined || value === null ? '' : toDisplayText(value);
}

/** A SecureString holding a text. */
function secureString(plain: string): Value {
  const type = findType('System.Security.SecureString');
  if (!type) throw new Error('no type SecureString');
  const made = construct(type, []);
  if (isProgram(made)) throw new Error('SecureString must not run script');
  for (let i = 0; i < plain.length; i++) invokeMethod(made, 'AppendChar', [new PSChar(plain.charCodeAt(i))]);
  return made;
}

export const readHost: Implementation = {
  *process(ctx, p): Program<void> {
    const base = baseOf(p.Prompt);
    const prompt = base instanceof PSArray ? base.items.map((item) => text(item)).join(' ') : text(p.Prompt);
    const secure = p.AsSecureString === true;
    const request: Request = { kind: 'readLine', secure };
    // The host adds the colon and the blank.
    if (ctx.isBound('Prompt')) request.prompt = prompt;
    yield* ctx.flush();
    const answer = String((yield request) ?? '');
    ctx.write(secure ? secureString(answer) : answer);
  },
};

export const writeProgress: Implementation = {
  process(ctx, p) {
    ctx.progress({
      activity: text(p.Activity),
      // 5.1 shows "Processing" where no status is given. seen: powershell-strings.json WriteProgressResourceStrings
      statusDescription: ctx.isBound('Status') ? text(p.Status) : 'Processing',
      activityId: integer(p.Id, 0),
      parentActivityId: integer(p.ParentId, -1),
      percentComplete: integer(p.PercentComplete, -1),
      secondsRemaining: integer(p.SecondsRemaining, -1),
      currentOperation: text(p.CurrentOperation),
      completed: p.Completed === true,
      sourceId: integer(p.SourceId, 0),
    });
  },
};

export const getHost: Implementation = {
  end(ctx) {
    ctx.write(ctx.getVariable('Host'));
  },
};

function culture(property: string): Implementation {
  return {
    end(ctx) {
      const type = findType('System.Globalization.CultureInfo');
      ctx.write(type ? (getStatic(type, property) ?? null) : null);
    },
  };
}
export const getCulture = culture('CurrentCulture');
export const getUICulture = culture('CurrentUICulture');

/** Approved verbs by group. seen: VerbInfo of PowerShell 5.1 (98 verbs). */
const verbs: Record<string, string> = {
  Common:
    'Add Clear Close Copy Enter Exit Find Format Get Hide Join Lock Move New Open Optimize Push Pop Redo Remove Rename Reset Resize Search Select Set Show Skip Split Step Switch Undo Unlock Watch',
  Communications: 'Connect Disconnect Read Receive Send Write',
  Data: 'Backup Checkpoint Compare Compress Convert ConvertFrom ConvertTo Dismount Edit Expand Export Group Import Initialize Limit Merge Mount Out Publish Restore Save Sync Unpublish Update',
  Diagnostic: 'Debug Measure Ping Repair Resolve Test Trace',
  Lifecycle:
    'Approve Assert Complete Confirm Deny Disable Enable Install Invoke Register Request Restart Resume Start Stop Submit Suspend Uninstall Unregister Wait',
  Other: 'Use',
  Security: 'Block Grant Protect Revoke Unblock Unprotect',
};

export const getVerb: Implementation = {
  process(ctx, p) {
    const base = baseOf(p.verb ?? p.Verb);
    const patterns = base instanceof PSArray ? base.items.map((item) => text(item)) : base ? [text(base)] : ['*'];
    const tests = patterns.map(wildcardTest);
    for (const [group, names] of Object.entries(verbs))
      for (const verb of names.split(' '))
        if (tests.some((test) => test(verb)))
          ctx.write(
            PSCustomObject.from([
              ['Verb', verb],
              ['Group', group],
            ]),
          );
  },
};

/** What Out-GridView hands to the window. */
export interface GridContent {
  title: string;
  columns: string[];
  /** Cell texts by row. */
  rows: string[][];
  /** Rows may be chosen (-PassThru, -OutputMode): none, one or several. */
  choose: 'none' | 'one' | 'several';
  wait: boolean;
}

/** The page's window: answers the numbers of the chosen rows. */
export interface GridWindow {
  show(content: GridContent): Program<number[]>;
}
export const gridWindow = serviceKey<GridWindow>('utility.grid-window');

/** The window; a console without one says so. */
function windowOf(ctx: CommandContext): GridWindow {
  try {
    return ctx.service(gridWindow);
  } catch {
    return ctx.throwTerminating({
      message: 'Out-GridView opens a window, and this console has none. Use Format-Table instead.',
      id: 'NoWindow',
      category: 'NotImplemented',
      exceptionType: 'System.NotSupportedException',
    });
  }
}

function chooseMode(ctx: CommandContext, p: Record<string, Value>): GridContent['choose'] {
  if (p.PassThru === true) return 'several';
  const mode = ctx.isBound('OutputMode') ? ctx.text(p.OutputMode).toLowerCase() : 'none';
  return mode === 'single' ? 'one' : mode === 'multiple' ? 'several' : 'none';
}

export const outGridView: Implementation = {
  begin(ctx) {
    ctx.state.items = [];
  },
  process(ctx, p) {
    const object = p.InputObject;
    if (object === null || object === undefined) return;
    if (isFormatRecordValue(object))
      ctx.throwTerminating({
        message: 'The data format is not supported by Out-GridView.',
        details: 'The data format is not supported by Out-GridView.',
        id: 'DataNotQualifiedForGridView',
        category: 'InvalidType',
        exceptionType: 'System.FormatException',
      });
    (ctx.state.items as Value[]).push(object);
  },
  *end(ctx, p) {
    const items = ctx.state.items as Value[];
    if (items.length === 0) return;
    const first = items[0];
    const scalar = typeof first !== 'object' || first === null;
    const columns = scalar
      ? ['Value']
      : propertiesOf(first)
          .filter((member) => !member.set)
          .map((member) => member.name);
    const rows = items.map((item) =>
      scalar ? [toDisplayText(item)] : columns.map((column) => smartTextOf(readMember(item, column) ?? null)),
    );
    const title = ctx.isBound('Title') ? text(p.Title) : 'Out-GridView';
    const choose = chooseMode(ctx, p);
    yield* ctx.flush();
    const chosen = yield* windowOf(ctx).show({ title, columns, rows, choose, wait: p.Wait === true });
    if (choose !== 'none') ctx.writeAll(chosen.map((index) => items[index]).filter((item) => item !== undefined));
  },
};
