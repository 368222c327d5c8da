import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStreamCommand, DescribeStreamSummaryCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { createLocalClients, type LocalClients } from '../../local/stack/aws-clients.ts';
import { MINISTACK_MARKER, type Ministack, startMinistack } from '../../local/stack/ministack.ts';
import { stopGroup } from '../../local/stack/processes.ts';
import { ensurePython } from '../../local/stack/python.ts';
import { LOCAL_CREDENTIALS } from '../../shared/deploy/local-endpoint.ts';
import { eventually } from '../integration/eventually.ts';
import { tellTester } from '../tell-tester.ts';
import { type CliProcess, startCli } from './cli-process.ts';

const LIMIT_MS = 60_000;
let directory: string;
let aws: Ministack;
let clients: LocalClients;
const running: CliProcess[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'baikonur-cli-'));
  aws = await startMinistack(await ensurePython(tellTester), directory, 'us-east-1');
  clients = createLocalClients({ endpoint: aws.endpoint, region: 'us-east-1', ...LOCAL_CREDENTIALS });
}, LIMIT_MS);
afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.splice(0).map(({ ended }) => ended));
});
afterAll(async () => {
  clients.close();
  await stopGroup(aws.pid, MINISTACK_MARKER);
  await rm(directory, { recursive: true, force: true });
});

function start(...args: readonly string[]): CliProcess {
  const cli = startCli(args, { AWS_ENDPOINT_URL: aws.endpoint });
  running.push(cli);
  return cli;
}

async function createStream(StreamName: string): Promise<void> {
  await clients.kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
  await eventually(async () => {
    const { StreamDescriptionSummary } = await clients.kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    return StreamDescriptionSummary?.StreamStatus === 'ACTIVE' || undefined;
  });
}

/** Sends lines by the standard input; resolves with the counts. */
async function send(lines: readonly string[], ...args: readonly string[]) {
  const cli = start('send', '--json', ...args);
  cli.child.stdin.end(`${lines.join('\n')}\n`);
  const code = await cli.ended;
  return { code, err: cli.err(), counts: JSON.parse(cli.out()) };
}

function logs(count: number, kind: string): readonly string[] {
  return Array.from(
    { length: count },
    (_, i) => `{"log_type": "${kind}", "log_id": "${kind}-${i}", "time": 1600000000, "exact": 12345678901234567890}`,
  );
}
function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

test(
  'what is sent in any form is followed, text for text; Ctrl-C ends it cleanly',
  async () => {
    await createStream('forms');
    const tail = start('tail', 'forms');
    await tail.until('err', /following forms, 2 shards/);
    const sent: string[] = [];
    for (const form of ['plain', 'kpl', 'cloudwatch']) {
      const lines = logs(700, form);
      const { code, err, counts } = await send(lines, '--stream', 'forms', '--as', form);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(counts).toMatchObject({ stream: 'forms', lines: 700, sent: 700, failed: 0, tooLarge: 0 });
      sent.push(...lines);
    }
    await eventually(() => linesOf(tail.out()).length >= sent.length || undefined);
    tail.child.kill('SIGINT');
    expect(await tail.ended).toBe(0);
    expect(linesOf(tail.out()).toSorted()).toEqual(sent.toSorted());
  },
  LIMIT_MS,
);

test(
  'without --stream it is the router’s; --type and --limit choose; --since looks back',
  async () => {
    await createStream('baikonur-local-router');
    const { counts } = await send([...logs(3, 'app.web'), ...logs(3, 'audit'), 'no json']);
    expect(counts).toMatchObject({ stream: 'baikonur-local-router', sent: 7 });
    const tail = start('tail', '--since', '1h', '--type', 'app*', '--limit', '3');
    expect(await tail.ended).toBe(0);
    expect(linesOf(tail.out()).toSorted()).toEqual(logs(3, 'app.web'));
  },
  LIMIT_MS,
);

test(
  'a shard that is split meanwhile is followed into its children',
  async () => {
    await createStream('split');
    const tail = start('tail', 'split');
    await tail.until('err', /following split/);
    await send(logs(200, 'before'), '--stream', 'split');
    await eventually(() => linesOf(tail.out()).length === 200 || undefined);
    const half = { ShardToSplit: 'shardId-000000000000', NewStartingHashKey: '1000000000000000000000000000000' };
    await clients.kinesis.send(new SplitShardCommand({ StreamName: 'split', ...half }));
    await send(logs(200, 'after'), '--stream', 'split');
    await eventually(() => linesOf(tail.out()).length === 400 || undefined);
    expect(new Set(linesOf(tail.out()))).toEqual(new Set([...logs(200, 'before'), ...logs(200, 'after')]));
  },
  LIMIT_MS,
);

test(
  'Ctrl-C in the middle of an endless input ends with counts that are true',
  async () => {
    await createStream('endless');
    const sender = start('send', '--stream', 'endless', '--rate', '200', '--json');
    sender.child.stdin.write(`${logs(5000, 'endless').join('\n')}\n`);
    const tail = start('tail', 'endless', '--since', 'start');
    await eventually(() => linesOf(tail.out()).length >= 40 || undefined);
    sender.child.kill('SIGINT');
    expect(await sender.ended).toBe(0);
    const counts = JSON.parse(sender.out());
    expect(counts).toMatchObject({ interrupted: true, failed: 0 });
    expect(counts.lines).toBe(counts.sent);
    expect(counts.sent).toBeLessThan(5000);
    await eventually(() => linesOf(tail.out()).length === counts.sent || undefined);
  },
  LIMIT_MS,
);

test(
  'a reader that has enough ends it without a word',
  async () => {
    await createStream('enough');
    await send(logs(10, 'first'), '--stream', 'enough');
    const tail = start('tail', 'enough', '--since', 'start');
    await tail.until('out', /first-/);
    tail.child.stdout.destroy();
    await send(logs(10, 'second'), '--stream', 'enough');
    expect(await tail.ended).toBe(0);
    expect(tail.err()).toMatch(/^following enough, 2 shards\n$/);
  },
  LIMIT_MS,
);

test.each<[string, readonly string[], number, RegExp]>([
  [
    'send to a stream that is not there',
    ['send', '--stream', 'nosuch', 'package.json'],
    1,
    /there is no stream "nosuch"; config\/ has router, archive, subscriber/,
  ],
  ['tail of one', ['tail', 'nosuch'], 1, /there is no stream "nosuch"; config\/ has router, archive, subscriber/],
  ['a rate of nothing', ['send', '--rate', '0'], 2, /expected lines a second, a number above 0, got "0"/],
  ['a form that is none', ['send', '--as', 'xml'], 2, /Allowed choices are plain, cloudwatch, kpl/],
  ['a pattern that is none', ['tail', '--type', 'a*b'], 2, /expected NAME, PREFIX\* or \*, got "a\*b"/],
  ['a time to come', ['tail', '--since', '2999-01-01'], 2, /--since: expected a duration such as/],
])(
  '%s',
  async (_, args, code, sentence) => {
    const cli = start(...args);
    cli.child.stdin.end();
    expect(await cli.ended).toBe(code);
    expect(cli.err()).toMatch(sentence);
    expect(cli.err()).not.toMatch(/\n\s+at /);
  },
  LIMIT_MS,
);

test('a dry run counts, and calls nothing', async () => {
  const cli = startCli(['send', '--dry-run', '--stage', 'dev', '--as', 'kpl'], {});
  cli.child.stdin.end(logs(1000, 'dry').join('\n'));
  expect(await cli.ended).toBe(0);
  expect(cli.out()).toMatch(
    /^would send 1,000 of 1,000 lines to baikonur-dev-router, as \d+ records of [\d,]+ bytes\n$/,
  );
});
