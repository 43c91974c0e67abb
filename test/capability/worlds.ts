import { readFileSync } from 'node:fs';
import { loadWorld } from '../../engine/capability/power-on';
import type { World } from '../../engine/estate/records';

export function worldText(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** A world from text; a problem is an error of the test. */
export function worldOf(text: string, name = 'test.yaml'): World {
  const { world, problems } = loadWorld(text, name);
  if (world === null) throw new Error(problems.map((p) => `${p.file}:${p.line}:${p.column}: ${p.message}`).join('\n'));
  return world;
}

export function twoHosts(): World {
  return worldOf(worldText('labs/worlds/two-hosts.yaml'), 'two-hosts.yaml');
}

/** A world of one host whose chipset, firmware and so on are given as YAML lines. */
export function oneHost(lines: { processor?: string; chipset?: string; firmware?: string; rest?: string } = {}): World {
  return worldOf(`
title: One host
network: { switch: TOR01 }
hosts:
  - name: HV01
    processor: ${lines.processor ?? 'intel-xeon-e5-2630-v3'}
    sockets: 1
    memory: 64 GB
    chipset: ${lines.chipset ?? 'intel-haswell-ep'}
    firmware: ${lines.firmware ?? "{ version: '1.0' }"}
${lines.rest ?? ''}
    adapters:
      - model: intel-x520-2
        slot: 1
        ports: [{ name: Ethernet, switchPort: 1 }]
    switches:
      - { name: IOV, adapter: Ethernet, iov: true }
`);
}
