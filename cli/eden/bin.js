#!/usr/bin/env node
/** Starts eden on the project's own Node, whatever Node this one is: sources run as they are from Node 24 on. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, 'main.ts');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(main);
} else {
  const own = join(here, '..', '..', 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(own)) {
    process.stderr.write(`eden needs Node 24; this is ${process.version} and ${own} is missing: run npm ci.\n`);
    process.exitCode = 1;
  } else {
    const { status, signal } = spawnSync(own, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
    process.exitCode = status ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  }
}
