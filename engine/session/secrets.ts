/**
 * Secret answers in the log of inputs. A password is never written down: the log names the account of the world whose
 * password it was, and a replay looks it up there. A text that is nobody's password is kept as its length, which is all
 * that a command can tell of it before it fails.
 */
import type { World } from '../estate/records';
import { all } from '../estate/tables';

/** What the log keeps of a secret answer. */
export type SecretAnswer = { secret: 'account'; account: string } | { secret: 'unknown'; length: number };

/** All accounts of a world with their passwords, in a fixed order: domains first. */
function* accounts(world: World): Generator<{ account: string; password: string }> {
  for (const domain of all(world.domains)) {
    for (const user of domain.users)
      yield { account: `${domain.netBiosName}\\${user.samAccountName}`, password: user.password };
  }
  for (const machine of all(world.machines)) {
    for (const user of machine.localUsers)
      if (user.password !== '') yield { account: `${machine.computerName}\\${user.name}`, password: user.password };
  }
}

export function sealSecret(world: World, text: string): SecretAnswer {
  for (const { account, password } of accounts(world)) if (password === text) return { secret: 'account', account };
  return { secret: 'unknown', length: text.length };
}

/** The text to type again; `*` for characters that nobody wrote down. */
export function openSecret(world: World, answer: SecretAnswer): string {
  if (answer.secret === 'unknown') return '*'.repeat(answer.length);
  for (const { account, password } of accounts(world)) if (account === answer.account) return password;
  return '';
}

/** Whether the data of a log entry is a secret answer. */
export function isSecretAnswer(data: unknown): data is SecretAnswer {
  return typeof data === 'object' && data !== null && 'secret' in data;
}
