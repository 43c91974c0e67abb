// Gives every built page its Content-Security-Policy. A static host sends no headers of ours, so it is a meta tag; the few
// inline scripts that Docusaurus writes are allowed by their hashes, which are known only after the build.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const inlineScript = /<script(?![^>]*\bsrc=)([^>]*)>([\s\S]*?)<\/script>/g;

/** The policy of a page with these inline scripts. */
export function policyOf(html) {
  const hashes = new Set();
  for (const [, attributes, code] of html.matchAll(inlineScript)) {
    if (/type="application\/(ld\+)?json"/.test(attributes)) continue;
    hashes.add(`'sha256-${createHash('sha256').update(code).digest('base64')}'`);
  }
  return [
    "default-src 'none'",
    `script-src 'self' ${[...hashes].join(' ')}`.trim(),
    // The terminal and the editor write their style sheets into the page.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
}

export async function addPolicy(folder) {
  let pages = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.html')) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const html = await readFile(file, 'utf8');
    const clean = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    const tag = `<meta http-equiv="Content-Security-Policy" content="${policyOf(clean)}">`;
    const charset = /<meta charset="?utf-8"?\s*\/?>/i;
    if (!charset.test(clean)) throw new Error(`${file} has no charset to put the policy after`);
    await writeFile(
      file,
      clean.replace(charset, (found) => `${found}${tag}`),
    );
    pages += 1;
  }
  return pages;
}
