import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { readPages } from '../../cli/handbook/read-pages.ts';
import { sitePath } from '../../cli/handbook/site-path.ts';
import { ROOT } from '../../local/stack/paths.ts';

const GENERATOR = join(ROOT, 'docs/.vitepress');
const BUILT = join(GENERATOR, 'dist');
const OUTPUTS = new Set(['node_modules', 'dist', 'cache', '.temp']);
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** Colours change without a wait. */
const AT_ONCE =
  '<style>*, *::before, *::after { transition: none !important; animation: none !important }</style></head>';
const SCRIPTS = /<script type="module"[^>]*><\/script>|<link rel="modulepreload"[^>]*>/g;

/** A page of the handbook: its source, and its address on the server. */
interface BuiltPage {
  readonly source: string;
  readonly url: string;
  /** Whether the browser draws diagrams in it. */
  readonly hasDiagram: boolean;
}

/** The handbook as a web server serves it. */
export interface ServedHandbook {
  readonly pages: readonly BuiltPage[];
  readonly stop: () => Promise<void>;
}

/** Builds the handbook, where what is built is older than its sources. @throws Error where that fails. */
export function buildHandbook(): void {
  if (builtAtMs() > changedAtMs()) return;
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'cli/handbook/main.ts'), 'build'], { cwd: ROOT });
  if (status !== 0) throw new Error(`npm run docs:build failed: ${String(stderr)}`);
}

/**
 * Serves the built handbook on this machine. With `?static` a page has no scripts of its own: it looks the same, but for
 * diagrams that the browser draws, and loads in a fraction of the time.
 */
export async function serveHandbook(): Promise<ServedHandbook> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, search } = new URL(url, 'http://localhost');
    const file = join(BUILT, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : '');
    if (!existsSync(file) || statSync(file).isDirectory()) return void response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    response.setHeader('cache-control', 'max-age=600');
    const body = readFileSync(file);
    response.end(search === '?static' ? body.toString().replace(SCRIPTS, '').replace('</head>', AT_ONCE) : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens to a port has such an address.
  const { port } = server.address() as AddressInfo;
  const pages = readPages(ROOT).map(({ source, text }) => ({
    source,
    url: `http://127.0.0.1:${port}/${sitePath(source).replace(/\.md$/, '.html')}`,
    hasDiagram: text.includes('```mermaid'),
  }));
  return { pages, stop: () => new Promise((resolve) => void server.close(() => resolve())) };
}

function builtAtMs(): number {
  const first = join(BUILT, 'index.html');
  return existsSync(first) ? statSync(first).mtimeMs : 0;
}

/** When a page, a picture, or the theme was last changed. */
function changedAtMs(): number {
  const sources = readPages(ROOT).map(({ source }) => join(ROOT, source));
  const folders = [GENERATOR, join(ROOT, 'docs/images'), join(ROOT, 'cli/handbook')].flatMap(filesBelow);
  return [...sources, ...folders].reduce((latest, file) => Math.max(latest, statSync(file).mtimeMs), 0);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    if (OUTPUTS.has(one.name)) return [];
    const path = join(folder, one.name);
    return one.isDirectory() ? filesBelow(path) : [path];
  });
}
