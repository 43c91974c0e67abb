/** The cmdlets of Dualpath itself: what only a simulator can know or do. */
import type { CmdletDefinition } from '../../language/command';
import { getLabFirmware, setLabFirmware } from './firmware';
import { startLabMachine } from './machine';
import { getLabTrace } from './trace';
import { getLabTraffic, startLabTraffic, stopLabTraffic } from './traffic';

export const LAB_CMDLETS: CmdletDefinition[] = [
  getLabFirmware,
  setLabFirmware,
  startLabTraffic,
  stopLabTraffic,
  getLabTraffic,
  getLabTrace,
  startLabMachine,
];
