// Serves a folder of static files as any plain host would: no special headers, no rewriting but index.html and 404.html.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve as resolvePath, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGzip } from 'node:zlib';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
};
const compressed = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.xml']);

function answer(root, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  let path;
  try {
    path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
  } catch {
    response.writeHead(400).end();
    return;
  }
  let file = normalize(join(root, path));
  if (file !== root && !file.startsWith(root.endsWith(sep) ? root : root + sep)) {
    response.writeHead(403).end();
    return;
  }
  if (existsSync(file) && statSync(file).isDirectory()) {
    if (!path.endsWith('/')) {
      response.writeHead(301, { Location: `${path}/` }).end();
      return;
    }
    file = join(file, 'index.html');
  }
  if (!existsSync(file)) {
    const missing = join(root, '404.html');
    response
      .writeHead(404, { 'Content-Type': types['.html'] })
      .end(existsSync(missing) ? readFileSync(missing) : 'Not found');
    return;
  }
  const kind = extname(file);
  const headers = {
    'Content-Type': types[kind] ?? 'application/octet-stream',
    'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    'Last-Modified': statSync(file).mtime.toUTCString(),
  };
  if (request.headers['if-modified-since'] === headers['Last-Modified']) {
    response.writeHead(304, headers).end();
    return;
  }
  const zip = compressed.has(kind) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  if (zip) headers['Content-Encoding'] = 'gzip';
  response.writeHead(200, headers);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stream = createReadStream(file);
  stream.on('error', () => response.destroy());
  if (zip) stream.pipe(createGzip({ level: 6 })).pipe(response);
  else stream.pipe(response);
}

/** Serves at the wanted port, or at the next free one; resolves with the address and a way to stop. */
export function serve(root, { port = 3000, host = '127.0.0.1', tries = 50 } = {}) {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => answer(root, request, response));
    let at = port;
    server.on('error', (error) => {
      if (error.code === 'EADDRINUSE' && at < port + tries) {
        at += 1;
        server.listen(at, host);
      } else {
        reject(error);
      }
    });
    server.on('listening', () => {
      const { port: bound } = server.address();
      resolve({
        url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${bound}/`,
        port: bound,
        close: () => server.close(),
      });
    });
    server.listen(at, host);
  });
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const [folder = 'build', port = '3000'] = process.argv.slice(2);
  const { url } = await serve(resolvePath(folder), { port: Number(port), tries: 0 });
  console.log(url);
}
