import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** A file of the page, as it is sent. */
export interface PageFile {
  /** Relative to the page's address: `page.js`; the page itself is `index.html`. */
  readonly name: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

const FOLDER = import.meta.dirname;
const ROOT = join(FOLDER, '../../../..');
/** Browsers of the last three years. */
const TARGETS = ['chrome120', 'firefox121', 'safari17.4'];
const STATIC = ['index.html', 'icon.svg'];
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  svg: 'image/svg+xml',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Bundles the page: one script, one style sheet; the document and its picture as they are. It takes a fraction of a second. */
export async function buildPage(): Promise<readonly PageFile[]> {
  const [{ outputFiles }, files] = await Promise.all([bundlePage(), Promise.all(STATIC.map(readStatic))]);
  const bundled = outputFiles.map(({ path, contents }) => ({
    name: basename(path),
    contentType: typeOf(path),
    body: contents,
  }));
  return [...files, ...bundled];
}

/** The bundles, in memory, with a list of what they are made of. */
export function bundlePage() {
  return build({
    entryPoints: [
      { in: join(FOLDER, 'main.tsx'), out: 'page' },
      { in: join(FOLDER, 'style/all.css'), out: 'page' },
    ],
    outdir: FOLDER,
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: TARGETS,
    tsconfig: join(FOLDER, 'tsconfig.json'),
    legalComments: 'none',
    logLevel: 'silent',
    charset: 'utf8',
  });
}

async function readStatic(name: string): Promise<PageFile> {
  return { name, contentType: typeOf(name), body: await readFile(join(FOLDER, name)) };
}

function typeOf(name: string): string {
  return TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
