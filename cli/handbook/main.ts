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
  if (packages().every((name) => existsSync(join(FOLDER, 'node_modules', name)))) return 0;
  process.stderr.write('installing the generator of the handbook in docs/.vitepress (250 MB, once) …\n');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status ?? 1;
}

/** All that its package.json names: an older installation may lack one. */
function packages(): readonly string[] {
  return Object.keys(JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')).devDependencies);
}

function runGenerator(): number {
  const bin = join(FOLDER, 'node_modules/vitepress/bin/vitepress.js');
  const { status } = spawnSync(process.execPath, [bin, command, 'docs', ...options], { cwd: ROOT, stdio: 'inherit' });
  return status ?? 1;
}
