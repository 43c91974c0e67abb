/**
 * The site in Chromium: from the click to the prompt, from a key to its echo, how much a reader loads, and what Lighthouse
 * says of the chapter on a phone. Needs a built site (`npm run build`).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';

interface Measure {
  name: string;
  value: number | string;
  unit?: string;
  aim?: string;
}

const chapter = '/book/networking/sr-iov-and-live-migration/';
const rounds = 5;
const keys = 200;

/** Loaded at run time, never bundled: these find their own files beside themselves. */
function load<T>(root: string, name: string): Promise<T> {
  const path = name.startsWith('.') ? join(root, name) : createRequire(join(root, 'package.json')).resolve(name);
  return import(pathToFileURL(path).href) as Promise<T>;
}

const middle = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const share = (values: number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];

export async function run({ root }: { root: string }): Promise<Measure[]> {
  const build = join(root, 'build');
  if (!existsSync(join(build, 'index.html'))) {
    return [{ name: 'the site is not built; run npm run build first', value: '-' }];
  }
  const { serve } = await load<{
    serve(folder: string, options: { port: number }): Promise<{ url: string; close(): void }>;
  }>(root, './scripts/serve.mjs');
  const { findChromium } = await load<{ findChromium(): Promise<string | undefined> }>(
    root,
    './scripts/find-chromium.mjs',
  );
  const { chromium } = await load<typeof import('@playwright/test')>(root, '@playwright/test');
  const server = await serve(build, { port: 4400 });
  const debugging = 9333;
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', `--remote-debugging-port=${debugging}`],
  });
  const base = server.url.replace(/\/$/, '');
  try {
    return [
      ...sizes(build),
      ...(await startAndType(browser, base)),
      ...(await lighthouseOf(root, `${base}${chapter}`, debugging)),
    ];
  } finally {
    await browser.close();
    server.close();
  }
}

function sizes(build: string): Measure[] {
  const files: Measure[] = [];
  for (const [folder, pattern] of [
    ['bench', /\.(js|json)$/],
    ['assets/css', /\.css$/],
    ['assets/js', /^(main|runtime~main)\./],
  ] as const) {
    for (const name of readdirSync(join(build, folder)).filter((file) => pattern.test(file) && file !== 'build.json')) {
      const size = gzipSync(readFileSync(join(build, folder, name)), { level: 9 }).length / 1024;
      files.push({ name: `${folder}/${name.replace(/\.[0-9a-f]{8}\./, '.')}, gzipped`, value: size, unit: 'KB' });
    }
  }
  return files;
}

async function startAndType(browser: Browser, base: string): Promise<Measure[]> {
  const starts: number[] = [];
  let echoes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${base}/sandbox/`, { waitUntil: 'networkidle' });
    starts.push(await clickToPrompt(page));
    if (round === rounds - 1) echoes = await keyToEcho(page);
    await context.close();
  }
  return [
    { name: 'click to prompt, nothing prefetched, middle of five', value: middle(starts), unit: 'ms', aim: '< 1000' },
    { name: 'key to echo, middle', value: middle(echoes), unit: 'ms' },
    { name: 'key to echo, p95', value: share(echoes, 0.95), unit: 'ms', aim: '< 16' },
  ];
}

/** Measured inside the page: from the click event to the first prompt on the screen. */
async function clickToPrompt(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const button = [...document.querySelectorAll('button')].find((b) => b.textContent === 'Start the machines');
        if (!button) {
          reject(new Error('no button'));
          return;
        }
        const begun = performance.now();
        const look = (): void => {
          if (/PS C:\\/.test(document.querySelector('.xterm-rows')?.textContent ?? ''))
            resolve(performance.now() - begun);
          else requestAnimationFrame(look);
        };
        button.click();
        look();
      }),
  );
}

/** From the key's event to the change of the screen's text, for each of many keys. */
async function keyToEcho(page: Page): Promise<number[]> {
  await page.locator('.xterm-helper-textarea').first().focus();
  await page.evaluate(() => {
    const times: number[] = [];
    let pressed = 0;
    document.addEventListener(
      'keydown',
      () => {
        pressed = performance.now();
      },
      true,
    );
    const rows = document.querySelector('.xterm-rows');
    if (rows) {
      new MutationObserver(() => {
        if (pressed === 0) return;
        times.push(performance.now() - pressed);
        pressed = 0;
      }).observe(rows, { subtree: true, childList: true, characterData: true });
    }
    Object.assign(window, { echoTimes: times });
  });
  const line = 'Get-VMNetworkAdapter ';
  for (let i = 0; i < keys; i += 1) {
    if (i % 60 === 59) await page.keyboard.press('Escape');
    else await page.keyboard.press(line[i % line.length] === ' ' ? 'Space' : line[i % line.length]);
    await page.waitForTimeout(25);
  }
  return page.evaluate(() => (window as unknown as { echoTimes: number[] }).echoTimes);
}

interface LighthouseResult {
  lhr: {
    categories: Record<string, { title: string; score: number }>;
    audits: Record<string, { numericValue?: number }>;
  };
}

async function lighthouseOf(root: string, url: string, port: number): Promise<Measure[]> {
  const { default: lighthouse } = await load<{
    default(url: string, flags: object): Promise<LighthouseResult | undefined>;
  }>(root, 'lighthouse');
  const result = await lighthouse(url, { port, logLevel: 'silent', output: 'json' });
  if (!result) return [{ name: 'Lighthouse gave no result', value: '-' }];
  const { categories, audits } = result.lhr;
  return [
    ...Object.values(categories).map(({ title, score }) => ({
      name: `Lighthouse mobile, chapter: ${title}`,
      value: Math.round(score * 100),
      aim: '>= 95',
    })),
    {
      name: 'Largest contentful paint',
      value: Math.round(audits['largest-contentful-paint']?.numericValue ?? 0),
      unit: 'ms',
    },
    { name: 'Total blocking time', value: Math.round(audits['total-blocking-time']?.numericValue ?? 0), unit: 'ms' },
    {
      name: 'Cumulative layout shift',
      value: String((audits['cumulative-layout-shift']?.numericValue ?? 0).toFixed(3)),
    },
  ];
}
