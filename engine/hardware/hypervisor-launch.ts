/**
 * Whether the hypervisor starts, from what the processor and the boot store say.
 * Events 41, 42 and 59 of Hyper-V-Hypervisor name the failures. `seen: iov-support 6.1`
 */
import { hasSecondLevelTranslation, hasVirtualization, virtualizationEnabled } from './processor-models';
import type { ComputerHardware, HypervisorState } from './records';

export interface HypervisorLaunch {
  installed: boolean;
  launchType: 'Auto' | 'Off';
  ioRemappingPolicy: 'default' | 'enable' | 'disable';
}

export function launchHypervisor(hardware: ComputerHardware, launch: HypervisorLaunch): HypervisorState {
  const { processor } = hardware;
  if (!launch.installed) return { state: 'notRunning', why: 'notInstalled' };
  if (launch.launchType === 'Off') return { state: 'notRunning', why: 'launchTypeOff' };
  if (!hasVirtualization(processor)) return { state: 'notRunning', why: 'noVirtualizationExtensions' };
  if (!virtualizationEnabled(processor)) return { state: 'notRunning', why: 'virtualizationDisabled' };
  if (!hasSecondLevelTranslation(processor)) return { state: 'notRunning', why: 'noSlat' };
  const present = hardware.iommuUnits.length > 0;
  const ioRemapping = !present ? 'absent' : launch.ioRemappingPolicy === 'disable' ? 'disabledByPolicy' : 'enabled';
  return { state: 'running', ioRemapping };
}

/** Text of the launch event; null when there is none. */
export function launchEvent(
  state: HypervisorState,
  vendor: ComputerHardware['processor']['vendor'],
): { eventId: number; level: 'Information' | 'Error'; message: string } | null {
  const extension = vendor === 'GenuineIntel' ? 'VMX' : 'SVM';
  if (state.state === 'running') {
    return { eventId: 1, level: 'Information', message: 'Hypervisor successfully started.' };
  }
  switch (state.why) {
    case 'noVirtualizationExtensions':
    case 'virtualizationDisabled':
      return {
        eventId: vendor === 'GenuineIntel' ? 41 : 42,
        level: 'Error',
        message: `Hypervisor launch failed; Either ${extension} not present or not enabled in BIOS.`,
      };
    case 'noSlat':
      return {
        eventId: 59,
        level: 'Error',
        message: 'Hypervisor launch failed; Second Level Address Translation is required to launch the hypervisor.',
      };
    default:
      return null;
  }
}
