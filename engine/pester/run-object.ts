/** The object of `Invoke-Pester -PassThru`. `seen: Pester 5.9.0 (Pester.Run), names of its properties` */

import type { ErrorRecord } from '../language/runtime/error-record';
import { PSArray, PSCustomObject, PSDateTime, PSTimeSpan, type Value } from '../language/values';
import { displayMessage, displayTrace } from './failure-lines';
import type { FinishedRun } from './run-result';
import { type Block, type Container, expandedPathOf, pathOf, resultOf, type Test } from './tree';

function typed(name: string, entries: Array<[string, Value]>): PSCustomObject {
  const made = PSCustomObject.from(entries);
  made.typeNames.unshift(name);
  return made;
}

/** Records keep their own type; Pester adds two properties. */
function errorObject(record: ErrorRecord): PSCustomObject {
  return typed('System.Management.Automation.ErrorRecord', [
    ['Exception', record.exception],
    ['TargetObject', record.target],
    ['CategoryInfo', record.categoryInfo],
    ['FullyQualifiedErrorId', record.fullyQualifiedErrorId],
    ['InvocationInfo', record.invocation],
    ['ScriptStackTrace', record.scriptStackTrace],
    ['DisplayErrorMessage', displayMessage(record)],
    ['DisplayStackTrace', displayTrace(record)],
  ]);
}

const errors = (records: readonly ErrorRecord[]): Value => new PSArray(records.map(errorObject));
const span = (ticks: bigint): Value => new PSTimeSpan(ticks);

function testObject(test: Test): PSCustomObject {
  return typed('Pester.Test', [
    ['Name', test.name],
    ['Path', new PSArray(pathOf(test))],
    ['ExpandedName', test.expandedName],
    ['ExpandedPath', expandedPathOf(test).join('.')],
    ['Result', resultOf(test)],
    ['ErrorRecord', errors(test.errors)],
    ['Tag', new PSArray([...test.tags])],
    ['Data', test.hasData ? (test.data ?? null) : null],
    ['Skip', test.skip],
    ['Executed', test.executed],
    ['Passed', test.passed],
    ['Skipped', test.skipped],
    ['Inconclusive', test.inconclusive],
    ['ShouldRun', test.shouldRun],
    ['StartLine', test.line],
    ['Duration', span(test.userTicks + test.frameworkTicks)],
    ['UserDuration', span(test.userTicks)],
    ['FrameworkDuration', span(test.frameworkTicks)],
    ['ScriptBlock', test.script],
  ]);
}

function blockObject(block: Block, made: Map<Test | Block, Value>): PSCustomObject {
  const tests: Value[] = [];
  const blocks: Value[] = [];
  const order: Value[] = [];
  for (const one of block.order) {
    const object = one.type === 'Test' ? testObject(one) : blockObject(one, made);
    made.set(one, object);
    order.push(object);
    (one.type === 'Test' ? tests : blocks).push(object);
  }
  const failed = block.errors.length > 0 || block.order.some((one) => failedItem(one));
  const object = typed('Pester.Block', [
    ['Name', block.name],
    ['Path', new PSArray(pathOf(block))],
    ['ExpandedName', block.expandedName],
    ['ExpandedPath', expandedPathOf(block).join('.')],
    ['Result', failed ? 'Failed' : block.shouldRun ? 'Passed' : 'NotRun'],
    ['Tests', new PSArray(tests)],
    ['Blocks', new PSArray(blocks)],
    ['Order', new PSArray(order)],
    ['ErrorRecord', errors(block.errors)],
    ['Tag', new PSArray([...block.tags])],
    ['Data', block.hasData ? (block.data ?? null) : null],
    ['Skip', block.skip],
    ['Executed', block.executed],
    ['ShouldRun', block.shouldRun],
    ['StartLine', block.line],
    ['Duration', span(block.userTicks + block.frameworkTicks)],
  ]);
  made.set(block, object);
  return object;
}

function failedItem(one: Test | Block): boolean {
  if (one.type === 'Test') return resultOf(one) === 'Failed';
  return one.errors.length > 0 || one.order.some((inner) => failedItem(inner));
}

function containerObject(container: Container, made: Map<Test | Block, Value>): PSCustomObject {
  const root = blockObject(container.root, made);
  const failed = container.errors.length > 0 || failedItem(container.root);
  return typed('Pester.Container', [
    ['Name', container.path],
    ['Type', container.script === undefined ? 'File' : 'ScriptBlock'],
    ['Item', container.script ?? container.path],
    ['Data', container.data ?? null],
    ['Result', failed ? 'Failed' : container.root.shouldRun ? 'Passed' : 'NotRun'],
    ['Blocks', root.note('Blocks')],
    ['Tests', root.note('Tests')],
    ['ErrorRecord', errors(container.errors)],
    ['Executed', container.executed],
    ['Passed', !failed],
    ['Duration', span(container.userTicks + container.frameworkTicks)],
  ]);
}

export function runObject(run: FinishedRun, startedTicks: bigint, configuration: Value): PSCustomObject {
  const made = new Map<Test | Block, Value>();
  const containers = run.containers.map((container) => containerObject(container, made));
  const tests = (result: string): Value =>
    new PSArray(run.tests.filter((test) => resultOf(test) === result).map((test) => made.get(test) ?? null));
  return typed('Pester.Run', [
    ['Containers', new PSArray(containers)],
    ['Result', run.result],
    ['FailedCount', run.counts.failed],
    ['FailedBlocksCount', run.failedBlocks.length],
    ['FailedContainersCount', run.failedContainers.length],
    ['PassedCount', run.counts.passed],
    ['SkippedCount', run.counts.skipped],
    ['InconclusiveCount', run.counts.inconclusive],
    ['NotRunCount', run.counts.notRun],
    ['TotalCount', run.tests.length],
    ['Duration', span(run.ticks)],
    ['Executed', true],
    ['ExecutedAt', new PSDateTime(startedTicks, 'Local')],
    ['Version', '5.9.0'],
    ['Tests', new PSArray(run.tests.map((test) => made.get(test) ?? null))],
    ['Passed', tests('Passed')],
    ['Failed', tests('Failed')],
    ['Skipped', tests('Skipped')],
    ['Inconclusive', tests('Inconclusive')],
    ['NotRun', tests('NotRun')],
    ['FailedBlocks', new PSArray(run.failedBlocks.map((block) => made.get(block) ?? null))],
    [
      'FailedContainers',
      new PSArray(run.failedContainers.map((container) => containers[run.containers.indexOf(container)])),
    ],
    ['Configuration', configuration],
  ]);
}
