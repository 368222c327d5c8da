import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const SLS = join(ROOT, 'node_modules/serverless/bin/serverless.js');
const LIMIT_MS = 60_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baikonur-sls-errors-'));
  cpSync(join(ROOT, 'config'), join(folder, 'config'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function edit(file: string, from: string, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

/** The framework in a service's folder, with the configuration of the test. */
function sls(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SLS, ...args], {
    cwd: join(ROOT, 'services/s3-sink'),
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      HOME: folder,
      TMPDIR: folder,
      BAIKONUR_CONFIG: folder,
    },
  });
  // Lines of the shipped stage file may move.
  return { status, stdout, stderr: stderr.replace(/dev\.yml:\d+/, 'dev.yml:N') };
}

it.each(['print', 'package', 'deploy'])(
  'sls %s ends with all problems of config/, one a line, and nothing else',
  (command) => {
    edit('config/sinks.yml', 'whitelist', 'whitlist');
    edit('config/stages/dev.yml', 'memoryMb: 1024', 'memoryMb: 1');
    expect(sls(command, '--stage', 'dev')).toEqual({
      status: 1,
      stdout: '',
      stderr: `Error:
2 problems in config/:
config/sinks.yml:5: sinks.s3-sink.whitlist: unknown key (did you mean whitelist?); expected one of source, whitelist, environment
config/stages/dev.yml:N: functions.default.memoryMb: expected a whole number from 128 to 10240, got 1
`,
    });
  },
  LIMIT_MS,
);

it(
  'a stage without a file is named, with those that have one',
  () => {
    const { status, stderr } = sls('print', '--stage', 'nosuch');
    expect(status).toBe(1);
    expect(stderr).toBe(
      'Error:\n1 problem in config/:\nconfig/stages/nosuch.yml:1: unknown stage "nosuch"; there are stage files for dev, local\n',
    );
  },
  LIMIT_MS,
);

it.each([
  ['the same Region', 'us-east-1', 0, ''],
  [
    'another Region, which would leave the Region of the stage file in all names',
    'eu-west-1',
    1,
    'Error:\nexpected --region us-east-1, as config/stages/dev.yml says, got eu-west-1: a Region is part of many names, so each has a stage of its own\n',
  ],
])(
  '--region with %s',
  (_, region, expected, message) => {
    const { status, stderr } = sls('print', '--stage', 'dev', '--region', region);
    expect([status, stderr]).toEqual([expected, message]);
  },
  LIMIT_MS,
);
