import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** CommonJS without types: what it takes is written here. */
const { isFirstToTell } = jest.requireActual<{
  readonly isFirstToTell: (env: object, folder: string, runId: number) => boolean;
}>(join(__dirname, 'tell-once.cjs'));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baikonur-tell-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const COMPOSE = { SLS_COMPOSE: '1' };

it('of the processes of one run the first tells', () => {
  expect([1, 1, 1].map((run) => isFirstToTell(COMPOSE, folder, run))).toEqual([true, false, false]);
});

it('each run tells, and removes the mark of the run before', async () => {
  expect([1, 1, 2, 2].map((run) => isFirstToTell(COMPOSE, folder, run))).toEqual([true, false, true, false]);
  expect(await readdir(folder)).toEqual(['config-problems.2']);
});

it('a process alone tells, and leaves no mark', async () => {
  expect([isFirstToTell({}, folder, 1), isFirstToTell({}, folder, 1)]).toEqual([true, true]);
  expect(await readdir(folder)).toEqual([]);
});

it('where no mark can be made, each tells', () => {
  expect([1, 1].map((run) => isFirstToTell(COMPOSE, '/dev/null/none', run))).toEqual([true, true]);
});
