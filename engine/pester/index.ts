/** Pester 5.9.0 as a module of the shell. */
import type { CmdletDefinition } from '../language/command';
import type { CmdletModule, CommandRegistry } from '../language/runtime/command-registry';
import { blockCmdlets } from './block-cmdlets';
import { newPesterConfiguration, newPesterContainer } from './configuration';
import { invokePester } from './invoke-pester';
import { mock } from './mock';
import { notSimulatedCmdlets } from './not-simulated';
import { addShouldOperator, getShouldOperator } from './operator-cmdlets';
import { inModuleScope, setItResult } from './result-cmdlets';
import { should } from './should';
import { assertMockCalled, assertVerifiableMock } from './should-invoke';

export const pesterModule: CmdletModule = {
  name: 'Pester',
  version: '5.9.0',
  moduleType: 'Script',
  description:
    'Pester provides a framework for running BDD style Tests to execute and validate PowerShell commands inside of PowerShell and offers a powerful set of Mocking Functions that allow tests to mimic and mock the functionality of any command inside of a piece of PowerShell code being tested.',
};

export const pesterCmdlets: CmdletDefinition[] = [
  invokePester,
  newPesterConfiguration,
  newPesterContainer,
  ...blockCmdlets,
  should,
  setItResult,
  inModuleScope,
  mock,
  assertMockCalled,
  assertVerifiableMock,
  addShouldOperator,
  getShouldOperator,
  ...notSimulatedCmdlets,
];

/** Adds the module's commands to a registry. */
export function registerPester(registry: CommandRegistry): void {
  for (const definition of pesterCmdlets) registry.define(definition);
  registry.addModule(pesterModule);
}

export { type CaseSurroundings, type PesterCase, type PesterCaseOutcome, runPesterCase } from './case';
export { type PesterFile, type PesterOptions, runPester } from './run-pester';
export type { PesterRun, PesterTest } from './run-result';
export { type BlockRun, type BlockTest, runTests } from './run-tests';
