// The programs that judge our output (tshark, lspci, iasl, Chromium): installed where this runs as root on Debian.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const tools = [
  { program: 'tshark', package: 'tshark' },
  { program: 'lspci', package: 'pciutils' },
  { program: 'iasl', package: 'acpica-tools' },
  { program: 'chromium', package: 'chromium' },
];

const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Installs what is missing; elsewhere names it, and the tests that need it are counted as skipped. */
export function ensureDebianTools() {
  const missing = tools.filter(({ program }) => !has(program));
  if (missing.length === 0) return;
  const names = missing.map((tool) => tool.package);
  const root = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (!root) {
    console.log(`Not installed: ${names.join(', ')}. The tests that need them are skipped.`);
    return;
  }
  console.log(`Installing Debian packages: ${names.join(', ')} ...`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment });
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment,
  });
  if (status !== 0) console.log('apt-get could not install them; the tests that need them will say so.');
}
