import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shell } from './shell.ts';
import { whileUp } from './while-up.ts';

const ENDED = /^the local AWS has ended: another terminal took it down, or it was killed$/;

let directory: string;
const interruption = { current: new AbortController() };
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'while-up-'));
  interruption.current = new AbortController();
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function run<T>(work: (shell: Shell) => Promise<T>, runnerPid = process.pid): Promise<T> {
  const ignore = (): void => undefined;
  const shell = { machine: {}, print: ignore, tell: ignore, rest: ignore, signal: interruption.current.signal };
  return whileUp(shell, { directory, runnerPid }, work);
}

function takeDown(): Promise<void> {
  return rm(directory, { recursive: true });
}

it('gives what the work gives, and throws what it throws', async () => {
  expect(await run(async () => 7)).toBe(7);
  await expect(run(() => Promise.reject(new Error('its own')))).rejects.toThrow(/^its own$/);
});

it('ends work that waits when another command took the stack down', async () => {
  const waiting = run(async ({ signal }) => {
    await takeDown();
    await once(signal, 'abort');
  });
  await expect(waiting).rejects.toThrow(ENDED);
});

it('does not tell what failed since the stack ended', async () => {
  const failing = run(async () => {
    await takeDown();
    throw new Error('connect ECONNREFUSED');
  });
  await expect(failing).rejects.toThrow(ENDED);
});

it('sees that a process of the stack was killed', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1e6)'], { stdio: 'ignore' });
  const killing = run(async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }, child.pid);
  await expect(killing).rejects.toThrow(ENDED);
});

it('leaves Ctrl-C what it is', async () => {
  const interrupted = run(async ({ signal }) => {
    interruption.current.abort();
    await takeDown();
    signal.throwIfAborted();
  });
  await expect(interrupted).rejects.toThrow(/^This operation was aborted$/);
});
