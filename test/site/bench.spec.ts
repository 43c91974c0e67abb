/** The bench as a page: with a stand-in for the engine, so that what is tested here is the page alone. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';
import { expect, expectNoSidewaysScroll, test } from './page-fixture';

const chapter = '/book/networking/sr-iov-and-live-migration/';
const lab = '/labs/check-your-server/';
let fake = '';

test.beforeAll(async () => {
  const result = await build({
    entryPoints: [`${__dirname}/fake-engine.ts`],
    bundle: true,
    write: false,
    format: 'iife',
  });
  fake = result.outputFiles[0].text;
});

async function open(page: Page, path: string): Promise<void> {
  await page.route('**/bench/engine-worker.js*', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: fake }),
  );
  await page.goto(path);
}

async function start(page: Page, path = '/sandbox/'): Promise<void> {
  await open(page, path);
  await page.getByRole('button', { name: 'Start the machines' }).click();
  // A lab opens the console of its own host.
  await expect(page.getByLabel(path === lab ? /Console of HV02/ : /Console of HV01/)).toBeAttached();
}

const rows = (page: Page) => page.locator('[role=tabpanel]:not([hidden]) .xterm-rows');

async function type(page: Page, line: string): Promise<void> {
  await page.locator('[role=tabpanel]:not([hidden]) .xterm-helper-textarea').focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

test('before it is started the bench is a still picture, and starting it moves nothing', async ({ page }) => {
  await open(page, chapter);
  const bench = page.getByRole('complementary', { name: /Bench/ });
  await expect(bench).toContainText('IovSupport');
  const before = await bench.boundingBox();
  const heading = await page.locator('h1').boundingBox();
  await page.getByRole('button', { name: 'Start the machines' }).click();
  await expect(page.getByLabel(/Console of HV01/)).toBeAttached();
  expect(await bench.boundingBox()).toEqual(before);
  expect(await page.locator('h1').boundingBox()).toEqual(heading);
  await expect(page.locator('.xterm')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' | ')}`)).toEqual([]);
});

test('what is typed appears, on each machine its own', async ({ page }) => {
  await start(page);
  await type(page, 'Get-VM');
  await expect(rows(page)).toContainText('(Get-VM)');
  await page.getByRole('tab', { name: /HV02/ }).click();
  await expect(rows(page)).not.toContainText('(Get-VM)');
  await type(page, 'hostname');
  await expect(rows(page)).toContainText('(hostname)');
});

test('the tabs are worked with arrow keys, and F6 leaves the console', async ({ page }) => {
  await start(page);
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('F6');
  await expect(page.getByRole('tab', { name: /HV01/ })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: /HV02/ })).toBeFocused();
  await expect(page.getByRole('tab', { name: /HV02/ })).toHaveAttribute('aria-selected', 'true');
});

test('a command of the text is typed where it belongs, and starts the bench if need be', async ({ page }) => {
  await open(page, chapter);
  await page.getByRole('button', { name: 'Run on HV02' }).first().click();
  await expect(page.getByRole('tab', { name: /HV02/ })).toHaveAttribute('aria-selected', 'true');
  await expect(rows(page)).toContainText('IovSupport               : False');
});

test('the text view is the same in words, and is remembered', async ({ page }) => {
  await start(page);
  await page.getByRole('button', { name: 'Text view' }).click();
  const line = page.getByLabel(/Command line of HV01/);
  await line.fill('Get-VMSwitch | Format-List *iov*');
  await line.press('Enter');
  await expect(page.getByRole('log')).toContainText('IovSupport               : False');
  await line.fill('fail');
  await line.press('Enter');
  await expect(page.getByRole('log')).toContainText('fail : something');
  await line.press('ArrowUp');
  await expect(line).toHaveValue('fail');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' | ')}`)).toEqual([]);
  await page.reload();
  await expect(page.getByRole('log')).toContainText('fail');
});

test('a reload finds everything where it was', async ({ page }) => {
  await start(page);
  await type(page, 'first');
  await type(page, 'second');
  await expect(rows(page)).toContainText('(second)');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await expect(rows(page)).toContainText('(second)');
  await page.getByRole('button', { name: 'History' }).click();
  await expect(page.getByRole('dialog')).toContainText('second');
});

test('a lab is checked in its place: found, wanted, because; hints, solution, question', async ({ page }) => {
  await start(page, lab);
  const step = page.getByRole('region', { name: 'Let Windows control PCI Express' });
  await step.getByRole('button', { name: 'Check my work' }).click();
  await expect(step).toContainText('root port 00:03.0 has no alternate error delivery');
  await expect(step).toContainText('wanted');
  await step.getByRole('button', { name: 'Hint 1 of 2' }).click();
  await expect(step).toContainText('Think of a word.');
  await step.getByRole('button', { name: /Solution/ }).click();
  await page.getByRole('button', { name: 'Not yet' }).click();
  await expect(step).not.toContainText('One way to do it');
  await step.getByRole('button', { name: /Solution/ }).click();
  await page.getByRole('button', { name: 'Show it' }).click();
  await expect(step).toContainText('One way to do it');
  await step.getByLabel(/how many reasons/).fill('0');
  await step.getByLabel(/how many reasons/).press('Enter');
  await expect(step).toContainText('Right.');
  await type(page, 'hand-over-pci-express');
  await step.getByRole('button', { name: 'Check my work' }).click();
  await expect(step).toContainText('✓ done');
  await expect(page.getByRole('img', { name: '1 of 3 steps done' })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' | ')}`)).toEqual([]);
  await page.goto('/labs/');
  await expect(page.getByText('1 of 3 steps done')).toBeVisible();
});

test('a running command can be stopped by key and by button', async ({ page }) => {
  await start(page);
  await type(page, 'while ($true) {}');
  await expect(page.getByRole('button', { name: /Stop/ })).toBeVisible();
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+c');
  await expect(rows(page)).toContainText('^C');
  await expect(page.getByRole('button', { name: /Stop/ })).toBeHidden();
});

test('an operation that never answers is ended, and the work before it is repeated', async ({ page }) => {
  await start(page);
  await type(page, 'before');
  await type(page, 'hang');
  await page.keyboard.press('Control+c');
  await page.getByRole('button', { name: 'End it' }).click();
  await expect(rows(page)).toContainText('(before)');
  await expect(rows(page)).not.toContainText('(hang)');
  await expect(page.getByText(/did not come back/)).toBeVisible();
});

test('a paste of 10 MB is refused with a sentence, and nothing runs', async ({ page }) => {
  await start(page);
  await page.locator('.xterm-helper-textarea').evaluate((element) => {
    const data = new DataTransfer();
    data.setData('text/plain', 'Remove-VM VM01 -Force\n'.repeat(480_000));
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByText(/takes up to 100 KB at once. Nothing was pasted/)).toBeVisible();
  await expect(rows(page)).not.toContainText('Remove-VM');
});

test('where storage is forbidden the page says so and works on', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await start(page);
  await expect(page.getByText(/does not allow this page to keep your work/)).toBeVisible();
  await type(page, 'works');
  await expect(rows(page)).toContainText('(works)');
});

test('where storage is full the page says so and offers the work as a file', async ({ page }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await start(page);
  await type(page, 'works');
  await expect(page.getByText(/no room left/)).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download my work' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^dualpath-.*\.json$/);
});

test('the same work in two tabs: the second asks, and can take it over', async ({ page, context, baseURL }) => {
  await start(page);
  const second = await context.newPage();
  await second.route('**/bench/engine-worker.js*', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: fake }),
  );
  await second.goto(`${baseURL}/sandbox/`);
  await second.getByRole('button', { name: 'Start the machines' }).click();
  await expect(second.getByText(/open in another tab/)).toBeVisible();
  await second.getByRole('button', { name: 'Use it here' }).click();
  await expect(second.getByLabel(/Console of HV01/)).toBeAttached();
  await expect(page.getByText(/open in another tab/)).toBeVisible();
});

test.describe('a worker that cannot be had', () => {
  test.use({ allowed: [/Failed to load resource/] });
  test('gives a sentence and a button, not a dead page', async ({ page }) => {
    await page.route('**/bench/engine-worker.js*', (route) => route.fulfill({ status: 404, body: '' }));
    await page.goto('/sandbox/');
    await page.getByRole('button', { name: 'Start the machines' }).click();
    await expect(page.getByRole('button', { name: 'Start again' })).toBeVisible();
  });
});

test('a link carries the whole session', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await start(page);
  await type(page, 'shared-word');
  await expect(rows(page)).toContainText('(shared-word)');
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('The link').inputValue();
  expect(link).toContain('#session=');
  await page.close();
  const other = await context.newPage();
  await other.route('**/bench/engine-worker.js*', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: fake }),
  );
  await other.goto(link);
  await expect(other.locator('.xterm-rows').first()).toContainText('(shared-word)');
});

test('on a phone the bench is a sheet that opens, with keys that a phone lacks', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await start(page, lab);
  await expect(page.getByRole('toolbar', { name: 'More keys' })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole('tab', { name: 'Data path' }).click();
  await expect(page.getByRole('table')).toContainText('VM01');
  await page.getByRole('button', { name: /Change its height/ }).click();
  await expect(page.getByRole('complementary', { name: /Bench/ })).toHaveAttribute('data-sheet', 'full');
});

test('the width of the bench can be changed by keys and is remembered', async ({ page }) => {
  await open(page, chapter);
  const bench = page.getByRole('complementary', { name: /Bench/ });
  const before = (await bench.boundingBox())?.width ?? 0;
  await page.getByRole('separator', { name: /Width of the bench/ }).press('ArrowRight');
  await expect.poll(async () => (await bench.boundingBox())?.width ?? 0).toBeLessThan(before - 20);
  const chosen = (await bench.boundingBox())?.width ?? 0;
  await page.reload();
  expect((await bench.boundingBox())?.width).toBe(chosen);
});

test('the editor knows PowerShell, shows errors and runs a script', async ({ page }) => {
  await start(page);
  await page.getByRole('tab', { name: 'Editor' }).click();
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  await page.getByRole('textbox', { name: /PowerShell script/ }).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Get-VM');
  await page.keyboard.press('F5');
  await expect(rows(page)).toContainText('lab.ps1');
});
