import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from './sidebar.ts';
import { isPage } from './site-path.ts';

const FOLDERS = ['docs', 'services', 'config', 'library'];
/** Folders without pages; those of the generator change while it builds. */
const SKIPPED = /^(?:\..*|node_modules|dist)$/;

/** All pages of the handbook. @param root the project's folder. */
export function readPages(root: string): readonly Page[] {
  const names = readdirSync(root).filter((name) => isPage(name));
  const sources = [...names, ...FOLDERS.flatMap((folder) => filesBelow(root, folder))].filter((source) =>
    isPage(source),
  );
  return sources.toSorted().map((source) => ({ source, text: readFileSync(join(root, source), 'utf8') }));
}

function filesBelow(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((one) => {
    const path = `${folder}/${one.name}`;
    if (!one.isDirectory()) return [path];
    return SKIPPED.test(one.name) ? [] : filesBelow(root, path);
  });
}
