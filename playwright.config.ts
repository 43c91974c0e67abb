import { spawnSync } from 'node:child_process';
import { defineConfig } from '@playwright/test';

/** Playwright reads this file with `require`, so the finder runs as a program of its own. */
const executablePath =
  spawnSync(process.execPath, ['scripts/find-chromium.mjs'], { encoding: 'utf8' }).stdout.trim() || undefined;
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const port = Number(process.env.DUALPATH_TEST_PORT ?? 4321);

export default defineConfig({
  testDir: 'test/site',
  testMatch: '*.spec.ts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  outputDir: '.cache/site-tests',
  use: {
    baseURL: `http://localhost:${port}`,
    launchOptions: { executablePath, args: quiet },
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
  },
  webServer: {
    command: `node scripts/serve.mjs build ${port}`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 20_000,
  },
});
