import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * `npm run docs` serves the handbook on this machine, `npm run docs:build` builds it. Its generator has packages of its
 * own in docs/.vitepress, so that `npm ci` installs nothing for it.
 */

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'docs/.vitepress');
const [command = 'dev', ...options] = process.argv.slice(2);

process.exitCode = installGenerator() || runGenerator();

/** @returns the exit code. */
function installGenerator(): number {
  if (isInstalled()) return 0;
  process.stderr.write('installing the generator of the handbook in docs/.vitepress (250 MB, once) …\n');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status ?? 1;
}

/** Whether every package of the lock file is there in its version. Packages of other platforms are not looked for. */
function isInstalled(): boolean {
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(
    ([path, { version, optional }]) => path === '' || optional === true || installed[path]?.version === version,
  );
}

function packagesOf(lockFile: string): Record<string, { readonly version?: string; readonly optional?: boolean }> {
  const path = join(FOLDER, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

function runGenerator(): number {
  const bin = join(FOLDER, 'node_modules/vitepress/bin/vitepress.js');
  const { status } = spawnSync(process.execPath, [bin, command, 'docs', ...options], { cwd: ROOT, stdio: 'inherit' });
  return status ?? 1;
}
