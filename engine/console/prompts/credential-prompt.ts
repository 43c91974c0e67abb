import type { ConsoleHost } from '../console-host';
import type { ReadField } from './fields-prompt';
import type { PromptSteps } from './line-reader';

/**
 * Asks for a user name and a password on the console. Server 2016 shows a dialog window instead, unless the policy
 * ConsolePrompting is set; a console in a page has no such window, so this is the console's own form of the question.
 * seen: ConsoleHostUserInterfaceSecurityResources
 */
export function* credentialPrompt(
  host: ConsoleHost,
  caption: string,
  message: string,
  userName: string,
  read: ReadField,
): PromptSteps<{ userName: string; password: string } | undefined> {
  if (caption !== '') {
    host.write('\n');
    host.writeWrapped(caption, 'White');
  }
  if (message !== '') host.writeWrapped(message);
  let user = userName;
  while (user === '') {
    host.write('User: ');
    const answer = yield* read(false);
    if (answer === undefined) return undefined;
    user = answer;
  }
  host.write(`Password for user ${user}: `);
  const password = yield* read(true);
  return password === undefined ? undefined : { userName: user, password };
}
