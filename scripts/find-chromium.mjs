// Finds a Chromium for the tests: one that is installed, else Debian's (as root), else Playwright's own download.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const candidates = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

export function chromiumPath() {
  return candidates.find((path) => path && existsSync(path));
}

/** The browser's path; installs one where that is possible. Undefined means: Playwright's own, in its usual place. */
export async function findChromium({ install = true } = {}) {
  const found = chromiumPath();
  if (found) return found;
  const { chromium } = await import('@playwright/test');
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  if (!install) return undefined;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.error('Installing chromium (apt-get) ...');
    spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const installed = chromiumPath();
    if (installed) return installed;
  }
  console.error('Installing Chromium (npx playwright install chromium) ...');
  spawnSync('npx', ['playwright', 'install', 'chromium'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const path = await findChromium();
  if (path) console.log(path);
  else {
    console.error('No Chromium was found, and none could be installed. Set CHROMIUM to the path of one.');
    process.exit(1);
  }
}
