import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../local/stack/paths.ts';

/** Makes any Node say that it is an older one. */
const AS_NODE_20 =
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.0.0"}})';
const { PATH, NODE_COMPILE_CACHE } = process.env;
const ENV = { PATH, NODE_COMPILE_CACHE };
const LOG = '{"log_type":"a","log_id":"1","time":1600000000}\n';

function start(launcher: string, args: readonly string[], node: readonly string[] = []) {
  return spawnSync(process.execPath, [...node, join(ROOT, launcher), ...args], {
    cwd: ROOT,
    input: LOG,
    encoding: 'utf8',
    env: ENV,
  });
}

describe.each<[string, readonly string[]]>([
  ['on the Node that runs this', []],
  ['on an older one', ['--import', AS_NODE_20]],
])('%s', (_, node) => {
  it('runs baikonur, hands on its input, its outputs and its exit code', () => {
    const { status, stdout, stderr } = start('cli/bin/baikonur.js', ['explain', '--json'], node);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'valid', logId: '1', timeMs: 1_600_000_000_000 });
    expect(start('cli/bin/baikonur.js', ['explain', '--nosuch'], node)).toMatchObject({ status: 2, stdout: '' });
  });

  it('runs eden', () => {
    expect(start('cli/eden/bin.js', ['--help'], node)).toMatchObject({ status: 0, stderr: '' });
  });
});

it('works in a folder outside of any project, by the project’s own configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baikonur-elsewhere-'));
  try {
    const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'cli/bin/baikonur.js'), 'explain', '--json'], {
      cwd: folder,
      input: LOG,
      encoding: 'utf8',
      env: ENV,
    });
    expect({ status, routes: JSON.parse(stdout).routes }).toEqual({ status: 0, routes: ['archive'] });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each([
  ['baikonur', 'Usage: baikonur'],
  ['eden', 'Usage: eden'],
])('./%s at the root starts the same, from any folder, and its --help is its own', (name, usage) => {
  const run = (...args: readonly string[]) =>
    spawnSync(join(ROOT, name), args, { cwd: tmpdir(), encoding: 'utf8', env: ENV });
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining(usage), stderr: '' });
  expect(run('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  expect(run('--nosuch')).toMatchObject({ status: 2, stderr: expect.stringMatching(/^error: unknown option/) });
});
