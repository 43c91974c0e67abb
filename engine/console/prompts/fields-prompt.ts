/**
 * Asking for values by name: missing mandatory parameters, `$Host.UI.Prompt`, Read-Host.
 * seen: ConsoleHostUserInterfacePrompt.cs of PowerShell 6 alpha 9; cases mandatory-*
 */
import type { PromptField } from '../../language/host';
import { PSArray, type Value } from '../../language/values';
import type { ConsoleHost } from '../console-host';
import { credentialPrompt } from './credential-prompt';
import type { PromptSteps } from './line-reader';

/** Outcome of converting an answer to a parameter's type. `typeName` is the full .NET name. */
export type Converted = { value: Value } | { problem: 'overflow' | 'format' | 'other'; typeName: string };

/** What the prompt needs of the language. */
export interface FieldTypes {
  /** Element type of an array or list type, undefined for others. `string[]` -> `string`. */
  elementType(type: string): string | undefined;
  convert(text: string, type: string): Converted;
  /** Makes the array of the field's type. */
  list(values: Value[], type: string): Value;
  secureString(text: string): Value;
  credential(userName: string, password: string): Value;
}

/** Leaves every answer the text it is; the binder converts it later. */
export const textFieldTypes: FieldTypes = {
  elementType: (type) => (type.endsWith('[]') ? type.slice(0, -2) : undefined),
  convert: (text) => ({ value: text }),
  list: (values) => new PSArray(values),
  secureString: (text) => text,
  credential: (userName) => userName,
};

/** Reads an answer; `secret` ones are shown as `*`. undefined: Ctrl+C. */
export type ReadField = (secret: boolean) => PromptSteps<string | undefined>;

function isSecure(type: string): boolean {
  return /^(System\.Security\.)?SecureString$/i.test(type);
}
function isCredential(type: string): boolean {
  return /^(System\.Management\.Automation\.)?PSCredential$/i.test(type);
}

/** Answer of one item: a value, the end of a list, or Ctrl+C. */
type Item = { value: Value } | 'end' | 'cancel';

function* oneItem(
  host: ConsoleHost,
  types: FieldTypes,
  field: PromptField,
  type: string,
  label: string,
  inList: boolean,
  read: ReadField,
): PromptSteps<Item> {
  if (field.secure || isSecure(type)) {
    host.write(label);
    const text = yield* read(true);
    if (text === undefined) return 'cancel';
    return text === '' && inList ? 'end' : { value: types.secureString(text) };
  }
  if (isCredential(type)) {
    host.writeWrapped(field.name);
    const answer = yield* credentialPrompt(host, '', '', '', read);
    if (answer === undefined) return 'cancel';
    return { value: types.credential(answer.userName, answer.password) };
  }
  for (;;) {
    host.write(label);
    const raw = yield* read(false);
    if (raw === undefined) return 'cancel';
    let text: string | null = raw;
    if (raw.startsWith('!')) {
      const command = raw.slice(1);
      if (command.startsWith('!')) text = command;
      else if (command === '""') text = '';
      else if (command.toLowerCase() === '$null') text = null;
      else {
        if (command !== '?') host.writeWrapped(`"${raw}" cannot be recognized as a valid Prompt command.`);
        else host.writeWrapped(field.helpMessage || `No help is available for ${field.name}.`);
        continue;
      }
    } else if (raw === '' && inList) return 'end';
    if (text === null) return { value: null };
    const result = types.convert(text, type);
    if ('value' in result) return result;
    if (result.problem === 'overflow')
      host.writeWrapped(`Cannot recognize "${text}" as a ${result.typeName} due to an overflow error.`);
    else if (result.problem === 'format') {
      if (text !== '') host.writeWrapped(`Cannot recognize "${text}" as a ${result.typeName} due to a format error.`);
    } else return { value: text };
  }
}

/** Asks for each field; answers the values by field name, or undefined after Ctrl+C. */
export function* promptForFields(
  host: ConsoleHost,
  types: FieldTypes,
  question: { caption: string; message: string; fields: readonly PromptField[] },
  read: ReadField,
): PromptSteps<Record<string, Value> | undefined> {
  if (question.caption !== '') {
    host.write('\n');
    host.writeWrapped(question.caption, 'White');
  }
  if (question.message !== '') host.writeWrapped(question.message);
  if (question.fields.some((field) => field.helpMessage)) host.writeWrapped('(Type !? for Help.)');
  const answers: Record<string, Value> = {};
  for (const field of question.fields) {
    const element = isSecure(field.type) ? undefined : types.elementType(field.type);
    if (element === undefined) {
      const item = yield* oneItem(host, types, field, field.type, `${field.name}: `, false, read);
      if (item === 'cancel') return undefined;
      if (item !== 'end') answers[field.name] = item.value;
      continue;
    }
    const values: Value[] = [];
    for (;;) {
      const item = yield* oneItem(host, types, field, element, `${field.name}[${values.length}]: `, true, read);
      if (item === 'cancel') return undefined;
      if (item === 'end') break;
      values.push(item.value);
    }
    answers[field.name] = types.list(values, field.type);
  }
  return answers;
}
