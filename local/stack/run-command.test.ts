import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-command-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes its pid, then waits. */
const WAITING = ['-c', 'echo $$ > pid; exec sleep 60'];

async function untilStarted(): Promise<number> {
  for (;;) {
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''));
    if (pid > 0) return pid;
    await sleep(10);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it.each([
  ['echo out; echo error >&2', { status: 'done', output: 'out\nerror\n' }],
  ['echo why; exit 3', { status: 'failed', code: 3, output: 'why\n' }],
  ['cat', { status: 'done', output: '' }],
])('runs %s', async (script, expected) => {
  expect(await runCommand('sh', ['-c', script])).toEqual(expected);
});

it('ends the command with the signal', async () => {
  const ended = new AbortController();
  const running = runCommand('sh', WAITING, ended.signal, { cwd: folder });
  const pid = await untilStarted();
  ended.abort();
  await expect(running).rejects.toThrow('aborted');
  while (isAlive(pid)) await sleep(10);
});

it('ends the command when the process that started it is killed', async () => {
  const program = `import('${join(import.meta.dirname, 'run-command.ts')}').then(({ runCommand }) => runCommand('sh', ${JSON.stringify(WAITING)}))`;
  const child = spawn(process.execPath, ['-e', program], { cwd: folder, stdio: 'ignore' });
  const pid = await untilStarted();
  child.kill('SIGKILL');
  await once(child, 'exit');
  while (isAlive(pid)) await sleep(10);
});
