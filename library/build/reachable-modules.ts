import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FROM = /^(?:import|export) [^'"]*?from '([^']+)';|^\} from '([^']+)';/gm;

/** Paths of all modules that the entries import, directly or not, and of the entries. */
export function reachableModules(entries: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const follow = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const one of importsOf(path)) if (one.startsWith('.')) follow(join(dirname(path), one));
  };
  for (const entry of entries) follow(entry);
  return [...found];
}

/** The names of packages that the modules import. */
export function importedPackages(modules: readonly string[]): readonly string[] {
  const names = modules.flatMap(importsOf).filter((name) => !name.startsWith('.') && !name.startsWith('node:'));
  return [...new Set(names)].sort();
}

/** The specifiers of a module, as they are written there. */
function importsOf(path: string): readonly string[] {
  return [...readFileSync(path, 'utf8').matchAll(FROM)].map(([, single = '', multiple]) => multiple ?? single);
}
