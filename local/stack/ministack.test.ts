import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireOption, startMinistack } from './ministack.ts';
import { endGroup } from './processes.ts';

const TAKEN = 'OSError: [Errno 98] error while attempting to bind on address: address already in use';
const SERVER = `require('node:http').createServer((_, answer) => answer.end()).listen(process.env.GATEWAY_PORT, '127.0.0.1')`;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ministack-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A Python whose program finds its port taken so many times, and then serves on it. */
async function writePython(timesTaken: number): Promise<string> {
  const python = join(folder, 'python');
  const calls = join(folder, 'calls');
  const lines = [
    '#!/bin/sh',
    `echo "$GATEWAY_PORT" >> '${calls}'`,
    `if [ "$(wc -l < '${calls}')" -le ${timesTaken} ]; then echo '${TAKEN}' >&2; exit 1; fi`,
    `exec '${process.execPath}' -e "${SERVER}" -- -m ministack`,
  ];
  await writeFile(python, `${lines.join('\n')}\n`);
  await chmod(python, 0o755);
  return python;
}

async function portsTried(): Promise<readonly string[]> {
  return (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');
}

it('takes another port where its own was taken meanwhile', async () => {
  const { endpoint, pid } = await startMinistack(await writePython(2), folder, 'us-east-1');
  await endGroup(pid);
  const ports = await portsTried();
  expect(ports).toHaveLength(3);
  expect(endpoint).toBe(`http://127.0.0.1:${ports[2]}`);
});

it('says so where every port is taken', async () => {
  await expect(startMinistack(await writePython(9), folder, 'us-east-1')).rejects.toThrow(
    /^the local AWS ended with 1: .*address already in use$/,
  );
  expect(await portsTried()).toHaveLength(3);
});

it('loads a file into every function, also from a path with spaces', async () => {
  const file = join(folder, `a b 'c' "d" \\e ü.cjs`);
  await writeFile(file, 'process.stdout.write("loaded")');
  const env = { NODE_OPTIONS: requireOption(file) };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', '0'], { env });
  expect(stdout).toBe('loaded');
});
