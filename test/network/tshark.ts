import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Wireshark's own decoder, where it is installed. */
export const hasTshark = spawnSync('tshark', ['--version']).status === 0;
if (!hasTshark) console.warn('tshark is missing (Debian package tshark): captures are not judged');

const CHECKS = ['ip.check_checksum', 'tcp.check_checksum', 'udp.check_checksum'];

function tshark(file: string, ...more: string[]): string {
  const options = CHECKS.flatMap((name) => ['-o', `${name}:TRUE`]);
  return execFileSync('tshark', ['-r', file, ...options, ...more], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
}

export interface Judgement {
  /** Frames decoded. */
  frames: number;
  /** Frames that are malformed, cut, of no known kind, or have a wrong checksum. */
  faults: string[];
  /** Frames by the innermost protocol. */
  protocols: Record<string, number>;
}

/** What tshark says of a capture file, with all checksums verified. */
export function judge(bytes: Uint8Array): Judgement {
  const folder = mkdtempSync(join(tmpdir(), 'dualpath-'));
  const file = join(folder, 'capture.pcapng');
  try {
    writeFileSync(file, bytes);
    const lines = tshark(file, '-T', 'fields', '-e', '_ws.col.Protocol').split('\n').filter(Boolean);
    const protocols: Record<string, number> = {};
    for (const line of lines) protocols[line] = (protocols[line] ?? 0) + 1;
    const bad = [
      '_ws.malformed',
      '_ws.short',
      '_ws.unreassembled',
      'ip.checksum.status == "Bad"',
      'tcp.checksum.status == "Bad"',
      'udp.checksum.status == "Bad"',
      'icmp.checksum.status == "Bad"',
      'ip.checksum.status == "Unverified"',
      'tcp.checksum.status == "Unverified"',
    ].join(' || ');
    const faults = tshark(file, '-Y', bad).split('\n').filter(Boolean);
    return { frames: lines.length, faults, protocols };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
