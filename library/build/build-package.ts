import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ENTRY_POINTS, LIBRARY } from './entry-points.ts';
import { flattenDeclarations } from './flatten-declarations.ts';
import { reachableModules } from './reachable-modules.ts';

const ROOT = join(LIBRARY, '..');

/**
 * Builds the package of the sources that the services use: every module that an entry point reaches, with its source map,
 * and one declaration file for each entry point.
 * @param folder of the package: `dist` and `LICENSE` are written there.
 * @throws {Error} with what tsc says, when the sources have a mistake.
 */
export function buildPackage(folder: string): void {
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const emitted = mkdtempSync(join(tmpdir(), 'library-'));
  try {
    compile(emitted);
    for (const module of reachableModules(ENTRY_POINTS.map((name) => join(emitted, 'library/src', `${name}.js`)))) {
      for (const file of [module, `${module}.map`]) copyTo(join(dist, relative(emitted, file)), file);
    }
    for (const name of ENTRY_POINTS) {
      const target = join(dist, 'types', `${name}.d.ts`);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, flattenDeclarations(join(emitted, 'library/src', `${name}.d.ts`)));
    }
    copyTo(join(folder, 'LICENSE'), join(ROOT, 'LICENSE'));
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
}

function compile(target: string): void {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', join(LIBRARY, 'tsconfig.json'), '--outDir', target], { stdio: 'pipe' });
  } catch (error) {
    // A failed command has its output.
    throw new Error(String((error as { readonly stdout?: Buffer }).stdout), { cause: error });
  }
}

function copyTo(target: string, file: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(file, target);
}
