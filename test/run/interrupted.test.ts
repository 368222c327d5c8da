import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../local/stack/paths.ts';
import { sampleOf } from '../exhaustive.ts';
import { findProcesses } from './left-behind.ts';

const MAIN = join(ROOT, 'test/run/main.ts');
const POLL_MS = 50;
const TIMEOUT_MS = 120_000;

/** Whether the signal is to come now; `folder` is TMPDIR of the run. */
type IsTime = (folder: string) => Promise<boolean>;

/** A run of some tests with a temporary folder of its own, below which everything must be that it leaves. */
async function runInterrupted(args: readonly string[], isTime: IsTime, signal: NodeJS.Signals) {
  const folder = await mkdtemp(join(tmpdir(), 'int-'));
  try {
    const { BAIKONUR_TEST_FOLDER: _, BAIKONUR_TEST_CONNECTION: __, ...env } = process.env;
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: ROOT,
      env: { ...env, TMPDIR: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    const closed = once(child, 'close');
    while (child.exitCode === null && !(await isTime(folder))) await sleep(POLL_MS);
    child.kill(signal);
    const [code] = await closed;
    return { code, told, files: await readdir(folder), processes: await findProcesses(folder) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runs(command: RegExp): IsTime {
  return async (folder) => (await findProcesses(folder)).some((one) => command.test(one.command));
}

async function hasFile(folder: string): Promise<boolean> {
  return (await readdir(folder)).length > 0;
}

describe('tests that are ended in the middle leave no process and no file', () => {
  it.each(
    sampleOf<readonly [string, string, IsTime, NodeJS.Signals, number]>(
      [
        ['with its first file', 'test/eden-api/garbage', hasFile, 'SIGINT', 130],
        ['while jest starts', 'test/eden-api/garbage', runs(/jest/), 'SIGINT', 130],
        ['with an AWS of a suite', 'test/eden-api/garbage', runs(/serve_forks\.py/), 'SIGINT', 130],
        ['with an AWS of a suite, by SIGTERM', 'test/eden-api/garbage', runs(/serve_forks\.py/), 'SIGTERM', 143],
        [
          'while services are deployed to a local AWS',
          'test/integration/pipeline',
          runs(/bin\/serverless|sls/),
          'SIGINT',
          130,
        ],
      ],
      2,
    ),
  )(
    '%s',
    async (_what, suite, isTime, signal, exitCode) => {
      const { code, told, files, processes } = await runInterrupted([suite], isTime, signal);
      expect({ code, files, processes }).toEqual({ code: exitCode, files: [], processes: [] });
      expect(told).toContain('stopping the tests');
      expect(told).not.toMatch(/^\s+at /m);
    },
    TIMEOUT_MS,
  );
});
