/** Get-, Start-, Stop-, Restart-, Set-Service of the machine whose shell this is. */
import '../../language/net';
import type { MachineRecord, ServiceRecord } from '../../estate/records';
import { find } from '../../estate/tables';
import { restartManagementService, SERVICE_DURATION } from '../../hyper-v/hosts';
import { hasWildcard, wildcardMatches } from '../../hyper-v/naming';
import type { Bound, CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import type { Implementation, Implementations } from '../../language/runtime/command-registry';
import { defineEnum, defineType, enumValue } from '../../language/types';
import { PSArray, TypedObject, type Value } from '../../language/values';
import { estate, listOf, textsOf } from '../hyper-v/service';

const SERVICE_TICKS = BigInt(Math.round(SERVICE_DURATION / 100));

const statusEnum = defineEnum('System.ServiceProcess.ServiceControllerStatus', [
  ['Stopped', 1],
  ['StartPending', 2],
  ['StopPending', 3],
  ['Running', 4],
  ['ContinuePending', 5],
  ['PausePending', 6],
  ['Paused', 7],
]);
const startModeEnum = defineEnum('System.ServiceProcess.ServiceStartMode', [
  ['Boot', 0],
  ['System', 1],
  ['Automatic', 2],
  ['Manual', 3],
  ['Disabled', 4],
]);

interface OfService {
  machine: MachineRecord;
  service: ServiceRecord;
}

function serviceByName(machine: MachineRecord, name: string): ServiceRecord | undefined {
  const wanted = name.toLowerCase();
  return find(machine.services, (service) => service.name.toLowerCase() === wanted);
}
function dependents({ machine, service }: OfService): ServiceRecord[] {
  return Object.values(machine.services).filter((other) =>
    other.dependsOn.some((name) => name.toLowerCase() === service.name.toLowerCase()),
  );
}
const objects = (machine: MachineRecord, services: ServiceRecord[]): Value =>
  new PSArray(
    services.map((service) => new TypedObject<OfService>(serviceType, { machine, service })),
    serviceType,
  );

/** `seen: System.ServiceProcess.ServiceController; Name, RequiredServices are alias and adapted members` */
const serviceType = defineType<OfService>({
  name: 'System.ServiceProcess.ServiceController',
  properties: {
    Name: { type: 'string', get: ({ service }) => service.name },
    RequiredServices: {
      type: 'System.ServiceProcess.ServiceController[]',
      get: ({ machine, service }) =>
        objects(
          machine,
          service.dependsOn.flatMap((name) => serviceByName(machine, name) ?? []),
        ),
    },
    CanPauseAndContinue: { type: 'bool', get: () => false },
    CanShutdown: { type: 'bool', get: ({ service }) => service.status === 'Running' },
    CanStop: { type: 'bool', get: ({ service }) => service.status === 'Running' },
    DisplayName: { type: 'string', get: ({ service }) => service.displayName },
    DependentServices: {
      type: 'System.ServiceProcess.ServiceController[]',
      get: (self) => objects(self.machine, dependents(self)),
    },
    MachineName: { type: 'string', get: () => '.' },
    ServiceName: { type: 'string', get: ({ service }) => service.name },
    ServicesDependedOn: {
      type: 'System.ServiceProcess.ServiceController[]',
      get: ({ machine, service }) =>
        objects(
          machine,
          service.dependsOn.flatMap((name) => serviceByName(machine, name) ?? []),
        ),
    },
    Status: {
      type: 'System.ServiceProcess.ServiceControllerStatus',
      get: ({ service }) => enumValue(statusEnum, service.status),
    },
    StartType: {
      type: 'System.ServiceProcess.ServiceStartMode',
      get: ({ service }) => enumValue(startModeEnum, service.startType),
    },
  },
  toText: ({ service }) => service.name,
});

/** The services that -Name, -DisplayName or -InputObject mean. `seen: text of NoServiceFoundForGivenName` */
function chosen(ctx: CommandContext, p: Bound): ServiceRecord[] {
  const { machine } = ctx.service(estate);
  const all = Object.values(machine.services).sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  if (ctx.isBound('InputObject')) {
    return listOf(p.InputObject).flatMap((value) =>
      value instanceof TypedObject && value.netType === serviceType ? [(value.data as OfService).service] : [],
    );
  }
  const byDisplay = ctx.isBound('DisplayName');
  const patterns = byDisplay ? textsOf(ctx, p.DisplayName) : ctx.isBound('Name') ? textsOf(ctx, p.Name) : ['*'];
  const found: ServiceRecord[] = [];
  for (const pattern of patterns) {
    const matching = all.filter((service) => wildcardMatches(pattern, byDisplay ? service.displayName : service.name));
    if (matching.length === 0 && !hasWildcard(pattern)) {
      ctx.writeError({
        message: byDisplay
          ? `Cannot find any service with display name '${pattern}'.`
          : `Cannot find any service with service name '${pattern}'.`,
        id: byDisplay ? 'NoServiceFoundForGivenDisplayName' : 'NoServiceFoundForGivenName',
        category: 'ObjectNotFound',
        target: pattern,
        exceptionType: 'Microsoft.PowerShell.Commands.ServiceCommandException',
      });
    }
    for (const service of matching) if (!found.includes(service)) found.push(service);
  }
  const excluded = textsOf(ctx, p.Exclude);
  const included = textsOf(ctx, p.Include);
  return found.filter(
    (service) =>
      !excluded.some((pattern) => wildcardMatches(pattern, service.name)) &&
      (included.length === 0 || included.some((pattern) => wildcardMatches(pattern, service.name))),
  );
}

/** `Virtual Machine Management (vmms)`: how ShouldProcess names a service. */
const targetOf = (service: ServiceRecord): string => `${service.displayName} (${service.name})`;

function started(ctx: CommandContext, service: ServiceRecord): void {
  const { management, machine } = ctx.service(estate);
  for (const name of service.dependsOn) {
    const needed = serviceByName(machine, name);
    if (needed) needed.status = 'Running';
  }
  service.status = 'Running';
  const host = find(management.world.hosts, (record) => record.machine === machine.id);
  if (host && service.name.toLowerCase() === 'vmms') restartManagementService(management, host);
}

function cannot(ctx: CommandContext, verb: 'start' | 'stop', service: ServiceRecord, why?: string): void {
  ctx.writeError({
    message:
      why ??
      `Service '${targetOf(service)}' cannot be ${verb === 'start' ? 'started' : 'stopped'} due to the following error: Cannot ${verb} service ${service.name} on computer '.'.`,
    id: verb === 'start' ? 'CouldNotStartService' : 'CouldNotStopService',
    category: verb === 'start' ? 'OpenError' : 'CloseError',
    target: service.name,
    exceptionType: 'Microsoft.PowerShell.Commands.ServiceCommandException',
  });
}

function* start(ctx: CommandContext, service: ServiceRecord): Program<boolean> {
  if (service.status === 'Running') return true;
  if (service.startType === 'Disabled') {
    cannot(ctx, 'start', service);
    return false;
  }
  yield* ctx.sleep(SERVICE_TICKS);
  started(ctx, service);
  return true;
}

/** Stops a service and, with -Force, those that need it. `seen: text of ServiceHasDependentServices` */
function* stop(ctx: CommandContext, service: ServiceRecord, force: boolean): Program<boolean> {
  const { machine } = ctx.service(estate);
  if (service.status === 'Stopped') return true;
  const running = dependents({ machine, service }).filter((other) => other.status === 'Running');
  if (running.length > 0 && !force) {
    ctx.writeError({
      message: `Cannot stop service '${targetOf(service)}' because it has dependent services. It can only be stopped if the Force flag is set.`,
      id: 'ServiceHasDependentServices',
      category: 'InvalidOperation',
      target: service.name,
      exceptionType: 'Microsoft.PowerShell.Commands.ServiceCommandException',
    });
    return false;
  }
  for (const other of running) yield* stop(ctx, other, true);
  yield* ctx.sleep(SERVICE_TICKS);
  service.status = 'Stopped';
  return true;
}

function change(
  synopsis: string,
  act: (ctx: CommandContext, service: ServiceRecord, p: Bound) => Program<boolean>,
): Implementation {
  return {
    help: { synopsis },
    complete: { Name: (ctx) => Object.values(ctx.service(estate).machine.services).map((service) => service.name) },
    *process(ctx, p): Program<void> {
      const { machine } = ctx.service(estate);
      for (const service of chosen(ctx, p)) {
        if (!(yield* ctx.shouldProcess(targetOf(service), ctx.command.name))) continue;
        const good = yield* act(ctx, service, p);
        if (good && p.PassThru === true) ctx.write(new TypedObject<OfService>(serviceType, { machine, service }));
      }
    },
  };
}

export const serviceCmdlets: Implementations = {
  'Get-Service': {
    help: { synopsis: 'Gets the services on a local or remote computer.', examples: [{ code: 'Get-Service vmms' }] },
    complete: { Name: (ctx) => Object.values(ctx.service(estate).machine.services).map((service) => service.name) },
    notSimulated: ['ComputerName'],
    process(ctx, p) {
      const { machine } = ctx.service(estate);
      for (const service of chosen(ctx, p)) {
        if (p.DependentServices === true) {
          for (const other of dependents({ machine, service }))
            ctx.write(new TypedObject<OfService>(serviceType, { machine, service: other }));
        } else if (p.RequiredServices === true) {
          for (const name of service.dependsOn) {
            const other = serviceByName(machine, name);
            if (other) ctx.write(new TypedObject<OfService>(serviceType, { machine, service: other }));
          }
        } else ctx.write(new TypedObject<OfService>(serviceType, { machine, service }));
      }
    },
  },
  'Start-Service': change('Starts one or more stopped services.', (ctx, service) => start(ctx, service)),
  'Stop-Service': change('Stops one or more running services.', (ctx, service, p) =>
    stop(ctx, service, p.Force === true),
  ),
  'Restart-Service': change('Stops and then starts one or more services.', function* (ctx, service, p) {
    const { machine } = ctx.service(estate);
    const again = dependents({ machine, service }).filter((other) => other.status === 'Running');
    if (!(yield* stop(ctx, service, p.Force === true))) return false;
    if (!(yield* start(ctx, service))) return false;
    for (const other of again) yield* start(ctx, other);
    return true;
  }),
  'Set-Service': {
    help: { synopsis: 'Starts, stops, and suspends a service, and changes its properties.' },
    notSimulated: ['ComputerName'],
    *process(ctx, p): Program<void> {
      const { machine } = ctx.service(estate);
      for (const service of chosen(ctx, p)) {
        if (!(yield* ctx.shouldProcess(targetOf(service), 'Set-Service'))) continue;
        if (ctx.isBound('DisplayName')) service.displayName = ctx.text(p.DisplayName);
        if (ctx.isBound('StartupType')) service.startType = ctx.text(p.StartupType) as ServiceRecord['startType'];
        if (ctx.isBound('Status')) {
          const wanted = ctx.text(p.Status).toLowerCase();
          if (wanted === 'running') yield* start(ctx, service);
          if (wanted === 'stopped') yield* stop(ctx, service, false);
        }
        if (p.PassThru === true) ctx.write(new TypedObject<OfService>(serviceType, { machine, service }));
      }
    },
  },
};
