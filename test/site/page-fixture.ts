/** A page that fails its test when anything was wrong on it: an error in the console, a request elsewhere, a policy broken. */
import { test as base, expect, type Page } from '@playwright/test';

declare global {
  interface Window {
    policyViolations: string[];
  }
}

export const test = base.extend<{ allowed: RegExp[]; faults: string[] }>({
  /** Messages that this test expects. */
  allowed: [[], { option: true }],
  faults: [[], { scope: 'test' }],
  page: async ({ page, allowed, baseURL }, use) => {
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(baseURL ?? '') && !/^(data|blob):/.test(url)) faults.push(`request elsewhere: ${url}`);
    });
    await page.addInitScript(() => {
      window.policyViolations = [];
      document.addEventListener('securitypolicyviolation', (event) => {
        window.policyViolations.push(
          `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
        );
      });
    });
    await use(page);
    faults.push(...(await page.evaluate(() => window.policyViolations ?? []).catch(() => [])));
    expect(faults.filter((fault) => !allowed.some((pattern) => pattern.test(fault)))).toEqual([]);
  },
});

export { expect };

/** The page may scroll down, never sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { inner, wide } = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll<HTMLElement>('body *')]
      .filter(
        (element) =>
          element.getBoundingClientRect().right > width + 1 && getComputedStyle(element).position !== 'fixed',
      )
      .slice(0, 5)
      .map((element) => `${element.tagName}.${element.className}`);
    return { inner: document.documentElement.scrollWidth - width, wide };
  });
  expect(inner, `wider than the window: ${wide.join(', ')}`).toBeLessThanOrEqual(0);
}
