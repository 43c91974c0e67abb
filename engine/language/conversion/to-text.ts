/** Values as text: PSObject.ToString. Inside strings the invariant culture rules, at the display en-US. */
import { PSException } from '../errors';
import { enumerate } from '../net/enumerate';
import { netTypeText, typeText } from '../net/type-name';
import { formatDateTime, timeSpanToText } from '../text/date-time';
import { decimalToText, doubleToText, singleToText } from '../text/number-format';
import type { MethodContext } from '../types';
import type { ExtendedMember, Value } from '../values';
import {
  addedMembers,
  NetObject,
  PSChar,
  PSCustomObject,
  PSDateTime,
  PSDecimal,
  PSDouble,
  PSEnum,
  PSGuid,
  PSInteger,
  PSSingle,
  PSTimeSpan,
  PSTypeValue,
  PSVersion,
  PSWrapped,
} from '../values';
import { enumToText } from './enum-text';
import { conversionHooks } from './hooks';

/** Version.ToString(). */
export function versionToText(value: PSVersion): string {
  let text = `${value.major}.${value.minor}`;
  if (value.build >= 0) text += `.${value.build}`;
  if (value.build >= 0 && value.revision >= 0) text += `.${value.revision}`;
  return text;
}

/** Object.ToString() of .NET: never joins lists. */
export function netToString(value: Value, invariant = false): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return String(value);
    case 'boolean':
      return value ? 'True' : 'False';
  }
  if (value === null || value === undefined) return '';
  if (value instanceof PSDouble) return doubleToText(value.value);
  if (value instanceof PSInteger) return value.value.toString();
  if (value instanceof PSDecimal) return decimalToText(value);
  if (value instanceof PSSingle) return singleToText(value.value);
  if (value instanceof PSChar) return String.fromCharCode(value.code);
  if (value instanceof PSEnum) return enumToText(value);
  if (value instanceof PSDateTime) return formatDateTime(value, 'G', invariant);
  if (value instanceof PSTimeSpan) return timeSpanToText(value.ticks);
  if (value instanceof PSGuid) return value.text;
  if (value instanceof PSVersion) return versionToText(value);
  if (value instanceof PSTypeValue) return typeText(value.type);
  if (value instanceof PSException) return exceptionToText(value);
  if (value instanceof PSWrapped) return value.text ?? netToString(value.base, invariant);
  for (let type: typeof value.netType | undefined = value.netType; type; type = type.base) {
    if (type.toText) return type.toText(value);
  }
  return netTypeText(value.netType);
}

/** Exception.ToString() without stack: `Type: message ---> inner`. */
function exceptionToText(value: PSException): string {
  let text = value.netType.fullName;
  if (value.message !== '') text += `: ${value.message}`;
  if (value.inner) text += ` ---> ${exceptionToText(value.inner)}\r\n   --- End of inner exception stack trace ---`;
  return text;
}

function textMethod(value: NetObject): boolean {
  const member: ExtendedMember | undefined =
    value instanceof PSCustomObject || value instanceof PSWrapped
      ? value.members.get('tostring')
      : addedMembers.get(value)?.members.get('tostring');
  return member?.kind === 'ScriptMethod';
}

function text(value: Value, separator: string, invariant: boolean, recurse: boolean): string {
  if (!(value instanceof NetObject)) return netToString(value, invariant);
  if (
    (value instanceof PSCustomObject || value instanceof PSWrapped || addedMembers.has(value)) &&
    textMethod(value) &&
    conversionHooks.callScriptMethod
  ) {
    return text(conversionHooks.callScriptMethod(value, 'ToString', []), separator, invariant, false);
  }
  if (value instanceof PSCustomObject) return customText(value, separator, invariant);
  if (recurse) {
    const items = enumerate(value);
    if (items) return items.map((item) => text(item, separator, invariant, false)).join(separator);
  }
  return netToString(value, invariant);
}

/** `@{a=1; b=2}`; an object without properties is empty text. */
function customText(object: PSCustomObject, separator: string, invariant: boolean): string {
  if (object.text !== undefined) return object.text;
  const parts: string[] = [];
  for (const member of object.members.values()) {
    if (member.kind === 'NoteProperty') {
      // A custom object inside one shows nothing.
      const inner = member.value instanceof PSCustomObject ? '' : text(member.value, separator, invariant, false);
      parts.push(`${member.name}=${inner}`);
    } else if (member.kind === 'ScriptProperty') {
      parts.push(`${member.name}=System.Management.Automation.PSScriptProperty`);
    } else if (member.kind === 'AliasProperty') {
      const target = object.members.get(member.target.toLowerCase());
      parts.push(
        `${member.name}=${target?.kind === 'NoteProperty' ? text(target.value, separator, invariant, false) : ''}`,
      );
    }
  }
  return parts.length === 0 ? '' : `@{${parts.join('; ')}}`;
}

/** Text of an element of a list: a list inside it is not joined. */
export function toElementText(value: Value): string {
  return typeof value === 'string' ? value : text(value, ' ', true, false);
}

/** Text of a value as in an expandable string: invariant culture, lists joined with `$OFS`. */
export function toText(value: Value, context?: Pick<MethodContext, 'ofs'>): string {
  if (typeof value === 'string') return value;
  return text(value, context?.ofs ?? ' ', true, true);
}

/** Text of a value as the bare display prints it: current culture (en-US). Lists are not joined. */
export function toDisplayText(value: Value): string {
  if (typeof value === 'string') return value;
  return text(value, ' ', false, false);
}
