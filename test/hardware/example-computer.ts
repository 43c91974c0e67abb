import { assembleComputer, assembleNic, type ComputerSpec } from '../../engine/hardware/assemble';
import type { ComputerHardware, HostId, NicId, NicRecord } from '../../engine/hardware/records';
import { startHardware } from '../../engine/hardware/restart';

const GB = 1024 ** 3;

/** A two-socket server with an X520-2 and a Broadcom card, switched on. */
export function exampleComputer(change: (spec: ComputerSpec) => void = () => {}): {
  hardware: ComputerHardware;
  nics: NicRecord[];
} {
  const host = 'HV01' as HostId;
  const ids = ['x0', 'x1', 'b0', 'b1'] as NicId[];
  const spec: ComputerSpec = {
    manufacturer: 'Contoso',
    product: 'Rack 2',
    serialNumber: '1',
    processor: 'intel-xeon-e5-2630-v3',
    sockets: 2,
    memoryBytes: 64 * GB,
    chipset: 'intel-haswell-ep',
    chipsetChanges: {},
    slots: [
      {
        number: 1,
        rootPort: { device: 2, function: 0 },
        socket: 0,
        lanes: 8,
        generation: 3,
        switch: null,
        busNumbers: null,
        memoryWindowBytes: null,
        nics: ids.slice(0, 2),
      },
      {
        number: 4,
        rootPort: { device: 3, function: 0 },
        socket: 1,
        lanes: 8,
        generation: 3,
        switch: null,
        busNumbers: null,
        memoryWindowBytes: null,
        nics: ids.slice(2),
      },
    ],
    firmware: {
      vendor: 'Contoso',
      version: '2.0',
      settings: {},
      images: [{ version: '2.0', date: '2016-03-01', defects: [], fixed: {}, brings: {} }],
    },
  };
  change(spec);
  const nic = (id: NicId, model: string, port: number): NicRecord =>
    assembleNic({
      id,
      host,
      model,
      port,
      mac: `A0369F00000${ids.indexOf(id)}`,
      numVFs: null,
      sriov: true,
      driverLoaded: true,
      driverSriovCapable: true,
    });
  const nics = [
    nic(ids[0], 'intel-x520-2', 0),
    nic(ids[1], 'intel-x520-2', 1),
    nic(ids[2], 'broadcom-5720', 0),
    nic(ids[3], 'broadcom-5720', 1),
  ];
  const hardware = assembleComputer(spec);
  startHardware(hardware, nics);
  return { hardware, nics };
}
