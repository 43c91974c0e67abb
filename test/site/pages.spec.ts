/** Every page of the built site: it renders without a fault, is accessible in both themes, and never scrolls sideways. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, expectNoSidewaysScroll, test } from './page-fixture';

const build = join(__dirname, '../../build');

/** Addresses of all built pages. */
const pages = readdirSync(build, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.html'))
  .map((entry) => `/${relative(build, join(entry.parentPath, entry.name)).split(sep).join('/')}`)
  .map((path) => path.replace(/index\.html$/, ''))
  .sort();

test('there are the pages that the book promises', () => {
  for (const path of [
    '/',
    '/book/',
    '/labs/',
    '/sandbox/',
    '/404.html',
    '/book/networking/sr-iov-and-live-migration/',
  ]) {
    expect(pages).toContain(path);
  }
});

for (const path of pages) {
  test(`${path} is accessible in both themes, without fault, and fits a phone`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(path);
    await expect(page.locator('h1')).toHaveCount(1);
    await page.waitForLoadState('load');
    const found: Record<string, string[]> = {};
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', scheme);
      const { violations } = await new AxeBuilder({ page }).analyze();
      found[scheme] = violations.map(
        ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target).join(' | ')}`,
      );
    }
    expect(found).toEqual({ light: [], dark: [] });
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await expectNoSidewaysScroll(page);
    }
  });
}

test('every page carries its policy', () => {
  for (const path of pages) {
    const html = readFileSync(join(build, path.endsWith('/') ? `${path}index.html` : path), 'utf8');
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).not.toContain('unsafe-eval');
    expect(policy.split(';').find((part) => part.trim().startsWith('script-src'))).not.toContain('unsafe-inline');
  }
});

test('the still picture of the chapter keeps its backslashes, and no command is cut off', async ({ page }) => {
  await page.goto('/book/networking/sr-iov-and-live-migration/');
  await expect(page.getByText('PS C:\\>').first()).toBeVisible();
  await page.goto('/labs/enable-sriov/');
  const cut = await page
    .locator('article pre')
    .evaluateAll((blocks) => blocks.filter((block) => block.scrollWidth > block.clientWidth + 1).length);
  expect(cut).toBe(0);
});
