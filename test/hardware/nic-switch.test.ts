import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  activateVPort,
  allocateVf,
  checkNic,
  clearFilter,
  createNicSwitch,
  createVPort,
  DEFAULT_VPORT,
  deleteNicSwitch,
  deleteVPort,
  findVf,
  freeVf,
  moveFilters,
  type NdisResult,
  nicSwitchUsage,
  resetVf,
  setFilter,
  setVfRunning,
  VF_TRANSITIONS,
  type VfOwner,
} from '../../engine/hardware/nic-switch';
import type { ComputerHardware, NicRecord } from '../../engine/hardware/records';
import { vfFunction } from '../../engine/hardware/virtual-functions';
import { exampleComputer } from './example-computer';

const MAC = '00155D0A0B00';

function owner(name: string): VfOwner {
  return { vmId: name, vmFriendlyName: name, vmNicId: `${name}/nic`, currentMacAddress: MAC, permanentMacAddress: MAC };
}

function port(): { hardware: ComputerHardware; nic: NicRecord } {
  const { hardware, nics } = exampleComputer();
  const made = createNicSwitch(hardware, nics[0]);
  if (!made.ok) throw new Error(made.detail);
  return { hardware, nic: nics[0] };
}

function value<T>(result: NdisResult<T>): T {
  if (!result.ok) throw new Error(`${result.status}: ${result.detail}`);
  return result.value;
}

function status(result: NdisResult<unknown>): string {
  return result.ok ? 'NDIS_STATUS_SUCCESS' : result.status;
}

describe('NIC switch', () => {
  test('a switch of an X520-2 has 63 VFs, 127 queue pairs, a default VPort', () => {
    const { nic } = port();
    expect(nic.nicSwitch!.name).toBe('Default Switch');
    expect(nicSwitchUsage(nic.nicSwitch!)).toEqual({
      virtualFunctions: 63,
      virtualFunctionsInUse: 0,
      queuePairs: 127,
      queuePairsInUse: 1,
      vports: 1,
    });
    expect(nic.nicSwitch!.vfs[0].requestorId).toBe(0x0180);
  });

  test('attach and take-away in the documented order', () => {
    const { hardware, nic } = port();
    const filter = value(setFilter(nic, { vport: DEFAULT_VPORT, mac: MAC, vlan: null }));
    const vf = value(allocateVf(nic, owner('VM01')));
    expect([vf.id, vf.state]).toEqual([0, 'Allocated']);
    const vport = value(createVPort(nic, { function: vf.id, queuePairs: 1, name: 'VM01' }));
    expect([vport.state, vf.state]).toEqual(['Activated', 'VPortCreated']);
    setVfRunning(hardware, nic, vf.id, true);
    value(moveFilters(nic, [filter.id], vport.id));
    expect(findVf(nic, 0)!.state).toBe('FilterMoved');
    expect(nic.nicSwitch!.filters).toEqual([{ id: filter.id, vport: vport.id, mac: MAC, vlan: null }]);
    expect(checkNic(hardware, nic)).toEqual([]);

    value(moveFilters(nic, [filter.id], DEFAULT_VPORT));
    expect(findVf(nic, 0)!.state).toBe('FilterReturned');
    value(deleteVPort(nic, vport.id));
    const running = vfFunction(hardware, nic, 0)!.config;
    value(resetVf(hardware, nic, 0));
    expect(vfFunction(hardware, nic, 0)!.config).not.toBe(running);
    value(freeVf(nic, 0));
    expect(findVf(nic, 0)).toMatchObject({ state: 'Free', vmNicId: '' });
    expect(checkNic(hardware, nic)).toEqual([]);
  });

  test('what is out of order is refused and changes nothing', () => {
    const { hardware, nic } = port();
    const vf = value(allocateVf(nic, owner('VM01')));
    const vport = value(createVPort(nic, { function: vf.id, queuePairs: 1, name: '' }));
    const filter = value(setFilter(nic, { vport: DEFAULT_VPORT, mac: MAC, vlan: 5 }));
    value(moveFilters(nic, [filter.id], vport.id));
    const before = JSON.stringify(nic);
    expect(status(freeVf(nic, 0))).toBe('NDIS_STATUS_FILE_NOT_FOUND');
    expect(status(resetVf(hardware, nic, 0))).toBe('NDIS_STATUS_INVALID_STATE');
    expect(status(deleteVPort(nic, vport.id))).toBe('NDIS_STATUS_INVALID_STATE');
    expect(status(deleteVPort(nic, DEFAULT_VPORT))).toBe('NDIS_STATUS_INVALID_PARAMETER');
    expect(status(deleteNicSwitch(hardware, nic))).toBe('NDIS_STATUS_INVALID_STATE');
    expect(status(createVPort(nic, { function: 0, queuePairs: 1, name: '' }))).toBe('NDIS_STATUS_INVALID_STATE');
    expect(status(createVPort(nic, { function: 1, queuePairs: 1, name: '' }))).toBe('NDIS_STATUS_INVALID_STATE');
    expect(status(setFilter(nic, { vport: DEFAULT_VPORT, mac: MAC, vlan: 5 }))).toBe('NDIS_STATUS_INVALID_PARAMETER');
    expect(status(moveFilters(nic, [filter.id, 99], DEFAULT_VPORT))).toBe('NDIS_STATUS_FILE_NOT_FOUND');
    expect(JSON.stringify(nic)).toBe(before);
  });

  test('the 64th VM finds no VF', () => {
    const { nic } = port();
    for (let i = 0; i < 63; i++) value(allocateVf(nic, owner(`VM${i}`)));
    expect(status(allocateVf(nic, owner('VM63')))).toBe('NDIS_STATUS_RESOURCES');
  });

  test('a VPort gets at most what the hardware gives one: 2 queue pairs with 63 VFs, 4 with 32', () => {
    const { nic } = port();
    value(allocateVf(nic, owner('VM01')));
    expect(value(createVPort(nic, { function: 0, queuePairs: 16, name: '' })).queuePairs).toBe(2);
    const { hardware, nics } = exampleComputer();
    nics[0].keywords['*NumVFs'] = '32';
    value(createNicSwitch(hardware, nics[0]));
    value(allocateVf(nics[0], owner('VM01')));
    expect(value(createVPort(nics[0], { function: 0, queuePairs: 16, name: '' })).queuePairs).toBe(4);
  });

  test('a VPort of the PF starts inactive and is activated once', () => {
    const { nic } = port();
    const vport = value(createVPort(nic, { function: 'pf', queuePairs: 1, name: 'queue' }));
    expect(vport.state).toBe('DeActivated');
    expect(status(moveFilters(nic, [], vport.id))).toBe('NDIS_STATUS_INVALID_STATE');
    value(activateVPort(nic, vport.id));
    expect(status(activateVPort(nic, vport.id))).toBe('NDIS_STATUS_INVALID_STATE');
  });

  test('without SR-IOV in card, driver or settings there is no switch', () => {
    const { hardware, nics } = exampleComputer();
    expect(status(createNicSwitch(hardware, nics[2]))).toBe('NDIS_STATUS_NOT_SUPPORTED');
    nics[0].keywords['*SRIOV'] = '0';
    expect(status(createNicSwitch(hardware, nics[0]))).toBe('NDIS_STATUS_NOT_SUPPORTED');
    nics[1].driver.loaded = false;
    expect(status(createNicSwitch(hardware, nics[1]))).toBe('NDIS_STATUS_ADAPTER_NOT_READY');
  });

  test('every state of the table can be reached and left', () => {
    const reached = new Set(['Free']);
    for (const events of Object.values(VF_TRANSITIONS)) {
      expect(Object.keys(events).length).toBeGreaterThan(0);
      for (const next of Object.values(events)) reached.add(next);
    }
    expect([...reached].sort()).toEqual(Object.keys(VF_TRANSITIONS).sort());
  });
});

/** One step of a random life; numbers are taken modulo what there is. */
type Step = { kind: number; a: number; b: number };
const steps = fc.array(fc.record({ kind: fc.nat(11), a: fc.nat(5), b: fc.nat(5) }), { maxLength: 60 });

function apply(hardware: ComputerHardware, nic: NicRecord, { kind, a, b }: Step): NdisResult<unknown> {
  const vports = nic.nicSwitch?.vports ?? [];
  const vport = vports[a % Math.max(1, vports.length)]?.id ?? 0;
  const filters = nic.nicSwitch?.filters ?? [];
  const filter = filters[b % Math.max(1, filters.length)]?.id ?? 0;
  switch (kind) {
    case 0:
      return allocateVf(nic, owner(`VM${a}`));
    case 1:
      return createVPort(nic, { function: a, queuePairs: b + 1, name: '' });
    case 2:
      return createVPort(nic, { function: 'pf', queuePairs: b, name: '' });
    case 3:
      return activateVPort(nic, vport);
    case 4:
      return setFilter(nic, {
        vport: b % 2 === 0 ? DEFAULT_VPORT : vport,
        mac: `00155D00000${a}`,
        vlan: b === 5 ? 7 : null,
      });
    case 5:
      return clearFilter(nic, filter);
    case 6:
      return moveFilters(nic, [filter], vport);
    case 7:
      return moveFilters(
        nic,
        filters.map((each) => each.id),
        vport,
      );
    case 8:
      return deleteVPort(nic, vport);
    case 9:
      return resetVf(hardware, nic, a);
    case 10:
      return freeVf(nic, a);
    default:
      return nic.nicSwitch ? deleteNicSwitch(hardware, nic) : createNicSwitch(hardware, nic);
  }
}

describe('any sequence of operations', () => {
  test('leaves a sound switch, and a refused one changes nothing', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { hardware, nic } = port();
        for (const step of list) {
          const before = JSON.stringify(nic);
          const result = apply(hardware, nic, step);
          if (!result.ok) expect(JSON.stringify(nic)).toBe(before);
          expect(checkNic(hardware, nic)).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
