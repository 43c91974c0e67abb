/** Start-LabMachine: the power button of a machine that is off. */
import type { HostRecord, MachineRecord } from '../../estate/records';
import { find } from '../../estate/tables';
import { startHostAgain } from '../../hyper-v/hosts';
import { startMachine, vmOfMachine } from '../../hyper-v/machines';
import { startVM } from '../../hyper-v/virtual-machines';
import { type CmdletDefinition, defineCmdlet } from '../../language/command';
import { labEstate } from './firmware';

export const startLabMachine: CmdletDefinition = defineCmdlet({
  name: 'Start-LabMachine',
  module: 'Dualpath',
  supportsShouldProcess: true,
  parameters: [
    {
      name: 'Name',
      type: 'string',
      mandatory: true,
      position: 0,
      complete: (ctx) =>
        Object.values(ctx.service(labEstate).management.world.machines).map((machine) => machine.computerName),
    },
  ],
  help: {
    synopsis: 'Presses the power button of a simulated machine that is off.',
    examples: [{ code: 'Start-LabMachine HV02' }],
  },
  *process(ctx, p) {
    const { management } = ctx.service(labEstate);
    const name = ctx.text(p.Name);
    const machine = find(
      management.world.machines,
      (record) => record.computerName.toLowerCase() === name.toLowerCase(),
    );
    if (!machine) {
      const known = Object.values(management.world.machines).map((record) => (record as MachineRecord).computerName);
      return ctx.throwTerminating({
        message: `Found '${name}', expected a machine of this world: ${known.join(', ')}.`,
        id: 'NoSuchMachine',
        category: 'ObjectNotFound',
        target: name,
        errorClass: 'Dualpath.Lab',
      });
    }
    if (machine.power !== 'Off') {
      ctx.warn(`${machine.computerName} is not off.`);
      return;
    }
    if (!(yield* ctx.shouldProcess(machine.computerName, 'Start-LabMachine'))) return;
    const host = find(management.world.hosts, (record: HostRecord) => record.machine === machine.id);
    const vm = vmOfMachine(management, machine);
    if (host) startHostAgain(management, host);
    else if (vm) startVM(management, vm);
    else startMachine(management, machine);
    yield* ctx.waitFor(() => machine.power === 'On');
  },
});
