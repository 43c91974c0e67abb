/** The syntax of a command, a line for each parameter set. seen: CommandInfo.cs */
import { setMasks, syntaxOfSet } from '../binding/syntax-text';
import { AliasInfo, ApplicationInfo, CmdletInfo, type CommandInfo, FunctionInfo, ScriptInfo } from './command-info';
import type { Frame } from './frame';

/** `Get-Command -Syntax` as lines; for an alias its target, for a program its path. */
export function syntaxLines(info: CommandInfo, f: Frame): string[] {
  if (info instanceof AliasInfo) return [info.definition];
  if (info instanceof ApplicationInfo) return [info.path];
  if (!(info instanceof CmdletInfo || info instanceof FunctionInfo || info instanceof ScriptInfo)) return [info.name];
  const metadata = info instanceof CmdletInfo ? info.metadata : info.metadataFor(f);
  return setMasks(metadata).map(({ mask }) => `${info.name} ${syntaxOfSet(metadata, mask)}`.trimEnd());
}
