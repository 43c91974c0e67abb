/** What crosses the wire between two sessions: copies of values, and error records that say where they come from. */
import { readClixml, writeClixml } from '../cmdlets/utility/clixml';
import { makeException } from '../language/errors';
import { FormatRecord } from '../language/formatting/records';
import { PSCredential } from '../language/net/credential-behaviour';
import { SecureStringValue } from '../language/net/identity-behaviour';
import { properties } from '../language/runtime/engine-types';
import { ErrorDetails, ErrorRecord, InvocationInfo } from '../language/runtime/error-record';
import { ScriptBlock } from '../language/runtime/script-block';
import type { NetType } from '../language/types';
import {
  addedMembers,
  baseOf,
  type ExtendedMember,
  foldCase,
  NetObject,
  PSCustomObject,
  PSGuid,
  PSWrapped,
  type Value,
} from '../language/values';

/** Levels of properties that keep their members; those below become text. seen: MS-PSRP 2.2.5 (default depth 1) */
const DEPTH = 1;

/** A copy without methods, as the other side gets it. Drawn layout (Format-Table in the block) passes as it is. */
export function copyOf(value: Value): Value {
  const base = baseOf(value);
  if (base === null || base === undefined || typeof base !== 'object') return base ?? null;
  if (base instanceof FormatRecord || base instanceof SecureStringValue || base instanceof PSCredential) return value;
  // A script block arrives as its text. seen: MS-PSRP 2.2.5.1.25
  if (base instanceof ScriptBlock) return base.text;
  return readClixml(writeClixml([value], DEPTH))?.[0] ?? null;
}

/** Where a result comes from. */
export interface Origin {
  computerName: string;
  /** GUID of the remote runspace. */
  runspaceId: string;
}

/** Adds the note properties that Invoke-Command gives every result. seen: RemotingConstants, powershell-semantics.md 15 */
export function withOrigin(value: Value, origin: Origin, hideComputerName: boolean): Value {
  const base = baseOf(value);
  if (base === null || base === undefined || base instanceof FormatRecord) return value;
  let result = value;
  let members: Map<string, ExtendedMember>;
  if (base instanceof PSCustomObject) members = base.members;
  else if (value instanceof PSWrapped) members = value.members;
  else if (value instanceof NetObject && !isPlain(value)) {
    let added = addedMembers.get(value);
    if (added === undefined) {
      added = { members: new Map() };
      addedMembers.set(value, added);
    }
    members = added.members;
  } else {
    const wrapped = new PSWrapped(base);
    result = wrapped;
    members = wrapped.members;
  }
  const notes: [string, Value][] = [
    ['PSComputerName', origin.computerName],
    ['RunspaceId', new PSGuid(origin.runspaceId)],
    ['PSShowComputerName', !hideComputerName],
  ];
  for (const [name, note] of notes) members.set(foldCase(name), { kind: 'NoteProperty', name, value: note });
  return result;
}

/** Numbers, dates and the like are values: members belong to a wrapper around them, not to the value. */
function isPlain(value: NetObject): boolean {
  return value.netType.isValueType;
}

/** Where an error record comes from (System.Management.Automation.Remoting.OriginInfo). */
class OriginInfo extends NetObject {
  constructor(readonly origin: Origin) {
    super();
  }
  get netType(): NetType {
    return originType();
  }
}

/** An error record of another session (System.Management.Automation.Runspaces.RemotingErrorRecord). */
export class RemotingErrorRecord extends ErrorRecord {
  origin: Origin | undefined;
  override get netType(): NetType {
    return recordType();
  }
}

let originTypeMade: NetType | undefined;
function originType(): NetType {
  originTypeMade ??= properties('System.Management.Automation.Remoting.OriginInfo', 'System.Object', {
    PSComputerName: ['string', (self: OriginInfo) => self.origin.computerName],
    RunspaceID: ['guid', (self: OriginInfo) => new PSGuid(self.origin.runspaceId)],
    InstanceID: ['guid', () => new PSGuid('00000000-0000-0000-0000-000000000000')],
  });
  originTypeMade.toText = (self) => (self as OriginInfo).origin.computerName;
  return originTypeMade;
}

let recordTypeMade: NetType | undefined;
function recordType(): NetType {
  recordTypeMade ??= properties(
    'System.Management.Automation.Runspaces.RemotingErrorRecord',
    'System.Management.Automation.ErrorRecord',
    {
      OriginInfo: [
        'System.Management.Automation.Remoting.OriginInfo',
        (self: RemotingErrorRecord) => (self.origin === undefined ? null : new OriginInfo(self.origin)),
      ],
    },
  );
  return recordTypeMade;
}

/** No command and no place: what another session sends of an invocation is not shown. */
function noInvocation(): InvocationInfo {
  return new InvocationInfo(null, '', undefined);
}

/** The copy of an error record of that session. */
export function copyOfError(record: ErrorRecord, origin: Origin): RemotingErrorRecord {
  const exception = makeException('System.Management.Automation.RemoteException', record.exception.message);
  const copy = new RemotingErrorRecord(exception, record.fullyQualifiedErrorId, record.category, copyOf(record.target));
  copy.invocation = noInvocation();
  copy.details = record.details === null ? null : new ErrorDetails(record.details.message);
  copy.activity = record.categoryInfo.activity;
  copy.reason = record.categoryInfo.reason;
  copy.targetName = record.categoryInfo.targetName;
  copy.targetType = record.categoryInfo.targetType;
  copy.scriptStackTrace = '';
  copy.computerName = origin.computerName;
  copy.origin = origin;
  exception.errorRecord = copy;
  return copy;
}

/** An error of the connection itself, as Invoke-Command reports it: no command, no place, the target's name as target. */
export function connectionError(target: string, message: string, id: string, exceptionType: string): ErrorRecord {
  const exception = makeException(exceptionType, message);
  const record = new RemotingErrorRecord(exception, id, 'OpenError', target);
  record.invocation = noInvocation();
  record.activity = '';
  record.targetName = target;
  record.targetType = 'String';
  exception.errorRecord = record;
  return record;
}
