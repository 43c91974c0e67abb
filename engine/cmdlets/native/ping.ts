/** ping.exe of Windows Server 2016. `seen: texts and layout of ping; K for the usage text` */
import type { PingOutcome } from '../../hyper-v/data-plane';
import type { Program } from '../../language/host';
import type { NativeCall, NativeProgram } from '../../language/runtime/command-info';
import { estate } from '../hyper-v/service';

const USAGE = `
Usage: ping [-t] [-a] [-n count] [-l size] [-f] [-i TTL] [-v TOS]
            [-r count] [-s count] [[-j host-list] | [-k host-list]]
            [-w timeout] [-R] [-S srcaddr] [-c compartment] [-p]
            [-4] [-6] target_name

Options:
    -t             Ping the specified host until stopped.
                   To see statistics and continue - type Control-Break;
                   To stop - type Control-C.
    -a             Resolve addresses to hostnames.
    -n count       Number of echo requests to send.
    -l size        Send buffer size.
    -f             Set Don't Fragment flag in packet (IPv4-only).
    -i TTL         Time To Live.
    -v TOS         Type Of Service (IPv4-only. This setting has been deprecated
                   and has no effect on the type of service field in the IP
                   Header).
    -r count       Record route for count hops (IPv4-only).
    -s count       Timestamp for count hops (IPv4-only).
    -j host-list   Loose source route along host-list (IPv4-only).
    -k host-list   Strict source route along host-list (IPv4-only).
    -w timeout     Timeout in milliseconds to wait for each reply.
    -R             Use routing header to test reverse route also (IPv6-only).
                   Per RFC 5095 the use of this routing header has been
                   deprecated. Some systems may drop echo requests if
                   this header is used.
    -S srcaddr     Source address to use.
    -c compartment Routing compartment identifier.
    -p             Ping a Hyper-V Network Virtualization provider address.
    -4             Force using IPv4.
    -6             Force using IPv6.
`.split('\n');

interface Wanted {
  count: number;
  size: number;
  timeoutMs: number;
  ttl: number;
  target: string;
}

/** Options with a number, and their limits. `seen: messages of ping for values out of range` */
const NUMBERS: Record<string, { key: 'count' | 'size' | 'timeoutMs' | 'ttl'; least: number; most: number }> = {
  n: { key: 'count', least: 1, most: 4294967295 },
  l: { key: 'size', least: 0, most: 65500 },
  w: { key: 'timeoutMs', least: 0, most: 4294967295 },
  i: { key: 'ttl', least: 1, most: 255 },
};

function read(args: string[], call: NativeCall): Wanted | null {
  const wanted: Wanted = { count: 4, size: 32, timeoutMs: 4000, ttl: 128, target: '' };
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (!/^[-/]./.test(arg)) {
      if (wanted.target !== '') {
        call.writeLine(`Bad parameter ${arg}.`);
        return null;
      }
      wanted.target = arg;
      continue;
    }
    const option = arg.slice(1);
    if (option === 't') wanted.count = Number.POSITIVE_INFINITY;
    else if (option === 'a' || option === 'f' || option === '4') continue;
    else if (option in NUMBERS) {
      const { key, least, most } = NUMBERS[option];
      const text = args[++index];
      if (text === undefined) {
        call.writeLine(`Value must be supplied for option -${option}.`);
        return null;
      }
      const value = Number(text);
      if (!Number.isInteger(value) || value < least || value > most) {
        call.writeLine(`Bad value for option -${option}, valid range is from ${least} to ${most}.`);
        return null;
      }
      wanted[key] = value;
    } else if ('vrsjkRScp6'.includes(option)) {
      call.writeLine(`The option -${option} of ping is not simulated by Dualpath.`);
      return null;
    } else {
      call.writeLine(`Bad option ${arg}.`);
      for (const line of USAGE) call.writeLine(line);
      return null;
    }
  }
  if (wanted.target === '') {
    for (const line of USAGE) call.writeLine(line);
    return null;
  }
  return wanted;
}

export const ping: NativeProgram = {
  name: 'ping.exe',
  path: 'C:\\Windows\\system32\\PING.EXE',
  *run(call): Program<number> {
    const wanted = read(call.args, call);
    if (wanted === null) return 1;
    const { management, machine } = call.service(estate);
    const address = management.plane.resolve(machine.id, wanted.target);
    if (address === null) {
      call.writeLine(`Ping request could not find host ${wanted.target}. Please check the name and try again.`);
      return 1;
    }
    call.writeLine('');
    const literal = wanted.target === address;
    const domain = machine.domain === null ? '' : `.${management.world.domains[machine.domain].dnsName}`;
    const name = wanted.target.includes('.') ? wanted.target : `${wanted.target}${domain}`;
    call.writeLine(
      literal
        ? `Pinging ${address} with ${wanted.size} bytes of data:`
        : `Pinging ${name} [${address}] with ${wanted.size} bytes of data:`,
    );
    yield* call.flush();
    const times: number[] = [];
    let sent = 0;
    try {
      while (sent < wanted.count) {
        if (sent > 0) yield* call.sleep(10_000_000n);
        sent++;
        const handle = management.plane.sendPing(machine.id, address, {
          bytes: wanted.size,
          timeoutMs: wanted.timeoutMs,
          ttl: wanted.ttl,
        });
        yield* call.waitFor(() => management.plane.pingOutcome(handle) !== null);
        const outcome = management.plane.pingOutcome(handle) as PingOutcome;
        if (outcome.kind === 'reply') times.push(Math.floor(outcome.milliseconds));
        call.writeLine(line(outcome));
        yield* call.flush();
      }
    } finally {
      statistics(call, address, sent, times);
    }
    yield* call.flush();
    return times.length > 0 ? 0 : 1;
  },
};

function line(outcome: PingOutcome): string {
  if (outcome.kind === 'timeout') return 'Request timed out.';
  if (outcome.kind === 'unreachable') return `Reply from ${outcome.from}: Destination host unreachable.`;
  const time = outcome.milliseconds < 1 ? 'time<1ms' : `time=${Math.floor(outcome.milliseconds)}ms`;
  return `Reply from ${outcome.from}: bytes=${outcome.bytes} ${time} TTL=${outcome.ttl}`;
}

function statistics(call: NativeCall, address: string, sent: number, times: number[]): void {
  const lost = sent - times.length;
  call.writeLine('');
  call.writeLine(`Ping statistics for ${address}:`);
  call.writeLine(
    `    Packets: Sent = ${sent}, Received = ${times.length}, Lost = ${lost} (${sent === 0 ? 0 : Math.floor((lost * 100) / sent)}% loss),`,
  );
  if (times.length === 0) return;
  const sum = times.reduce((total, time) => total + time, 0);
  call.writeLine('Approximate round trip times in milli-seconds:');
  call.writeLine(
    `    Minimum = ${Math.min(...times)}ms, Maximum = ${Math.max(...times)}ms, Average = ${Math.floor(sum / times.length)}ms`,
  );
}
