/** The labs as a reader does them, with the real engine: typing at the consoles, checking in the page. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { parse } from 'yaml';
import { expect, test } from './page-fixture';

const folder = join(__dirname, '../../labs');

interface LabFile {
  title: string;
  host: string;
  steps: {
    id: string;
    title: string;
    throughout?: boolean;
    questions?: { text: string; answer?: string | number; kind: string }[];
  }[];
}

const labs = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'worlds')
  .map(({ name }) => ({
    id: name,
    file: parse(readFileSync(join(folder, name, 'lab.yaml'), 'utf8')) as LabFile,
    solutions: readdirSync(join(folder, name, 'solutions')).map((solution) => ({
      name: solution,
      lines: readFileSync(join(folder, name, 'solutions', solution), 'utf8')
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '' && !line.startsWith('#')),
    })),
  }));

const rows = (page: Page) => page.locator('[role=tabpanel]:not([hidden]) .xterm-rows');

async function start(page: Page, path: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(path);
  await page.getByRole('button', { name: 'Start the machines' }).click();
  await expect(rows(page)).toContainText('PS C:\\', { timeout: 30_000 });
  await page.getByLabel('Speed of simulated time').selectOption('0');
}

/** Types a line, waits until the machine runs and its prompt is back. */
async function type(page: Page, host: string, line: string): Promise<void> {
  await page.locator('[role=tabpanel]:not([hidden]) .xterm-helper-textarea').focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
  await settled(page, host);
}

async function settled(page: Page, host: string): Promise<void> {
  // The name of a tab tells state and work; both are said a moment after the key.
  await page.waitForTimeout(150);
  await expect(page.getByRole('tab', { name: new RegExp(`^${host}\\s*, [^,]*, running$`) })).toBeVisible({
    timeout: 60_000,
  });
}

for (const lab of labs) {
  for (const solution of lab.solutions) {
    test(`${lab.id}: ${solution.name}, typed by a reader, is right in every step`, async ({ page }) => {
      test.setTimeout(240_000);
      const { host, steps } = lab.file;
      await start(page, `/labs/${lab.id}/`);
      const first = page.getByRole('region', { name: steps[0].title });
      if (!steps[0].throughout) {
        await first.getByRole('button', { name: 'Check my work' }).click();
        await expect(first.getByText('not yet:').first()).toBeAttached({ timeout: 60_000 });
      }
      for (const line of solution.lines) await type(page, host, line);
      for (const step of steps) {
        const card = page.getByRole('region', { name: step.title });
        await card.getByRole('button', { name: 'Check my work' }).click();
        await expect(card, `${step.id}: ${await card.innerText()}`).toContainText('✓ done', { timeout: 60_000 });
        for (const question of step.questions ?? []) {
          if (question.answer === undefined) continue;
          if (question.kind === 'choice') {
            const box = card.getByRole('group', { name: question.text });
            await box.getByLabel(String(question.answer), { exact: true }).check();
            await box.getByRole('button', { name: 'Answer' }).click();
            await expect(box).toContainText('✓');
          } else {
            await card.getByLabel(question.text).fill(String(question.answer));
            await card.getByLabel(question.text).press('Enter');
            await expect(card.getByText(/^✓ (?!done)/)).toBeVisible();
          }
        }
      }
      await expect(page.getByText(`${lab.file.title}: done.`)).toBeVisible();
    });
  }
}

test('what was typed and done is there again after a reload', async ({ page }) => {
  await start(page, '/sandbox/');
  await type(page, 'HV01', '$colour = \'teal\'; "my $colour"');
  await expect(rows(page)).toContainText('my teal');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await expect(rows(page)).toContainText('my teal', { timeout: 30_000 });
  await type(page, 'HV01', '"again $colour"');
  await expect(rows(page)).toContainText('again teal');
});

test('Ctrl+C stops an endless loop, silent or printing, and the prompt works on', async ({ page }) => {
  await start(page, '/sandbox/');
  await page.locator('.xterm-helper-textarea').first().focus();
  for (const loop of ['while ($true) {}', 'while ($true) { 1 }']) {
    await page.keyboard.type(loop);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /Stop/ })).toBeVisible();
    // Long enough for a loop that prints to run far ahead of a page that did not hold it back.
    await page.waitForTimeout(1200);
    const begun = Date.now();
    await page.keyboard.press('Control+c');
    await expect(page.getByRole('button', { name: /Stop/ })).toBeHidden();
    // Seen from outside the page, on a busy machine; the engine's own time is measured in bench/.
    expect(Date.now() - begun).toBeLessThan(1500);
  }
  await type(page, 'HV01', '6 * 7');
  await expect(rows(page)).toContainText('42');
});

test('a name with markup and escape sequences stays text', async ({ page }) => {
  await start(page, '/sandbox/');
  await type(page, 'HV01', 'Rename-VM VM01 -NewName "<img src=x onerror=alert(1)>$([char]27)[31mred"');
  await page.getByRole('button', { name: 'Text view' }).click();
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
});

test('every command of the chapter runs without an error', async ({ page }) => {
  test.setTimeout(180_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/book/networking/sr-iov-and-live-migration/');
  const before = page.locator('[class*=command]:has(> button)');
  const own = await before.evaluateAll((boxes) =>
    boxes.map((box) => ({
      line: (box.querySelector('code')?.textContent ?? '').replace(/^PS> /, ''),
      host: (box.querySelector('button')?.textContent ?? '').replace(/^Run on (\w+).*$/s, '$1'),
    })),
  );
  expect(own.length).toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Start the machines' }).click();
  await expect(rows(page)).toContainText('PS C:\\', { timeout: 30_000 });
  await page.getByRole('button', { name: 'Text view' }).click();
  for (const { line, host } of own) {
    await page.getByRole('tab', { name: new RegExp(`^${host}\\b`) }).click();
    const input = page.getByLabel(new RegExp(`Command line of ${host}`));
    await input.fill(line);
    await input.press('Enter');
    // PowerShell Direct asks who is calling; the book says which name and password there are.
    if (/Invoke-Command -VMName/.test(line)) {
      for (const [asked, answer] of [
        ['User', 'Administrator'],
        ['Password', 'Pa55w.rd'],
      ]) {
        const answerLine = page.getByLabel(new RegExp(`^Command line of ${host}, prompt ${asked}`));
        await answerLine.fill(answer);
        await answerLine.press('Enter');
      }
    }
    await settled(page, host);
  }
  await expect(page.locator('[data-kind=error]')).toHaveCount(0);
});
