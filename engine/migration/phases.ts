/**
 * Live migration as named phases. Nothing changes a phase but `nextPhase`; what has no row is refused.
 * Order: design section 11 and engine-behaviours 10 and 11. The commitment lies between 'Blackout' and 'Handover': before
 * it every failure lets the VM go on at the source, after it there is no way back.
 */
export type MigrationPhase =
  | 'Setup'
  | 'TargetResources'
  | 'VfRemoval'
  | 'Transfer'
  | 'Blackout'
  | 'Handover'
  | 'Restore'
  | 'Announce'
  | 'CleanUp'
  | 'Completed'
  | 'Withdraw'
  | 'Cancelled'
  | 'Failed';

export type MigrationInput =
  | 'connected'
  | 'reserved'
  | 'vfGone'
  | 'passDone'
  | 'converged'
  | 'committed'
  | 'connectedAtTarget'
  | 'resumed'
  | 'announced'
  | 'sourceRemoved'
  | 'cancel'
  | 'fail'
  | 'withdrawnByCancel'
  | 'withdrawnByFailure';

export interface PhaseTransition {
  from: MigrationPhase;
  on: MigrationInput;
  to: MigrationPhase;
  /** What the guest notices. */
  guest: string;
}

export const PHASE_TRANSITIONS: readonly PhaseTransition[] = [
  { from: 'Setup', on: 'connected', to: 'TargetResources', guest: 'nothing' },
  { from: 'TargetResources', on: 'reserved', to: 'VfRemoval', guest: 'nothing' },
  { from: 'VfRemoval', on: 'vfGone', to: 'Transfer', guest: 'its VF was ejected; all goes by VMBus, nothing was lost' },
  { from: 'Transfer', on: 'passDone', to: 'Transfer', guest: 'nothing; pages it writes are sent again' },
  { from: 'Transfer', on: 'converged', to: 'Blackout', guest: 'nothing: it stands still' },
  { from: 'Blackout', on: 'committed', to: 'Handover', guest: 'nothing: it stands still' },
  { from: 'Handover', on: 'connectedAtTarget', to: 'Restore', guest: 'nothing: it stands still' },
  { from: 'Restore', on: 'resumed', to: 'Announce', guest: 'time has jumped by the blackout' },
  { from: 'Announce', on: 'announced', to: 'CleanUp', guest: 'nothing; frames find it again' },
  { from: 'CleanUp', on: 'sourceRemoved', to: 'Completed', guest: 'a VF is offered if the new host has one' },
  { from: 'Setup', on: 'cancel', to: 'Withdraw', guest: 'nothing' },
  { from: 'Setup', on: 'fail', to: 'Withdraw', guest: 'nothing' },
  { from: 'TargetResources', on: 'cancel', to: 'Withdraw', guest: 'nothing' },
  { from: 'TargetResources', on: 'fail', to: 'Withdraw', guest: 'nothing' },
  { from: 'VfRemoval', on: 'cancel', to: 'Withdraw', guest: 'its VF comes back' },
  { from: 'VfRemoval', on: 'fail', to: 'Withdraw', guest: 'its VF comes back' },
  { from: 'Transfer', on: 'cancel', to: 'Withdraw', guest: 'its VF comes back' },
  { from: 'Transfer', on: 'fail', to: 'Withdraw', guest: 'its VF comes back' },
  { from: 'Blackout', on: 'cancel', to: 'Withdraw', guest: 'time has jumped a little; its VF comes back' },
  { from: 'Blackout', on: 'fail', to: 'Withdraw', guest: 'time has jumped a little; its VF comes back' },
  { from: 'Withdraw', on: 'withdrawnByCancel', to: 'Cancelled', guest: 'nothing' },
  { from: 'Withdraw', on: 'withdrawnByFailure', to: 'Failed', guest: 'nothing' },
];

export function nextPhase(phase: MigrationPhase, input: MigrationInput): MigrationPhase {
  for (const row of PHASE_TRANSITIONS) if (row.from === phase && row.on === input) return row.to;
  throw new Error(`A migration in phase ${phase} cannot take '${input}'.`);
}

export function phaseTakes(phase: MigrationPhase, input: MigrationInput): boolean {
  return PHASE_TRANSITIONS.some((row) => row.from === phase && row.on === input);
}

export function isOver(phase: MigrationPhase): boolean {
  return phase === 'Completed' || phase === 'Cancelled' || phase === 'Failed';
}
