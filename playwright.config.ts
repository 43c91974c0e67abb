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
  // Shared machines are noisy: a test may be repeated once there; what passes only then is reported as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 150_000,
  expect: { timeout: 30_000 },
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
