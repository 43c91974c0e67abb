import { describe, expect, it } from 'vitest';
import type { HostTime } from '../../../engine/language/host';
import { PipelineStoppedException } from '../../../engine/language/runtime/control-flow';
import { drive } from '../../../engine/language/runtime/drive';
import { Runspace } from '../../../engine/language/runtime/runspace';
import { LineUI, makeRegistry, TestTime, transcript } from '../transcript';

const registry = await makeRegistry();

function session(time: HostTime = new TestTime()): { rs: Runspace; ui: LineUI } {
  const ui = new LineUI(120);
  return { rs: new Runspace({ registry, ui, time, interactive: true }), ui };
}

describe('Runspace', () => {
  it('keeps variables and functions from one line to the next', () => {
    const { rs, ui } = session();
    drive(rs.run('function double($n) { $n * 2 }'));
    drive(rs.run('$x = double 4'));
    drive(rs.run('$x'));
    expect(ui.finish()).toEqual(['8']);
  });

  it('stops an endless loop and runs its finally', () => {
    const { rs, ui } = session();
    expect(() =>
      drive(rs.run('try { while ($true) {} } finally { Write-Host done }'), { stopAfterPauses: 3 }),
    ).toThrow();
    expect(ui.finish()).toEqual(['done']);
    expect(drive(rs.run('1 + 1'))?.good).toBe(true);
    expect(new PipelineStoppedException()).toBeDefined();
  });

  it('gives values of a script for checks', () => {
    const { rs } = session();
    expect(drive(rs.invokeScript('1..3 | Where-Object { $_ -gt 1 }'))).toEqual([2, 3]);
  });

  it('answers exit codes and $?', () => {
    const { rs } = session();
    expect(drive(rs.run('exit 3'))?.exit).toBe(3);
    expect(drive(rs.run('1/0'))?.good).toBe(false);
  });

  it('asks for mandatory parameters', () => {
    const { rs, ui } = session();
    drive(rs.run('function f { param([Parameter(Mandatory)]$Name) "got $Name" }; f'), {
      onRequest: (request) => (request.kind === 'fields' ? { [request.fields[0].name]: 'me' } : undefined),
    });
    expect(ui.finish()).toEqual(['got me']);
  });

  it('hands objects on in the order in which they are written', () => {
    expect(transcript(registry, '& { 1; $global:x = 5; 2 } | ForEach-Object { Write-Output "$_ $x" }')).toEqual([
      '1 ',
      '2 5',
    ]);
    expect(transcript(registry, '1..100 | ForEach-Object { $_ } | Select-Object -First 2')).toEqual(['1', '2']);
  });

  it('says honestly what it does not simulate, and what does not exist', () => {
    expect(transcript(registry, 'Enable-PSRemoting').join('\n')).toContain('NotSimulated,');
    expect(transcript(registry, 'Enable-Nothing').join('\n')).toContain(
      'FullyQualifiedErrorId : CommandNotFoundException',
    );
  });
});
