import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = join(import.meta.dirname, 'main.ts');
/** It prints one line, whether a local AWS is up or not. */
const COMMAND = [MAIN, 'status', '--json'];

it('a reader of its output that went away is no error', async () => {
  const child = spawn(process.execPath, COMMAND, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  expect(await text(child.stderr)).toBe('');
});

it('an output that cannot be written ends it with one sentence', async () => {
  const full = ['-c', 'exec "$@" > /dev/full', 'sh', process.execPath, ...COMMAND];
  const child = spawn('sh', full, { stdio: ['ignore', 'ignore', 'pipe'] });
  const [told, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(told).toMatch(/^error: the output cannot be written: ENOSPC[^\n]*\n$/);
  expect(code).toBe(1);
});
