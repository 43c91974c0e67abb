// Builds the whole site into build/: the bench's own files, the pages, and the policy that each page gets.
import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildBench } from './build-bench.mjs';
import { addPolicy } from './build-policy.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

function docusaurus(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['node_modules/@docusaurus/core/bin/docusaurus.mjs', ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, DOCUSAURUS_UPDATE_NOTIFIER: 'false', NO_UPDATE_NOTIFIER: '1' },
    });
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`docusaurus ${args[0]} ended with code ${code}`)),
    );
    child.on('error', reject);
  });
}

export async function buildSite() {
  await buildBench();
  await docusaurus('build');
  const pages = await addPolicy(`${root}build`);
  console.log(`Content-Security-Policy written into ${pages} pages.`);
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  await buildSite();
}
