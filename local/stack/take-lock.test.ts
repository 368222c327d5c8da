import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeLock } from './take-lock.ts';

let folder: string;
function inner() {
  return join(folder, 'local', 'start');
}
function take(pid: number, alive: readonly number[]) {
  return takeLock({
    folder: inner(),
    pid,
    startTimeOf: async (asked) => (alive.includes(asked) ? 'Sat Nov 28 01:00:00 2026' : undefined),
  });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('is one process’s until it is released, and leaves nothing', async () => {
  const first = await take(1, [1, 2]);
  expect(await take(2, [1, 2])).toEqual({ status: 'taken', pid: 1 });
  if (first.status === 'ours') await first.release();
  expect(existsSync(join(folder, 'local'))).toBe(false);
  expect(await take(2, [1, 2])).toMatchObject({ status: 'ours' });
});

it('is taken over from a dead process', async () => {
  await take(1, [1]);
  expect(await take(2, [2])).toMatchObject({ status: 'ours' });
  expect(await readdir(inner())).toEqual(['2']);
  expect(await take(3, [2, 3])).toEqual({ status: 'taken', pid: 2 });
});

it('is taken over from a process whose pid another one has now', async () => {
  await take(1, [1]);
  const startTimeOf = async () => 'Sat Nov 28 02:00:00 2026';
  expect(await takeLock({ folder: inner(), pid: 2, startTimeOf })).toMatchObject({ status: 'ours' });
});

it('is taken over where the file says nothing', async () => {
  await take(1, [1]);
  await writeFile(join(inner(), '1'), '');
  expect(await take(2, [1, 2])).toMatchObject({ status: 'ours' });
});

it('goes to exactly one of many that come at once, whether or not a dead one left it', async () => {
  await take(99, [99]);
  const pids = [1, 2, 3, 4, 5, 6, 7, 8];
  const locks = await Promise.all(pids.map((pid) => take(pid, pids)));
  expect(locks.filter(({ status }) => status === 'ours')).toHaveLength(1);
});
