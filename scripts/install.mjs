// Installs the npm packages of the lock file where they are missing or the lock file is newer.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes `node_modules` agree with the lock file. Ends the process with a clear message where that cannot be done. */
export function ensurePackages(root) {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    console.error(
      `Dualpath needs Node 20 or later; this is Node ${process.versions.node}. Install a newer Node and try again.`,
    );
    process.exit(2);
  }
  const digest = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.dualpath-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  console.log('Installing packages ...');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Not `npm ci`: it refuses a lock file that lacks packages for other platforms, which some registries do not carry.
  // `npm install --no-save` takes the versions of the lock file and leaves that file alone.
  const { status } = spawnSync(npm, ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('npm install failed (see above). Check the network, then try again.');
    process.exit(2);
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stamp, digest);
}
