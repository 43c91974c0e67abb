/**
 * The life of a VF as both sides see it: named states, and a table of what may follow what. Nothing in this room changes
 * such a state but through `nextVfHostState` and `nextVfGuestState`; an input without a row is refused.
 */

/** NetVSP's view of the VF of one vNIC (engine-behaviours 6). seen: OpenVMM netvsp */
export type VfHostState =
  | 'Unavailable'
  | 'Available'
  | 'AvailableAdvertised'
  | 'Ready'
  | 'SwitchPending'
  | 'Switched'
  | 'ForcedSynthetic'
  | 'GoneFromAvailable'
  | 'GoneFromPending'
  | 'GoneFromSwitched';

export type VfHostInput =
  | 'available'
  | 'advertise'
  | 'offer'
  | 'switchToVf'
  | 'switchedToVf'
  | 'switchFailed'
  | 'switchToSynthetic'
  | 'switchedToSynthetic'
  | 'gone'
  | 'told'
  | 'forceSynthetic';

export interface VfTransition<State extends string, Input extends string> {
  from: State;
  on: Input;
  to: State;
  /** What the guest notices of it. */
  guest: string;
}

export const VF_HOST_TRANSITIONS: readonly VfTransition<VfHostState, VfHostInput>[] = [
  { from: 'Unavailable', on: 'available', to: 'Available', guest: 'nothing yet' },
  { from: 'Available', on: 'advertise', to: 'AvailableAdvertised', guest: 'SEND_VF_ASSOCIATION(1, serial): a VF slot' },
  { from: 'Available', on: 'gone', to: 'Unavailable', guest: 'nothing: it was never told' },
  { from: 'AvailableAdvertised', on: 'offer', to: 'Ready', guest: 'a vPCI channel is offered: a PCI device to come' },
  {
    from: 'AvailableAdvertised',
    on: 'switchToVf',
    to: 'SwitchPending',
    guest: 'waits for the completion; the offer is not waited for any longer',
  },
  { from: 'AvailableAdvertised', on: 'gone', to: 'GoneFromAvailable', guest: 'SEND_VF_ASSOCIATION(0, serial) to come' },
  // The channel was closed and opened again (guest restart): the association is sent anew, the VF stays.
  { from: 'AvailableAdvertised', on: 'advertise', to: 'AvailableAdvertised', guest: 'SEND_VF_ASSOCIATION(1, serial)' },
  { from: 'Ready', on: 'advertise', to: 'Ready', guest: 'SEND_VF_ASSOCIATION(1, serial) again' },
  { from: 'Ready', on: 'switchToVf', to: 'SwitchPending', guest: 'waits for the completion of SWITCH_DATA_PATH(1)' },
  { from: 'Ready', on: 'gone', to: 'GoneFromAvailable', guest: 'eject, then SEND_VF_ASSOCIATION(0, serial)' },
  { from: 'SwitchPending', on: 'switchedToVf', to: 'Switched', guest: 'completion: it may send through the VF' },
  { from: 'SwitchPending', on: 'switchFailed', to: 'ForcedSynthetic', guest: 'completion, but the path is synthetic' },
  { from: 'SwitchPending', on: 'switchedToSynthetic', to: 'Ready', guest: 'completion: all is on VMBus' },
  { from: 'SwitchPending', on: 'gone', to: 'GoneFromPending', guest: 'first the completion it waits for' },
  { from: 'Switched', on: 'switchToSynthetic', to: 'SwitchPending', guest: 'already sends by VMBus, waits' },
  { from: 'Switched', on: 'forceSynthetic', to: 'ForcedSynthetic', guest: 'SWITCH_DATA_PATH(0) from the host' },
  { from: 'Switched', on: 'gone', to: 'GoneFromSwitched', guest: 'SWITCH_DATA_PATH(0), eject, then association 0' },
  { from: 'ForcedSynthetic', on: 'told', to: 'Ready', guest: 'has SWITCH_DATA_PATH(0)' },
  { from: 'ForcedSynthetic', on: 'gone', to: 'GoneFromAvailable', guest: 'eject, then association 0' },
  {
    from: 'GoneFromPending',
    on: 'switchedToVf',
    to: 'GoneFromSwitched',
    guest: 'completion, then SWITCH_DATA_PATH(0)',
  },
  { from: 'GoneFromPending', on: 'switchFailed', to: 'GoneFromAvailable', guest: 'completion, then association 0' },
  { from: 'GoneFromPending', on: 'switchedToSynthetic', to: 'GoneFromAvailable', guest: 'completion, association 0' },
  {
    from: 'GoneFromAvailable',
    on: 'told',
    to: 'Unavailable',
    guest: 'SEND_VF_ASSOCIATION(0, serial): the slot is gone',
  },
  {
    from: 'GoneFromSwitched',
    on: 'told',
    to: 'Unavailable',
    guest: 'SEND_VF_ASSOCIATION(0, serial): the slot is gone',
  },
];

/** The VF in the guest, from the offer of its vPCI channel to its end (engine-behaviours 4 and 7). */
export type VfGuestState = 'Absent' | 'Offered' | 'Starting' | 'Running' | 'Down' | 'Ejecting';

export type VfGuestInput = 'offered' | 'probe' | 'noDriver' | 'up' | 'down' | 'eject' | 'removed' | 'rescinded';

export const VF_GUEST_TRANSITIONS: readonly VfTransition<VfGuestState, VfGuestInput>[] = [
  { from: 'Absent', on: 'offered', to: 'Offered', guest: 'plug and play sees a new vPCI bus' },
  { from: 'Offered', on: 'probe', to: 'Starting', guest: 'the PCI device is enumerated, its driver loads' },
  { from: 'Offered', on: 'noDriver', to: 'Down', guest: 'an unknown device: traffic stays on VMBus' },
  { from: 'Offered', on: 'eject', to: 'Ejecting', guest: 'ejected before it was brought up' },
  { from: 'Offered', on: 'rescinded', to: 'Absent', guest: 'the channel vanishes' },
  { from: 'Starting', on: 'up', to: 'Running', guest: 'NetVSC binds to the VF and asks for the path' },
  { from: 'Starting', on: 'down', to: 'Down', guest: 'the VF adapter is disabled before it came up' },
  { from: 'Starting', on: 'eject', to: 'Ejecting', guest: 'the bring-up is broken off' },
  { from: 'Starting', on: 'rescinded', to: 'Absent', guest: 'surprise removal' },
  { from: 'Running', on: 'down', to: 'Down', guest: 'VF adapter disabled; NetVSC goes back to VMBus' },
  { from: 'Running', on: 'eject', to: 'Ejecting', guest: 'NetVSC unbinds, the VF driver is halted' },
  { from: 'Running', on: 'rescinded', to: 'Absent', guest: 'surprise removal' },
  { from: 'Down', on: 'up', to: 'Running', guest: 'VF adapter enabled; NetVSC asks for the path' },
  { from: 'Down', on: 'eject', to: 'Ejecting', guest: 'the device is removed' },
  { from: 'Down', on: 'rescinded', to: 'Absent', guest: 'surprise removal' },
  { from: 'Ejecting', on: 'removed', to: 'Absent', guest: 'EJECTION_COMPLETE sent, device gone from the list' },
  { from: 'Ejecting', on: 'rescinded', to: 'Absent', guest: 'the host did not wait any longer' },
];

function follow<State extends string, Input extends string>(
  table: readonly VfTransition<State, Input>[],
  state: State,
  input: Input,
): State {
  for (const row of table) if (row.from === state && row.on === input) return row.to;
  throw new Error(`A VF in state ${state} cannot take '${input}'.`);
}

export function nextVfHostState(state: VfHostState, input: VfHostInput): VfHostState {
  return follow(VF_HOST_TRANSITIONS, state, input);
}

export function nextVfGuestState(state: VfGuestState, input: VfGuestInput): VfGuestState {
  return follow(VF_GUEST_TRANSITIONS, state, input);
}
