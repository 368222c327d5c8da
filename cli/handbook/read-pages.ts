import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from './sidebar.ts';
import { isPage } from './site-path.ts';

const FOLDERS = ['docs', 'services', 'config', 'library'];
const SKIPPED = /(^|\/)(node_modules|\.[^/]+|dist)\//;

/** All pages of the handbook. @param root the project's folder. */
export function readPages(root: string): readonly Page[] {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const sources = [...inFolders, ...readdirSync(root)].filter((source) => isPage(source) && !SKIPPED.test(source));
  return sources.toSorted().map((source) => ({ source, text: readFileSync(join(root, source), 'utf8') }));
}
