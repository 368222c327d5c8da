import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const PROGRAM = join(import.meta.dirname, 'testing', 'ensure-once.ts');
let root: string;

/** A Python that makes folders instead of environments, and counts what it is asked for. */
function fakePython(venv: string, pip: string): string {
  return `#!/bin/sh
case "$*" in
  *version_info*) echo 3 12;;
  *"pip --version"*) [ -e '${root}/own-pip' ] && echo pip 23.2.1 from somewhere;;
  *"-m venv"*) echo "venv $3" >> '${root}/calls'; for folder; do :; done; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python"; ${venv};;
  *"-m pip"*) echo "pip $3" >> '${root}/calls'; ${pip};;
esac
`;
}

async function usePython(venv = ':', pip = ':'): Promise<void> {
  const file = join(root, 'bin', 'python3');
  await writeFile(file, fakePython(venv, pip));
  await chmod(file, 0o755);
}

function install() {
  const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin` };
  const args = [PROGRAM, join(root, 'home', '.venv'), join(root, 'requirements.txt')];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, output: text(child.stdout) };
}

async function calls(): Promise<string[]> {
  const text = await readFile(join(root, 'calls'), 'utf8').catch(() => '');
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
}

async function untilCalled(name: string): Promise<void> {
  while (!(await calls()).includes(name)) await sleep(20);
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ensure-venv-'));
  await mkdir(join(root, 'bin'));
  await writeFile(join(root, 'requirements.in'), '# a comment\nnothing==1.0\n');
  await writeFile(join(root, 'requirements.txt'), 'nothing==1.0 --hash=sha256:00\nmore==2.0 --hash=sha256:00\n');
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('installs once for several processes, and leaves the environment alone', async () => {
  await usePython('sleep 3');
  const outputs = await Promise.all([install(), install(), install()].map(({ output }) => output));
  expect(await calls()).toEqual(['venv', 'pip']);
  expect(outputs.filter((one) => one.startsWith('installing a test (nothing==1.0) into'))).toHaveLength(1);
  expect(outputs.filter((one) => /^waiting for process \d+, which installs a test\n$/.test(one))).toHaveLength(2);
  expect(await readdir(join(root, 'home'))).toEqual(['.venv']);
  expect(await install().output).toBe('');
}, 30_000);

it('has the pip of the Python itself install, where there is one that can', async () => {
  await usePython();
  await writeFile(join(root, 'own-pip'), '');
  expect(await install().output).toMatch(/^installing a test/);
  expect(await readFile(join(root, 'calls'), 'utf8')).toBe('venv --without-pip\npip --python\n');
}, 30_000);

it('takes no file whose hash is not written down', async () => {
  await usePython(':', `echo "$*" >> '${root}/arguments'`);
  await install().output;
  const [first = ''] = (await readFile(join(root, 'arguments'), 'utf8')).split('\n');
  expect(first).toMatch(/ --require-hashes -r .*requirements\.txt$/);
}, 30_000);

it('leaves nothing when it is ended, not even what pip left running', async () => {
  await usePython(':', 'exec sleep 60');
  const { child, output } = install();
  await untilCalled('pip');
  child.kill('SIGINT');
  child.kill('SIGINT');
  expect(await output).toMatch(/^installing .*\nfailed: This operation was aborted\n$/);
  expect(existsSync(join(root, 'home'))).toBe(false);
}, 30_000);

it('removes what a killed one left, and goes on', async () => {
  await usePython(':', `[ -e '${root}/second' ] || exec sleep 5`);
  const killed = install();
  await untilCalled('pip');
  killed.child.kill('SIGKILL');
  await killed.output;
  await writeFile(join(root, 'second'), '');
  expect(await install().output).toMatch(/^installing a test/);
  expect(await readdir(join(root, 'home'))).toEqual(['.venv']);
}, 30_000);

it.each([
  [
    'no venv module',
    'echo "ensurepip is not available"; exit 1',
    ':',
    / a virtual environment \(Debian, Ubuntu: apt install python3-venv\)$/,
  ],
  ['a full disk', ':', 'echo "OSError: [Errno 28] No space left on device"; exit 1', /a test: the disk is full/],
  ['no network', ':', 'echo "NewConnectionError: x"; exit 1', /a test: its package index cannot be reached/],
  [
    'no index',
    ':',
    'echo "ERROR: Could not find x (from versions: none)"; exit 1',
    /its package index cannot be reached/,
  ],
  ['another failure', ':', 'printf "a\\nERROR: no such thing\\nb\\n"; exit 1', /a test: ERROR: no such thing/],
])(
  'says so when there is %s',
  async (_name, venv, pip, sentence) => {
    await usePython(venv, pip);
    const last = (await install().output).trim().split('\n').at(-1);
    expect(last).toMatch(sentence);
    expect(existsSync(join(root, 'home'))).toBe(false);
  },
  30_000,
);

it('says which Python is too old', async () => {
  await writeFile(join(root, 'bin', 'python3'), '#!/bin/sh\necho 3 9\n');
  await chmod(join(root, 'bin', 'python3'), 0o755);
  for (const name of ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']) {
    await writeFile(join(root, 'bin', name), '#!/bin/sh\nexit 1\n');
    await chmod(join(root, 'bin', name), 0o755);
  }
  expect(await install().output).toBe('failed: Python 3.10 or newer is needed: python3 is 3.9\n');
}, 30_000);
