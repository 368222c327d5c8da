import { gzipSync } from 'node:zlib';
import { killAt } from '../../../shared/put-back/testing/kill-at.ts';
import { sampleOf, shortOrLong } from '../../../test/exhaustive.ts';
import { type RedrivenSink, startRedrivenSink } from '../redrive/testing/redriven-sink.ts';
import { NOW_MS, runCommand } from '../testing/run-command.ts';

const RUN = '20261122T010000Z-R1';
/** A run for each request, on a busy machine. */
const KILLS_MS = 300_000;
const DAY = ['--since', '2026-11-20', '--until', '2026-11-21'];

let sinks: RedrivenSink[] = [];
afterEach(async () => {
  await Promise.all(sinks.map(({ server }) => server.close()));
  sinks = [];
});

/** Two objects of the day that is replayed, and one of the next day. */
async function start(): Promise<RedrivenSink> {
  const sink = await startRedrivenSink(() => NOW_MS);
  sinks.push(sink);
  const store = (name: string, ids: readonly string[]): void => {
    const lines = ids.map((id) => JSON.stringify({ log_type: 'app', log_id: id, time: '2026-11-20T10:00:00Z' }));
    sink.server.objects.set(name, { body: gzipSync(`${lines.join('\n')}\n`), writtenAtMs: NOW_MS - 1 });
  };
  store('logs/app/2026-11/20/one.ndjson.gz', ['a', 'b']);
  store('logs/app/2026-11/20/two.ndjson.gz', ['c']);
  store('logs/app/2026-11/21/next.ndjson.gz', ['d']);
  return sink;
}

async function run({ server }: RedrivenSink, ...args: readonly string[]) {
  const env = { AWS_ENDPOINT_URL: server.endpoint };
  const world = ['--stage', 'local', '--concurrency', '1', '--run', '--yes', '--json'];
  const { code, out, err } = await runCommand(['replay', ...args, ...world], { env });
  return { code, err, ...(out === '' ? {} : JSON.parse(out)) };
}

function replay(sink: RedrivenSink) {
  return run(sink, '--type', 'app', ...DAY, '--to', 'forwarders-subscriber', '--name', 'R1');
}

it('sends the logs of the day, and leaves the archive and a receipt for each object', async () => {
  const sink = await start();
  expect(await replay(sink)).toMatchObject({ code: 0, run: RUN, objects: 2, delivered: 3, moved: 2, left: 0 });
  expect(Object.values(sink.archive()).join('')).not.toContain('"d"');
  const kept = [...sink.server.objects.keys()].filter((key) => key.startsWith(`failed/_replay/${RUN}/`));
  expect(kept.map((key) => key.split('/').at(-1))).toEqual(expect.arrayContaining(['run.json', 'report.json']));
  expect(kept).toHaveLength(4);
  const report = (name: string): object =>
    JSON.parse(sink.server.objects.get(`failed/_replay/${RUN}/${name}.json`)?.body.toString() ?? '{}');
  expect(report('report')).toMatchObject({ run: RUN, delivered: 3, moved: 2, left: 0 });
  const before = sink.puts();
  expect(await run(sink, '--resume', RUN)).toMatchObject({ code: 0, delivered: 0, moved: 2 });
  expect(report('report')).toMatchObject({ delivered: 3 });
  expect(report('report-2')).toMatchObject({ run: RUN, delivered: 0, moved: 2 });
  expect(sink.puts()).toBe(before);
});

it('counts objects, bytes and logs under the names that redrive has, too', async () => {
  const sink = await start();
  const { objects } = sink.server;
  const sizes = ['one', 'two'].map((name) => objects.get(`logs/app/2026-11/20/${name}.ndjson.gz`)?.body.length ?? 0);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const env = { AWS_ENDPOINT_URL: sink.server.endpoint };
  const args = ['replay', '--stage', 'local', '--type', 'app', ...DAY, '--to', 'forwarders-subscriber'];
  const { groups, ...report } = JSON.parse((await runCommand([...args, '--json'], { env })).out);
  expect(report).toMatchObject({ objects: 2, bytes, logs: 3, logsAreEstimated: true, gone: 0, left: 2 });
  expect(groups).toEqual([
    expect.objectContaining({ logType: 'app', count: 2, objects: 2, bytes, logs: 3, reason: null }),
  ]);
  expect((await runCommand(args, { env })).out).toMatch(/OBJECTS {2}ABOUT LOGS .*\n +2 +3 /);
});

it('an object that is damaged is named and left, and all others are sent', async () => {
  const sink = await start();
  const body = gzipSync('{"log_type":"app","log_id":"e","time":"2026-11-20T10:00:00Z"}\n').subarray(0, 30);
  sink.server.objects.set('logs/app/2026-11/20/broken.ndjson.gz', { body, writtenAtMs: NOW_MS - 1 });
  const env = { AWS_ENDPOINT_URL: sink.server.endpoint };
  const args = ['replay', '--stage', 'local', '--type', 'app', ...DAY, '--to', 'forwarders-subscriber'];
  const plan = await runCommand(args, { env });
  expect([plan.code, plan.out]).toEqual([0, expect.stringMatching(/^s3:.*broken\.ndjson\.gz: it cannot be read/m)]);
  expect(await replay(sink)).toMatchObject({
    ...{ code: 1, delivered: 3, moved: 2, left: 1 },
    problems: [expect.stringMatching(/broken\.ndjson\.gz line 1: it cannot be read to its end: /)],
  });
});

it('an object that expired after the plan is not left for --resume, and the run says that it was not sent', async () => {
  const sink = await start();
  sink.server.onEffect = (moment, effect) => {
    if (moment === 'after' && effect === 'invoke') sink.server.objects.delete('logs/app/2026-11/20/two.ndjson.gz');
  };
  expect(await replay(sink)).toMatchObject({ code: 1, moved: 1, gone: 1, left: 0 });
});

/** Kills a run at a request, and goes on with it. @returns the effect at which it was killed; '': it ended before. */
async function killOne(at: number, moment: 'before' | 'after', expected: RedrivenSink): Promise<string> {
  const sink = await start();
  const { onEffect, killedAt } = killAt(at, moment);
  sink.server.onEffect = onEffect;
  await replay(sink);
  sink.server.onEffect = () => undefined;
  if (killedAt() === '') return '';
  const resumed = await run(sink, '--resume', RUN);
  // Before the run was written down nothing was sent: it is a new one.
  if (resumed.code === 2) {
    expect([sink.puts(), resumed.err]).toEqual([0, expect.stringContaining('there is no such run')]);
    expect(await replay(sink)).toMatchObject({ code: 0, delivered: 3 });
  } else expect(resumed).toMatchObject({ code: 0, left: 0, problems: [] });
  expect(sink.archive()).toEqual(expected.archive());
  // What was sent and not answered is sent again, and counted.
  if (sink.puts() > expected.puts()) {
    expect(resumed.sentAgain).toBeGreaterThan(0);
    expect(`${moment} ${killedAt()}`).toMatch(/^(after invoke|before write)$/);
  }
  return killedAt();
}

it(
  'killed before and after every request, it goes on, and every log is delivered',
  async () => {
    const expected = await start();
    await replay(expected);
    const total = [...expected.server.requests.values()].reduce((sum, count) => sum + count, 0);
    const effects = new Set<string>();
    for (const at of sampleOf(
      Array.from({ length: total }, (_, index) => index + 1),
      10,
    )) {
      effects.add(await killOne(at, 'before', expected));
      effects.add(await killOne(at, 'after', expected));
    }
    expect([...effects]).toEqual(expect.arrayContaining(shortOrLong(['write'], ['write', 'invoke'])));
    expect(await killOne(total + 1, 'before', expected)).toBe('');
  },
  KILLS_MS,
);

it.each<[readonly string[], number, string]>([
  [['--edit', '/nowhere.mjs'], 2, '--edit /nowhere.mjs: there is no such file'],
  [['--max-logs', '2'], 1, 'about 3 logs are more than --max-logs 2: raise --max-logs, or choose fewer types or days'],
])('refuses %j before anything is sent, also where only the plan was asked for', async (more, exit, sentence) => {
  const sink = await start();
  const env = { AWS_ENDPOINT_URL: sink.server.endpoint };
  const args = ['--stage', 'local', '--type', 'app', ...DAY, '--to', 'forwarders-subscriber', ...more];
  const { code, err } = await runCommand(['replay', ...args], { env });
  expect([code, err]).toEqual([exit, expect.stringContaining(sentence)]);
});

it('a run that goes on takes no other selection', async () => {
  const sink = await start();
  await replay(sink);
  const { code, err } = await run(sink, '--resume', RUN, '--type', 'other', '--to', 'forwarders-partner');
  expect([code, err]).toEqual([
    2,
    'error: --resume: the run goes on with what it was made for: leave --type, --to out\n',
  ]);
});

it('says where a run that is not there would be', async () => {
  const { code, err } = await run(await start(), '--resume', 'R7');
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/there is no such run: s3:\/\/\S+\/failed\/_replay\/R7\/run\.json/),
  ]);
});

it.each([
  ['list', 's3:ListBucket'],
  ['read', 's3:GetObject'],
  ['write', 's3:PutObject'],
  ['invoke', 'lambda:InvokeFunction'],
])('says the right that is missing to %s in one sentence', async (kind, action) => {
  const sink = await start();
  const code = kind === 'invoke' ? 'AccessDeniedException' : 'AccessDenied';
  sink.server.refuse = (given) => (given === kind ? code : undefined);
  const { err, code: exit } = await replay(sink);
  expect([exit, err]).toEqual([1, expect.stringContaining(`no right to ${action} on `)]);
});
