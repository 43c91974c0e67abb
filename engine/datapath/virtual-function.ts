import { formatMac } from '../network/address';
import { DropReason } from '../network/drop-reason';
import { read16 } from '../network/ethernet';
import { dequeue, type Frame, type FrameQueue, NO_FRAME } from '../network/frame-pool';
import { COSTS } from './costs';
import { DatapathEvent, VfStep } from './events';
import type { Fabric } from './fabric';
import { PathHop } from './hop';
import { sendControl } from './netvsc';
import { complete, tellGuest } from './netvsp';
import { DataPath, HostTransaction, NVSP_VERSION_4, NvspMessage, NvspStatus } from './nvsp';
import { countReceived, DEFAULT_VPORT, dropQueue, newVPort, setReceiveFilter } from './physical-nic';
import { ChannelState, GuestPath, type HeldVf, Power, type VNic } from './state';
import { nextVfGuestState, nextVfHostState, type VfGuestInput, type VfHostInput } from './vf-states';

/** Why the VF is taken away; printed in the trace. */
export type DetachCause =
  | 'live migration'
  | 'IovWeight 0'
  | 'adapter disconnected'
  | 'VM stopped'
  | 'VM saved'
  | 'SR-IOV disabled on the adapter'
  | 'host shuts down'
  | 'asked for';

function host(fabric: Fabric, vnic: VNic, input: VfHostInput): void {
  const before = vnic.vfHost;
  vnic.vfHost = nextVfHostState(before, input);
  fabric.message('State', vnic.place, 'NetVSP', vnic.name, `${before} -> ${vnic.vfHost}`, input);
}

function guest(fabric: Fabric, vnic: VNic, input: VfGuestInput): void {
  const before = vnic.vfGuest;
  vnic.vfGuest = nextVfGuestState(before, input);
  fabric.message('State', vnic.place, 'guest', vnic.name, `${before} -> ${vnic.vfGuest}`, input);
}

function later(fabric: Fabric, vnicIndex: number, delay: number, step: number): void {
  fabric.simulation.after(delay, DatapathEvent.vfStep, vnicIndex, step, fabric.state.vnics[vnicIndex].vfLife);
}

function macOf(vnic: VNic): string {
  return formatMac(vnic.macHigh, vnic.macLow, '');
}

function oid(fabric: Fabric, vnic: VNic, name: string, detail: string): void {
  const nic = vnic.held ? fabric.state.nics[vnic.held.nic].name : '';
  fabric.message('OID', vnic.place, 'stack', nic, name, detail);
}

/** Whether management, host and guest are ready for a VF now. Empty when they are, else what is missing. */
export function obstacleToVf(fabric: Fabric, vnic: VNic): string {
  if (!vnic.wantsVf) return vnic.vfFailure || 'no VF is wanted';
  if (vnic.moving) return 'the VM is being moved';
  if (fabric.state.stacks[vnic.stack].power !== Power.running) return 'the guest does not run';
  if (!vnic.rndisOperational || vnic.channel !== ChannelState.open) return 'the synthetic adapter is not up';
  if (vnic.nvspVersion < NVSP_VERSION_4 || !vnic.sriovCapable) return 'the guest does not understand SR-IOV';
  if (vnic.vswitch < 0) return 'the adapter is not connected';
  if (!fabric.state.switches[vnic.vswitch].iov) return 'SR-IOV is not enabled on the switch';
  if (vnic.vfCandidates.length === 0) return 'no physical adapter can give a VF';
  return '';
}

/**
 * Starts the assignment of a VF: ALLOCATE_VF and CREATE_VPORT, association, offer; the rest is the guest's answer.
 * Does nothing when there is one already or something is missing; returns what is missing, empty when it has started.
 */
export function attachVf(fabric: Fabric, vnicIndex: number): string {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.vfHost !== 'Unavailable' || vnic.detaching || vnic.held !== null || vnic.vfGuest !== 'Absent') return '';
  const obstacle = obstacleToVf(fabric, vnic);
  if (obstacle) return obstacle;
  let failure = '';
  for (const nicIndex of vnic.vfCandidates) {
    const nic = fabric.state.nics[nicIndex];
    const answer = fabric.pf.allocateVf(nic.hardware, {
      vmId: vnic.vm,
      vmFriendlyName: fabric.state.stacks[vnic.stack].name,
      vmNicId: vnic.id,
      mac: macOf(vnic),
      queuePairs: vnic.queuePairs,
    });
    fabric.message(
      'OID',
      vnic.place,
      'stack',
      nic.name,
      'OID_NIC_SWITCH_ALLOCATE_VF',
      answer.ok ? `VFId ${answer.value.vf}, RequestorId 0x${answer.value.requestorId.toString(16)}` : answer.status,
    );
    if (!answer.ok) {
      failure = answer.status;
      continue;
    }
    const serial = fabric.serialFor(vnicIndex);
    vnic.held = {
      nic: nicIndex,
      vf: answer.value.vf,
      vport: -1,
      requestorId: answer.value.requestorId,
      serial,
    };
    vnic.vfFailure = '';
    vnic.vfLife++;
    host(fabric, vnic, 'available');
    later(fabric, vnicIndex, COSTS.oidRequest.value, VfStep.createVPort);
    return '';
  }
  vnic.vfFailure = failure;
  return failure;
}

/** The end of an assignment that nobody watched: for the start of a world. */
export function attachVfAtOnce(fabric: Fabric, vnicIndex: number): boolean {
  const vnic = fabric.state.vnics[vnicIndex];
  const traced = fabric.simulation.trace.messages.on;
  fabric.simulation.trace.messages.on = false;
  const failure = attachVf(fabric, vnicIndex);
  if (failure === '' && vnic.held && createVPort(fabric, vnicIndex)) {
    host(fabric, vnic, 'advertise');
    host(fabric, vnic, 'offer');
    vnic.associated = true;
    vnic.associationSerial = vnic.held.serial;
    guest(fabric, vnic, 'offered');
    if (vnic.vfDriver) {
      guest(fabric, vnic, 'probe');
      guest(fabric, vnic, 'up');
      host(fabric, vnic, 'switchToVf');
      moveFilter(fabric, vnicIndex, vnic.held.vport);
      host(fabric, vnic, 'switchedToVf');
      vnic.guestPath = GuestPath.vf;
    } else guest(fabric, vnic, 'noDriver');
    // Cancels the first step of the ordinary way.
    vnic.vfLife++;
  }
  fabric.simulation.trace.messages.on = traced;
  fabric.vfChanged(vnicIndex);
  return vnic.held !== null;
}

/**
 * Takes the VF away in the order of the design: filter back first, the guest is told, eject and halt, DELETE_VPORT,
 * RESET_VF, FREE_VF, association 0. No frame is lost. Returns at once; `vnic.held` is null when it is done.
 */
export function detachVf(fabric: Fabric, vnicIndex: number, cause: DetachCause): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.held === null || vnic.detaching) return;
  vnic.detaching = true;
  vnic.detachCause = cause;
  fabric.message('State', vnic.place, 'stack', vnic.name, 'VF is taken away', cause);
  switch (vnic.vfHost) {
    case 'Available':
      // Never advertised: no message is owed.
      host(fabric, vnic, 'gone');
      later(fabric, vnicIndex, COSTS.oidRequest.value, VfStep.deleteVPort);
      return;
    case 'SwitchPending':
      // The filter move under way ends first; its end goes on from here.
      host(fabric, vnic, 'gone');
      return;
    case 'Switched':
      host(fabric, vnic, 'gone');
      later(fabric, vnicIndex, COSTS.oidRequest.value, VfStep.filterBack);
      return;
    default:
      host(fabric, vnic, 'gone');
      eject(fabric, vnicIndex);
  }
}

/**
 * The VF vanishes without a word: the adapter was disabled, pulled, or the host died. What was inside it is lost, for
 * the reason `device gone`; the address is the default VPort's again at once.
 */
export function surpriseRemoveVf(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const held = vnic.held;
  if (held === null) return;
  const nic = fabric.state.nics[held.nic];
  fabric.message('State', vnic.place, 'hardware', vnic.name, 'surprise removal of the VF', nic.name);
  const wasSwitched =
    vnic.vfHost === 'Switched' || vnic.vfHost === 'SwitchPending' || vnic.vfHost === 'GoneFromPending';
  const told = vnic.vfHost !== 'Available' && vnic.vfHost !== 'Unavailable';
  if (held.vport >= 0) {
    moveFilter(fabric, vnicIndex, DEFAULT_VPORT);
    dropQueue(fabric, nic.vports[held.vport].queue, DropReason.deviceGone, nic.place);
    nic.vports[held.vport].gone = true;
    fabric.pf.deleteVPort(nic.hardware, nic.vports[held.vport].id);
  }
  fabric.pf.resetVf(nic.hardware, held.vf);
  fabric.pf.freeVf(nic.hardware, held.vf);
  if (vnic.vfHost === 'SwitchPending' || vnic.vfHost === 'GoneFromPending') {
    // The guest still waits for an answer to its own request.
    complete(fabric, vnicIndex, vnic.pendingTransaction, 0, NvspMessage.sendRndisPacketComplete, NvspStatus.failure);
    if (vnic.vfHost === 'SwitchPending') host(fabric, vnic, 'gone');
    host(fabric, vnic, 'switchFailed');
  } else if (vnic.vfHost === 'Unavailable') {
    // It was on its way out before it had been advertised.
  } else if (!vnic.vfHost.startsWith('Gone')) host(fabric, vnic, 'gone');
  vnic.held = null;
  vnic.vfLife++;
  vnic.detaching = false;
  vnic.ejectOpen = false;
  vnic.pendingTransaction = 0;
  if (wasSwitched && vnic.channel !== ChannelState.closed) {
    sayData(fabric, vnic, 'active=0 (synthetic)');
    tellGuest(fabric, vnicIndex, NvspMessage.switchDataPath, DataPath.synthetic, 0, HostTransaction.dataPath);
  }
  if (vnic.vfGuest !== 'Absent') {
    fabric.message('VMBus', vnic.place, 'VPCI VSP', 'VPCI VSC', 'RESCIND_CHANNEL_OFFER', '');
    fabric.simulation.after(COSTS.vmbusControl.value, DatapathEvent.vfStep, vnicIndex, RESCINDED, vnic.vfLife);
  }
  if (told) {
    associate(fabric, vnicIndex, 0, held.serial);
    host(fabric, vnic, 'told');
  }
  fabric.vfChanged(vnicIndex);
}

/** A step number of its own: the guest sees its vPCI channel rescinded. */
const RESCINDED = 100;

/** The guest's VF adapter is disabled or enabled inside the guest. */
export function setGuestVfEnabled(fabric: Fabric, vnicIndex: number, enabled: boolean): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.vfEnabledInGuest === enabled) return;
  vnic.vfEnabledInGuest = enabled;
  if (!enabled && vnic.vfGuest === 'Running') {
    guest(fabric, vnic, 'down');
    leaveVf(fabric, vnicIndex);
  } else if (enabled && vnic.vfGuest === 'Down' && vnic.vfDriver) {
    guest(fabric, vnic, 'up');
    askForPath(fabric, vnicIndex);
  }
  fabric.vfChanged(vnicIndex);
}

/** After the guest's RNDIS INITIALIZE: it learns of a VF that is there, also when its channel was opened anew. */
export function tellGuestOfVf(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.held === null || vnic.held.vport < 0 || vnic.nvspVersion < NVSP_VERSION_4 || !vnic.sriovCapable) return;
  if (vnic.vfHost === 'Available' || vnic.vfHost === 'Ready' || vnic.vfHost === 'AvailableAdvertised') {
    host(fabric, vnic, 'advertise');
    associate(fabric, vnicIndex, 1, vnic.held.serial);
    later(fabric, vnicIndex, COSTS.vfOfferDelay.value, VfStep.offer);
  }
}

/** Frames have come into the VF's queue and its vector fires in the guest. */
export function vfInterrupt(fabric: Fabric, vnicIndex: number, queue: FrameQueue): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const held = vnic.held;
  if (held === null) {
    dropQueue(fabric, queue, DropReason.deviceGone, vnic.place);
    return;
  }
  const nic = fabric.state.nics[held.nic];
  if (fabric.stackWaits(vnic.stack, DatapathEvent.nicInterrupt, held.nic, held.vport, 0)) {
    nic.vports[held.vport].interruptPending = true;
    return;
  }
  if (vnic.vfGuest !== 'Running' && vnic.vfGuest !== 'Down' && vnic.vfGuest !== 'Ejecting') {
    dropQueue(fabric, queue, DropReason.deviceGone, vnic.place);
    return;
  }
  const pool = fabric.pool;
  for (let frame: Frame = dequeue(pool, queue); frame !== NO_FRAME; frame = dequeue(pool, queue)) {
    const length = pool.length[frame];
    // The adapter strips the tag of the VPort's VLAN before the guest sees the frame.
    pool.setTag(frame, 0);
    vnic.paths.vfReceivedPackets++;
    vnic.paths.vfReceivedBytes += length;
    countReceived(vnic.counters, read16(pool.bytes, pool.start[frame]), length);
    fabric.crossedByVf(frame);
    fabric.hop(PathHop.vfReceive, vnic.place, frame);
    if (fabric.tapped) fabric.tap(vnicIndex, 'vf', frame, true);
    fabric.receiveAtStack(vnic.stack, vnic.interface, frame);
  }
}

/** One step in the life of a VF that took its time. */
export function vfStep(fabric: Fabric, vnicIndex: number, step: number, life: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (life !== vnic.vfLife) return;
  if (step === RESCINDED) {
    rescinded(fabric, vnicIndex);
    return;
  }
  const inGuest =
    step === VfStep.probe || step === VfStep.driverUp || step === VfStep.askForPath || step === VfStep.eject;
  if (inGuest || step === VfStep.removedInGuest) {
    if (fabric.stackWaits(vnic.stack, DatapathEvent.vfStep, vnicIndex, step, life)) return;
  }
  const held = vnic.held;
  if (held === null) return;
  switch (step) {
    case VfStep.createVPort:
      if (vnic.detaching) return;
      if (!createVPort(fabric, vnicIndex)) {
        host(fabric, vnic, 'gone');
        fabric.pf.freeVf(fabric.state.nics[held.nic].hardware, held.vf);
        vnic.held = null;
        vnic.vfLife++;
        return;
      }
      if (vnic.rndisOperational) tellGuestOfVf(fabric, vnicIndex);
      return;
    case VfStep.offer:
      if (vnic.detaching) return;
      offer(fabric, vnicIndex);
      return;
    case VfStep.probe:
      if (vnic.vfGuest === 'Offered') probe(fabric, vnicIndex);
      return;
    case VfStep.driverUp:
      if (vnic.vfGuest !== 'Starting') return;
      if (!vnic.vfEnabledInGuest) {
        guest(fabric, vnic, 'down');
      } else {
        guest(fabric, vnic, 'up');
        const wait = fabric.state.stacks[vnic.stack].linux ? COSTS.vfOpenDelayLinux.value : 0;
        if (wait > 0) later(fabric, vnicIndex, wait, VfStep.askForPath);
        else askForPath(fabric, vnicIndex);
      }
      fabric.vfChanged(vnicIndex);
      return;
    case VfStep.askForPath:
      if (vnic.vfGuest === 'Running') askForPath(fabric, vnicIndex);
      return;
    case VfStep.filterMoved:
      filterMoved(fabric, vnicIndex);
      return;
    case VfStep.filterBack:
      moveFilter(fabric, vnicIndex, DEFAULT_VPORT);
      fabric.vfChanged(vnicIndex);
      sayData(fabric, vnic, 'active=0 (synthetic)');
      tellGuest(fabric, vnicIndex, NvspMessage.switchDataPath, DataPath.synthetic, 0, HostTransaction.dataPath);
      eject(fabric, vnicIndex);
      return;
    case VfStep.eject:
      if (vnic.vfGuest === 'Absent' || vnic.vfGuest === 'Ejecting') return;
      guest(fabric, vnic, 'eject');
      leaveVf(fabric, vnicIndex);
      fabric.vfChanged(vnicIndex);
      later(fabric, vnicIndex, COSTS.vfRemoval.value, VfStep.removedInGuest);
      return;
    case VfStep.removedInGuest:
      if (vnic.vfGuest !== 'Ejecting') return;
      guest(fabric, vnic, 'removed');
      fabric.message('vPCI', vnic.place, 'VPCI VSC', 'VPCI VSP', 'EJECTION_COMPLETE', '0x4249000F');
      vnic.ejectOpen = false;
      fabric.vfChanged(vnicIndex);
      later(fabric, vnicIndex, COSTS.vmbusControl.value, VfStep.deleteVPort);
      return;
    case VfStep.ejectTimeout:
      if (!vnic.ejectOpen) return;
      fabric.message('vPCI', vnic.place, 'VPCI VSP', vnic.name, 'EJECT timed out', '60 s');
      vnic.detaching = false;
      surpriseRemoveVf(fabric, vnicIndex);
      fabric.vfReleased(vnicIndex);
      return;
    case VfStep.deleteVPort:
      deleteVPort(fabric, vnicIndex);
      later(fabric, vnicIndex, COSTS.oidRequest.value, VfStep.resetVf);
      return;
    case VfStep.resetVf:
      fabric.pf.resetVf(fabric.state.nics[held.nic].hardware, held.vf);
      oid(fabric, vnic, 'OID_SRIOV_RESET_VF', `VFId ${held.vf}`);
      later(fabric, vnicIndex, COSTS.resetVf.value, VfStep.freeVf);
      return;
    case VfStep.freeVf:
      freeVf(fabric, vnicIndex, held);
      return;
    default:
      return;
  }
}

// ------------------------------------------------------------------------------------------------------- host's side

function createVPort(fabric: Fabric, vnicIndex: number): boolean {
  const vnic = fabric.state.vnics[vnicIndex];
  const held = vnic.held as HeldVf;
  const nic = fabric.state.nics[held.nic];
  const answer = fabric.pf.createVPort(nic.hardware, held.vf, vnic.queuePairs, vnic.name);
  oid(
    fabric,
    vnic,
    'OID_NIC_SWITCH_CREATE_VPORT',
    answer.ok ? `VPortId ${answer.value} on VFId ${held.vf}, ${vnic.queuePairs} queue pairs` : answer.status,
  );
  if (!answer.ok) {
    vnic.vfFailure = answer.status;
    return false;
  }
  held.vport = nic.vports.push(newVPort(answer.value, held.vf, vnicIndex, vnic.vlan)) - 1;
  return true;
}

function associate(fabric: Fabric, vnicIndex: number, allocated: number, serial: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.channel === ChannelState.closed || !vnic.rndisOperational) return;
  fabric.message(
    'NVSP',
    vnic.place,
    'NetVSP',
    'NetVSC',
    'SEND_VF_ASSOCIATION',
    `allocated=${allocated} serial=${serial}`,
  );
  tellGuest(fabric, vnicIndex, NvspMessage.sendVfAssociation, allocated, serial, HostTransaction.association);
}

function sayData(fabric: Fabric, vnic: VNic, detail: string): void {
  fabric.message('NVSP', vnic.place, 'NetVSP', 'NetVSC', 'SWITCH_DATA_PATH', detail);
}

function offer(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.vfGuest !== 'Absent') return;
  if (vnic.vfHost === 'AvailableAdvertised') host(fabric, vnic, 'offer');
  fabric.message(
    'VMBus',
    vnic.place,
    'VPCI VSP',
    'VPCI VSC',
    'OFFER_CHANNEL',
    'vPCI 44C4F61D-4444-4400-9D52-802E27EDE19F',
  );
  guest(fabric, vnic, 'offered');
  later(fabric, vnicIndex, COSTS.vmbusControl.value, VfStep.probe);
}

function moveFilter(fabric: Fabric, vnicIndex: number, vport: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const held = vnic.held as HeldVf;
  const nic = fabric.state.nics[held.nic];
  const id = nic.vports[vport].id;
  // A filter exists only while the port is connected; a move never makes one.
  if (vnic.vswitch >= 0) {
    fabric.pf.moveFilter(nic.hardware, macOf(vnic), vnic.vlan, id);
    setReceiveFilter(nic, vnic.vlan, vnic.macHigh, vnic.macLow, vport);
  }
  oid(fabric, vnic, 'OID_RECEIVE_FILTER_MOVE_FILTER', `${macOf(vnic)} to VPortId ${id}`);
}

/** NetVSC has sent SWITCH_DATA_PATH. What asks for the path that is active already is answered at once. */
export function guestAsksForPath(fabric: Fabric, vnicIndex: number, active: number, transaction: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const wantsVf = active === DataPath.vf;
  const can = wantsVf
    ? (vnic.vfHost === 'Ready' || vnic.vfHost === 'AvailableAdvertised') && vnic.held !== null && vnic.held.vport >= 0
    : vnic.vfHost === 'Switched';
  if (!can) {
    const fine = wantsVf ? vnic.vfHost === 'Switched' : true;
    complete(
      fabric,
      vnicIndex,
      transaction,
      0,
      NvspMessage.sendRndisPacketComplete,
      fine ? NvspStatus.success : NvspStatus.failure,
    );
    return;
  }
  host(fabric, vnic, wantsVf ? 'switchToVf' : 'switchToSynthetic');
  vnic.pendingTransaction = transaction;
  vnic.pendingDirection = active;
  later(fabric, vnicIndex, COSTS.oidRequest.value, VfStep.filterMoved);
}

/** The filter is where the guest asked for: the request is answered, and a removal that came in between goes on. */
function filterMoved(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.vfHost !== 'SwitchPending' && vnic.vfHost !== 'GoneFromPending') return;
  const held = vnic.held as HeldVf;
  const toVf = vnic.pendingDirection === DataPath.vf;
  moveFilter(fabric, vnicIndex, toVf ? held.vport : DEFAULT_VPORT);
  complete(fabric, vnicIndex, vnic.pendingTransaction, 0, NvspMessage.sendRndisPacketComplete, NvspStatus.success);
  fabric.message('NVSP', vnic.place, 'NetVSP', 'NetVSC', 'completion of SWITCH_DATA_PATH', toVf ? 'VF' : 'synthetic');
  vnic.pendingTransaction = 0;
  const leaving = vnic.vfHost === 'GoneFromPending';
  host(fabric, vnic, toVf ? 'switchedToVf' : 'switchedToSynthetic');
  fabric.vfChanged(vnicIndex);
  if (!leaving) {
    return;
  }
  if (toVf) later(fabric, vnicIndex, COSTS.oidRequest.value, VfStep.filterBack);
  else eject(fabric, vnicIndex);
}

function eject(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.vfGuest === 'Absent') {
    // The device was never offered to this guest, or its guest is gone.
    later(fabric, vnicIndex, COSTS.oidRequest.value, VfStep.deleteVPort);
    return;
  }
  vnic.ejectOpen = true;
  fabric.message('vPCI', vnic.place, 'VPCI VSP', 'VPCI VSC', 'EJECT', '0x4249000B');
  later(fabric, vnicIndex, COSTS.vmbusControl.value, VfStep.eject);
  later(fabric, vnicIndex, COSTS.ejectTimeout.value, VfStep.ejectTimeout);
}

function deleteVPort(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const held = vnic.held as HeldVf;
  if (held.vport < 0) return;
  const nic = fabric.state.nics[held.nic];
  const vport = nic.vports[held.vport];
  dropQueue(fabric, vport.queue, DropReason.pathTransition, nic.place);
  vport.gone = true;
  fabric.pf.deleteVPort(nic.hardware, vport.id);
  oid(fabric, vnic, 'OID_NIC_SWITCH_DELETE_VPORT', `VPortId ${vport.id}`);
  held.vport = -1;
}

function freeVf(fabric: Fabric, vnicIndex: number, held: HeldVf): void {
  const vnic = fabric.state.vnics[vnicIndex];
  fabric.pf.freeVf(fabric.state.nics[held.nic].hardware, held.vf);
  oid(fabric, vnic, 'OID_NIC_SWITCH_FREE_VF', `VFId ${held.vf}`);
  vnic.held = null;
  vnic.vfLife++;
  vnic.detaching = false;
  if (vnic.vfHost !== 'Unavailable') {
    associate(fabric, vnicIndex, 0, held.serial);
    host(fabric, vnic, 'told');
  }
  fabric.vfChanged(vnicIndex);
  fabric.vfReleased(vnicIndex);
}

// ------------------------------------------------------------------------------------------------------ guest's side

function probe(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  const say = (message: string, detail: string, up: boolean) =>
    fabric.message('vPCI', vnic.place, up ? 'VPCI VSC' : 'VPCI VSP', up ? 'VPCI VSP' : 'VPCI VSC', message, detail);
  say('QUERY_PROTOCOL_VERSION', '1.2', true);
  say('QUERY_BUS_RELATIONS', '', true);
  say('BUS_RELATIONS', `serial ${(vnic.held as HeldVf).serial}`, false);
  if (!vnic.vfDriver) {
    guest(fabric, vnic, 'noDriver');
    fabric.vfChanged(vnicIndex);
    return;
  }
  guest(fabric, vnic, 'probe');
  fabric.pf.vfRunning(fabric.state.nics[(vnic.held as HeldVf).nic].hardware, (vnic.held as HeldVf).vf, true);
  say('BUS_D0ENTRY', 'configuration window', true);
  say('QUERY_RESOURCE_REQUIREMENTS', '', true);
  say('RESOURCES_ASSIGNED', '', true);
  say('CREATE_INTERRUPT', `${vnic.queuePairs + 1} vectors`, true);
  later(fabric, vnicIndex, COSTS.vfBringUp.value, VfStep.driverUp);
}

/** NetVSC asks for the VF path; it uses it when the completion has come. */
function askForPath(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (!vnic.associated || vnic.channel !== ChannelState.open || vnic.switchRequest !== 0) return;
  if (vnic.guestPath === GuestPath.vf) return;
  vnic.switchWanted = DataPath.vf;
  vnic.switchRequest = sendControl(fabric, vnicIndex, NvspMessage.switchDataPath, DataPath.vf, 0, true);
}

/** NetVSC gives the VF up: its own path first, then it tells the host. */
function leaveVf(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (vnic.guestPath !== GuestPath.vf) return;
  vnic.guestPath = GuestPath.synthetic;
  if (vnic.channel !== ChannelState.open) return;
  vnic.switchWanted = DataPath.synthetic;
  vnic.switchRequest = sendControl(fabric, vnicIndex, NvspMessage.switchDataPath, DataPath.synthetic, 0, true);
}

/** The completion of the guest's own SWITCH_DATA_PATH. */
export function guestSwitchAnswered(fabric: Fabric, vnicIndex: number, success: boolean): void {
  const vnic = fabric.state.vnics[vnicIndex];
  vnic.switchRequest = 0;
  if (vnic.switchWanted === DataPath.vf && success && vnic.vfGuest === 'Running') {
    vnic.guestPath = GuestPath.vf;
    fabric.vfChanged(vnicIndex);
    return;
  }
  if (vnic.switchWanted === DataPath.vf && success && vnic.vfGuest === 'Down') {
    // Disabled while the answer was on its way: the host has the filter on a VF nobody listens at.
    vnic.switchWanted = DataPath.synthetic;
    vnic.switchRequest = sendControl(fabric, vnicIndex, NvspMessage.switchDataPath, DataPath.synthetic, 0, true);
    return;
  }
  if (vnic.switchWanted === DataPath.synthetic && vnic.vfGuest === 'Running') askForPath(fabric, vnicIndex);
}

export function guestHearsAssociation(fabric: Fabric, vnicIndex: number, allocated: boolean, serial: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  vnic.associated = allocated;
  vnic.associationSerial = allocated ? serial : 0;
  if (allocated && vnic.vfGuest === 'Running') askForPath(fabric, vnicIndex);
}

/** The host has moved the path back by itself. */
export function guestHearsSwitch(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  vnic.guestPath = GuestPath.synthetic;
  fabric.vfChanged(vnicIndex);
}

function rescinded(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  if (fabric.stackWaits(vnic.stack, DatapathEvent.vfStep, vnicIndex, RESCINDED, vnic.vfLife)) return;
  if (vnic.vfGuest === 'Absent') return;
  guest(fabric, vnic, 'rescinded');
  // The driver finds its registers read all ones; NetVSC goes on by VMBus.
  vnic.guestPath = GuestPath.synthetic;
  fabric.vfChanged(vnicIndex);
  fabric.vfReleased(vnicIndex);
}

/** The guest stopped or restarted: nothing in it knows of the VF any more. The host's side goes on to FREE_VF. */
export function guestForgetsVf(fabric: Fabric, vnicIndex: number): void {
  const vnic = fabric.state.vnics[vnicIndex];
  vnic.guestPath = GuestPath.synthetic;
  vnic.associated = false;
  vnic.associationSerial = 0;
  vnic.switchRequest = 0;
  if (vnic.vfGuest !== 'Absent') guest(fabric, vnic, 'rescinded');
  if (vnic.detaching) {
    if (!vnic.ejectOpen) return;
    // Nobody is left to answer the eject.
    vnic.ejectOpen = false;
    later(fabric, vnicIndex, COSTS.vmbusControl.value, VfStep.deleteVPort);
    return;
  }
  if (vnic.vfHost === 'SwitchPending') host(fabric, vnic, 'switchFailed');
  else if (vnic.vfHost === 'Switched') host(fabric, vnic, 'forceSynthetic');
  else return;
  vnic.pendingTransaction = 0;
  moveFilter(fabric, vnicIndex, DEFAULT_VPORT);
  host(fabric, vnic, 'told');
  fabric.vfChanged(vnicIndex);
}
