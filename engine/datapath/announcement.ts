import { formatMac } from '../network/address';
import { makeReverseArpAnnouncement } from '../network/arp';
import { learnMac } from '../network/mac-table';
import { COSTS } from './costs';
import { DatapathEvent } from './events';
import { uplinkFor } from './extensible-switch';
import type { Fabric } from './fabric';
import { announceAddresses } from './ip-stack';
import { DEFAULT_VPORT, nicTransmit } from './physical-nic';

/**
 * The switch of the new host tells the network where a MAC address lives now: unsolicited reverse ARP out of the uplink.
 * A Linux guest also announces its addresses itself.
 */
export function announce(fabric: Fabric, vnicIndex: number, sent: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.vswitch < 0 || vnic.gone) return;
  const vswitch = fabric.state.switches[vnic.vswitch];
  const uplink = uplinkFor(fabric, vswitch, vnic.port);
  fabric.message(
    'ARP',
    vnic.place,
    fabric.placeName(vswitch.place),
    'network',
    'reverse ARP announcement',
    formatMac(vnic.macHigh, vnic.macLow),
  );
  vnic.announcements++;
  if (vnic.announcedAt < 0) vnic.announcedAt = fabric.simulation.now;
  if (uplink >= 0) {
    const frame = makeReverseArpAnnouncement(fabric.pool, fabric.simulation.now, vnic.macHigh, vnic.macLow);
    if (vnic.vlan !== 0) fabric.pool.setTag(frame, vnic.vlan);
    nicTransmit(fabric, uplink, DEFAULT_VPORT, frame);
  }
  if (sent === 0 && fabric.state.stacks[vnic.stack].linux) announceAddresses(fabric, vnic.stack, vnic.interface);
  if (sent + 1 < COSTS.reverseArpCount.value) {
    fabric.simulation.after(COSTS.announceRepeat.value, DatapathEvent.announce, vnicIndex, sent + 1);
  }
}

/** At the start of a world every rack switch has long heard of every address behind its ports. */
export function learnBeforeStart(fabric: Fabric): void {
  for (const nic of fabric.state.nics) {
    if (nic.wire < 0) continue;
    const wire = fabric.network.state.wires[nic.wire];
    const rack = fabric.network.state.racks[wire.toIndex >> 8];
    const port = wire.toIndex & 255;
    const vlan = rack.ports[port].vlan;
    for (let i = 0; i < nic.filters.state.length; i++) {
      if (nic.filters.state[i] === 0) continue;
      const tag = nic.filters.key[i] >>> 16;
      learnMac(rack.table, tag === 0 ? vlan : tag, nic.filters.key[i] & 0xffff, nic.filters.low[i], port, 0);
    }
  }
}
