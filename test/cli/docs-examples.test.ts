import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis';
import { createLocalClients } from '../../local/stack/aws-clients.ts';
import { MINISTACK_MARKER, type Ministack, startMinistack } from '../../local/stack/ministack.ts';
import { ROOT } from '../../local/stack/paths.ts';
import { stopGroup } from '../../local/stack/processes.ts';
import { ensurePython } from '../../local/stack/python.ts';
import { LOCAL_CREDENTIALS } from '../../shared/deploy/local-endpoint.ts';
import { tellTester } from '../tell-tester.ts';

const run = promisify(execFile);
const LIMIT_MS = 60_000;
const LOGS = ['app.web', 'audit', 'audit'].map(
  (type, i) => `{"log_type":"${type}","log_id":"${i + 1}","time":"2026-11-22T00:00:0${i}Z"}`,
);
/** `./baikonur …`, in a folder of its own. */
const LAUNCHER = `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'cli/bin/baikonur.js')}" "$@"\n`;

interface Example {
  readonly command: string;
  /** Its output, where `…` matches any text. */
  readonly output: string;
}

/** The commands of a page's `console` blocks, each with the lines below it. */
function examplesOf(page: string): readonly Example[] {
  return [...readFileSync(join(ROOT, 'docs/cli', page), 'utf8').matchAll(/```console\n([\s\S]*?)```/g)].flatMap(
    ([, block = '']) =>
      block
        .split(/^\$ /m)
        .slice(1)
        .map((example) => {
          const [command = '', ...output] = example.trimEnd().split('\n');
          return { command, output: output.join('\n') };
        }),
  );
}

function escapeText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
function asPattern(output: string): RegExp {
  return new RegExp(`^${output.split('…').map(escapeText).join('.*')}\n$`);
}

let directory: string;
let aws: Ministack;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'baikonur-docs-cli-'));
  aws = await startMinistack(await ensurePython(tellTester), directory, 'us-east-1');
  const { kinesis, close } = createLocalClients({ endpoint: aws.endpoint, region: 'us-east-1', ...LOCAL_CREDENTIALS });
  for (const stream of ['router', 'archive']) {
    await kinesis.send(new CreateStreamCommand({ StreamName: `baikonur-local-${stream}`, ShardCount: 1 }));
  }
  close();
  await writeFile(join(directory, 'logs.ndjson'), `${LOGS.join('\n')}\n`);
  await writeFile(join(directory, 'baikonur'), LAUNCHER);
  await chmod(join(directory, 'baikonur'), 0o755);
  for (const folder of ['config', 'services']) await symlink(join(ROOT, folder), join(directory, folder));
}, LIMIT_MS);
afterAll(async () => {
  await stopGroup(aws.pid, MINISTACK_MARKER);
  await rm(directory, { recursive: true, force: true });
});

/** The output of a command, whatever its exit code. */
async function print(command: string): Promise<string> {
  const env = {
    PATH: `${directory}:${process.env['PATH']}`,
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    AWS_ENDPOINT_URL: aws.endpoint,
  };
  try {
    return (await run('bash', ['-c', command], { cwd: directory, env })).stdout;
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

// In this order: what is sent is followed.
describe.each(['explain.md', 'send.md', 'tail.md'])('docs/cli/%s', (page) => {
  const examples = examplesOf(page);
  it('has examples', () => expect(examples.length).toBeGreaterThan(1));
  it.each(examples.map(({ command, output }) => [command, output] as const))(
    '%s',
    async (command, output) => {
      expect(await print(command)).toMatch(asPattern(output));
    },
    LIMIT_MS,
  );
});
