/** The command that stands in the way of a mocked one: it has the parameters of the real command. */
import type { CommandMetadata } from '../language/binding/command-metadata';
import type { CmdletDefinition } from '../language/command';
import { CmdletInfo, type CommandInfo } from '../language/runtime/command-info';

export class MockHook extends CmdletInfo {
  constructor(
    definition: CmdletDefinition,
    readonly original: CommandInfo,
    private readonly parameters: CommandMetadata,
  ) {
    super(definition);
  }
  override get metadata(): CommandMetadata {
    return this.parameters;
  }
}
