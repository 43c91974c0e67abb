/** A fresh session without a machine: runs code as one submission at the prompt and gives the lines of the console. */
import { coreCmdlets } from '../../engine/cmdlets/core';
import { loadDeclarations } from '../../engine/cmdlets/declarations';
import { utilityImplementations } from '../../engine/cmdlets/utility';
import type { HostTime, HostUI } from '../../engine/language/host';
import { CommandRegistry } from '../../engine/language/runtime/command-registry';
import { drive } from '../../engine/language/runtime/drive';
import { Runspace } from '../../engine/language/runtime/runspace';

export class LineUI implements HostUI {
  readonly lines: string[] = [];
  private open = '';
  windowHeight = 50;
  windowTitle = 'Administrator: Windows PowerShell';
  foregroundColor: HostUI['foregroundColor'] = 'DarkYellow';
  backgroundColor: HostUI['backgroundColor'] = 'DarkMagenta';
  constructor(readonly bufferWidth: number) {}
  write(text: string): void {
    const parts = (this.open + text).split('\n');
    this.open = parts.pop()!;
    this.lines.push(...parts);
  }
  writeLine(_kind: string, text: string): void {
    this.write(`${text}\n`);
  }
  writeProgress(): void {}
  clear(): void {}
  finish(): string[] {
    if (this.open !== '') this.lines.push(this.open);
    this.open = '';
    return this.lines.map((line) => line.replace(/\r$/, ''));
  }
}

export class TestTime implements HostTime {
  ticks = 636_070_000_000_000_000n;
  nowTicks(): bigint {
    return this.ticks;
  }
  utcOffsetMinutes(): number {
    return 0;
  }
  private seed = 1;
  random(): number {
    this.seed = (this.seed * 48271) % 2147483647;
    return this.seed / 2147483647;
  }
}

export async function makeRegistry(): Promise<CommandRegistry> {
  const registry = new CommandRegistry();
  for (const table of await loadDeclarations([
    'Microsoft.PowerShell.Core',
    'Microsoft.PowerShell.Utility',
    'Microsoft.PowerShell.Management',
    'Microsoft.PowerShell.Security',
    'Microsoft.PowerShell.Host',
  ])) {
    registry.addDeclarations(table);
  }
  registry.implementAll(utilityImplementations);
  registry.implementAll(coreCmdlets);
  return registry;
}

export function transcript(registry: CommandRegistry, code: string, width = 120): string[] {
  const ui = new LineUI(width);
  const time = new TestTime();
  const rs = new Runspace({ registry, ui, time, interactive: false });
  drive(rs.run(code), {
    onRequest: (request) => {
      if (request.kind === 'sleep') time.ticks += request.ticks;
      if (request.kind === 'pause') time.ticks += 2560n;
      return undefined;
    },
    stopAfterPauses: 60_000,
  });
  return ui.finish();
}
