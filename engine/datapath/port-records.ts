import { guidOf } from '../estate/derive';
import type {
  NetAdapterId,
  SwitchPortState,
  VMNetworkAdapterId,
  VMSwitchId,
  VMSwitchPortId,
  VMSwitchPortRecord,
} from '../estate/records';
import type { Fabric } from './fabric';
import { PortKind, PortState } from './state';

const STATE_NAMES: Record<number, SwitchPortState> = {
  [PortState.created]: 'PortCreated',
  [PortState.nicCreated]: 'NicCreated',
  [PortState.connected]: 'NicConnected',
  [PortState.disconnected]: 'NicDisconnected',
  [PortState.nicDeleted]: 'NicDeleted',
  [PortState.tearingDown]: 'PortTearingDown',
};

/** Makes the port records of the estate what the running switches have. A record that stays keeps its number and GUID. */
export function writePortRecords(fabric: Fabric): void {
  const { world, state } = fabric;
  const live = new Set<string>();
  for (const vswitch of state.switches) {
    if (vswitch.gone) continue;
    for (const port of vswitch.ports) {
      if (port.state === PortState.deleted) continue;
      const uplink = port.kind === PortKind.uplink;
      const owner = uplink ? state.nics[port.index].id : state.vnics[port.index].id;
      const id = `${vswitch.id}/port/${owner}` as VMSwitchPortId;
      live.add(id);
      const known = world.switchPorts[id];
      if (known) known.state = STATE_NAMES[port.state];
      else world.switchPorts[id] = newRecord(fabric, id, vswitch.id as VMSwitchId, owner, uplink, port.state);
    }
  }
  for (const id of Object.keys(world.switchPorts) as VMSwitchPortId[]) if (!live.has(id)) delete world.switchPorts[id];
}

function newRecord(
  fabric: Fabric,
  id: VMSwitchPortId,
  vmSwitch: VMSwitchId,
  owner: string,
  uplink: boolean,
  state: number,
): VMSwitchPortRecord {
  let number = 1;
  for (const record of Object.values(fabric.world.switchPorts) as VMSwitchPortRecord[]) {
    if (record.switch === vmSwitch && record.number >= number) number = record.number + 1;
  }
  return {
    id,
    switch: vmSwitch,
    guid: guidOf(fabric.world.seed, 'port', vmSwitch, owner),
    number,
    state: STATE_NAMES[state],
    connectee: uplink
      ? { kind: 'uplink', id: owner as NetAdapterId }
      : { kind: 'vm-network-adapter', id: owner as VMNetworkAdapterId },
  };
}
