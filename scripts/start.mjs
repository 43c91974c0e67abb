// `npm start`: from a fresh clone to the book in a browser. Installs what is missing, builds, serves, prints the address.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
ensurePackages(root);

// Imported only now: these need the packages.
const { buildSite } = await import('./build.mjs');
const { serve } = await import('./serve.mjs');
await buildSite();
const wanted = Number(process.env.PORT);
const port = Number.isInteger(wanted) && wanted > 0 && wanted < 65536 ? wanted : 3000;
const { url } = await serve(join(root, 'build'), { port });
console.log(`\nThe book is at ${url}  (Ctrl+C ends it)`);
