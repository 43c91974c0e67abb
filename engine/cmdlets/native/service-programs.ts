/** sc.exe and net.exe, as far as they concern services. seen: their output on Windows Server 2016 (K) */
import type { MachineRecord, ServiceRecord } from '../../estate/records';
import { find } from '../../estate/tables';
import { restartManagementService, SERVICE_DURATION } from '../../hyper-v/hosts';
import type { Program } from '../../language/host';
import type { NativeCall, NativeProgram } from '../../language/runtime/command-info';
import { estate } from '../hyper-v/service';

const TICKS = BigInt(Math.round(SERVICE_DURATION / 100));

function serviceNamed(machine: MachineRecord, name: string): ServiceRecord | undefined {
  const wanted = name.toLowerCase();
  return find(
    machine.services,
    (service) => service.name.toLowerCase() === wanted || service.displayName.toLowerCase() === wanted,
  );
}

function runningDependents(machine: MachineRecord, service: ServiceRecord): ServiceRecord[] {
  return Object.values(machine.services).filter(
    (other) =>
      other.status === 'Running' && other.dependsOn.some((name) => name.toLowerCase() === service.name.toLowerCase()),
  );
}

function started(call: NativeCall, service: ServiceRecord): void {
  const { management, machine } = call.service(estate);
  for (const name of service.dependsOn) {
    const needed = serviceNamed(machine, name);
    if (needed) needed.status = 'Running';
  }
  service.status = 'Running';
  const host = find(management.world.hosts, (record) => record.machine === machine.id);
  if (host && service.name.toLowerCase() === 'vmms') restartManagementService(management, host);
}

const states: Record<ServiceRecord['status'], string> = {
  Stopped: '1  STOPPED ',
  StartPending: '2  START_PENDING ',
  StopPending: '3  STOP_PENDING ',
  Running: '4  RUNNING ',
  Paused: '7  PAUSED ',
};

function status(call: NativeCall, service: ServiceRecord, state: ServiceRecord['status'], shown: boolean): void {
  const lines = ['', `SERVICE_NAME: ${service.name} `];
  if (shown) lines.push(`DISPLAY_NAME: ${service.displayName}`);
  const own = /^vm/i.test(service.name) ? '10  WIN32_OWN_PROCESS  ' : '20  WIN32_SHARE_PROCESS  ';
  lines.push(`        TYPE               : ${own}`, `        STATE              : ${states[state]}`);
  if (state === 'Running') lines.push('                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)');
  else if (state !== 'Stopped')
    lines.push('                                (NOT_STOPPABLE, NOT_PAUSABLE, IGNORES_SHUTDOWN)');
  lines.push(
    '        WIN32_EXIT_CODE    : 0  (0x0)',
    '        SERVICE_EXIT_CODE  : 0  (0x0)',
    '        CHECKPOINT         : 0x0',
    '        WAIT_HINT          : 0x0',
  );
  for (const text of lines) call.writeLine(text);
}

function failed(call: NativeCall, what: string, code: number, text: string): number {
  for (const line of [`[SC] ${what} FAILED ${code}:`, '', text, '']) call.writeLine(line);
  return code;
}

export const sc: NativeProgram = {
  name: 'sc.exe',
  *run(call): Program<number> {
    const { machine } = call.service(estate);
    const [verb = '', name, ...rest] = call.args;
    const service = name === undefined ? undefined : serviceNamed(machine, name);
    switch (verb.toLowerCase()) {
      case 'query':
      case 'queryex':
        if (name === undefined) {
          for (const one of Object.values(machine.services))
            if (one.status === 'Running') status(call, one, one.status, true);
          return 0;
        }
        if (!service)
          return failed(
            call,
            'EnumQueryServicesStatus:OpenService',
            1060,
            'The specified service does not exist as an installed service.',
          );
        status(call, service, service.status, false);
        return 0;
      case 'start':
        if (!service)
          return failed(
            call,
            'StartService: OpenService',
            1060,
            'The specified service does not exist as an installed service.',
          );
        if (service.status === 'Running')
          return failed(call, 'StartService', 1056, 'An instance of the service is already running.');
        if (service.startType === 'Disabled')
          return failed(
            call,
            'StartService',
            1058,
            'The service cannot be started, either because it is disabled or because it has no enabled devices associated with it.',
          );
        status(call, service, 'StartPending', false);
        yield* call.flush();
        yield* call.sleep(TICKS);
        started(call, service);
        return 0;
      case 'stop':
        if (!service)
          return failed(call, 'OpenService', 1060, 'The specified service does not exist as an installed service.');
        if (service.status === 'Stopped')
          return failed(call, 'ControlService', 1062, 'The service has not been started.');
        if (runningDependents(machine, service).length > 0)
          return failed(
            call,
            'ControlService',
            1051,
            'A stop control has been sent to a service that other running services are dependent on.',
          );
        status(call, service, 'StopPending', false);
        yield* call.flush();
        yield* call.sleep(TICKS);
        service.status = 'Stopped';
        return 0;
      case 'config': {
        if (!service)
          return failed(call, 'OpenService', 1060, 'The specified service does not exist as an installed service.');
        const text = rest.join(' ').toLowerCase();
        const type = /start=\s*(auto|demand|disabled)/.exec(text)?.[1];
        if (type === undefined) {
          call.writeLine(
            `'sc config ${rest.join(' ')}' is not simulated by Dualpath; start= auto, demand and disabled are.`,
          );
          return 1;
        }
        service.startType = type === 'auto' ? 'Automatic' : type === 'demand' ? 'Manual' : 'Disabled';
        call.writeLine('[SC] ChangeServiceConfig SUCCESS');
        return 0;
      }
      default:
        call.writeLine(`'sc ${verb}' is not simulated by Dualpath; sc query, start, stop and config are.`);
        return 1;
    }
  },
};

function helpMessage(call: NativeCall, text: string, number: number): number {
  for (const line of [text, '', `More help is available by typing NET HELPMSG ${number}.`, '']) call.writeError(line);
  return 2;
}

export const net: NativeProgram = {
  name: 'net.exe',
  *run(call): Program<number> {
    const { machine } = call.service(estate);
    const verb = (call.args[0] ?? '').toLowerCase();
    const name = call.args.slice(1).find((arg) => !arg.startsWith('/'));
    if (verb !== 'start' && verb !== 'stop') {
      call.writeLine(`'net ${verb}' is not simulated by Dualpath; net start and net stop are.`);
      return 1;
    }
    if (name === undefined) {
      if (verb === 'stop') {
        call.writeError('The syntax of this command is:');
        return 1;
      }
      const running = Object.values(machine.services).filter((service) => service.status === 'Running');
      const names = running
        .map((service) => service.displayName)
        .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
      for (const text of [
        'These Windows services are started:',
        '',
        ...names.map((one) => `   ${one}`),
        '',
        'The command completed successfully.',
        '',
      ])
        call.writeLine(text);
      return 0;
    }
    const service = serviceNamed(machine, name);
    if (!service) return helpMessage(call, 'The service name is invalid.', 2185);
    const title = service.displayName;
    if (verb === 'start') {
      if (service.status === 'Running')
        return helpMessage(call, 'The requested service has already been started.', 2182);
      if (service.startType === 'Disabled') {
        for (const text of [
          'System error 1058 has occurred.',
          '',
          'The service cannot be started, either because it is disabled or because it has no enabled devices associated with it.',
          '',
        ])
          call.writeError(text);
        return 2;
      }
      call.writeLine(`The ${title} service is starting.`);
      yield* call.flush();
      yield* call.sleep(TICKS);
      started(call, service);
      call.writeLine(`The ${title} service was started successfully.`);
      call.writeLine('');
      return 0;
    }
    if (service.status === 'Stopped') return helpMessage(call, `The ${title} service is not started.`, 3521);
    for (const other of runningDependents(machine, service)) {
      call.writeLine(`The ${other.displayName} service is stopping.`);
      yield* call.sleep(TICKS);
      other.status = 'Stopped';
      call.writeLine(`The ${other.displayName} service was stopped successfully.`);
      call.writeLine('');
    }
    call.writeLine(`The ${title} service is stopping.`);
    yield* call.flush();
    yield* call.sleep(TICKS);
    service.status = 'Stopped';
    call.writeLine(`The ${title} service was stopped successfully.`);
    call.writeLine('');
    return 0;
  },
};
