import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadWorld } from '../../../engine/capability/power-on';
import { FileTree, split } from '../../../engine/cmdlets/management/file-tree';
import type { MachineRecord } from '../../../engine/estate/records';
import { find } from '../../../engine/estate/tables';

const yaml = readFileSync(join(import.meta.dirname, '../../../labs/worlds/two-hosts.yaml'), 'utf8');

function tree(): FileTree {
  const { world } = loadWorld(yaml, 'two-hosts.yaml');
  if (!world) throw new Error('the world is broken');
  const machine = find(world.machines, (record) => record.computerName === 'HV01') as MachineRecord;
  return new FileTree(world, machine, () => 5);
}

describe('the file tree of a machine', () => {
  it('writes, reads, moves and removes, ignoring case', () => {
    const files = tree();
    files.makeDirectory('C:\\Temp\\Deep');
    files.writeText('c:\\temp\\deep\\Note.txt', 'one');
    expect(files.readText('C:\\TEMP\\DEEP\\note.TXT')).toBe('one');
    expect(files.move('C:\\Temp\\Deep\\Note.txt', 'C:\\Temp')).toBe('C:\\Temp\\Note.txt');
    expect(files.rename('C:\\Temp\\note.txt', 'b.txt')).toBe('C:\\Temp\\b.txt');
    expect(files.children('C:\\Temp').map((node) => node.name)).toEqual(['b.txt', 'Deep']);
    files.remove('C:\\Temp', false);
    expect(files.node('C:\\Temp')).toBeUndefined();
  });

  it('sees the shares of other machines', () => {
    expect(
      tree()
        .children('\\\\FS01\\VMs')
        .map((node) => node.name),
    ).toContain('VM01');
  });

  it('does not let a running disk be deleted', () => {
    const files = tree();
    expect(files.node('\\\\FS01\\VMs\\VM01\\VM01.vhdx')).toBeDefined();
    expect(() => files.remove('\\\\FS01\\VMs\\VM01\\VM01.vhdx', true)).toThrow(/being used by another process/);
  });

  it('names what is missing', () => {
    expect(() => tree().readText('C:\\nope.txt')).toThrow("Cannot find path 'C:\\nope.txt' because it does not exist.");
  });

  it('splits paths', () => {
    expect(split('C:\\a\\b')).toEqual({ parent: 'C:\\a', leaf: 'b' });
    expect(split('C:\\a')).toEqual({ parent: 'C:\\', leaf: 'a' });
    expect(split('C:\\')).toEqual({ parent: 'C:\\', leaf: '' });
  });
});
