import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { killAt } from '../../../shared/put-back/testing/kill-at.ts';
import { Killed } from '../../../shared/put-back/testing/memory-world.ts';
import { sampleOf, shortOrLong } from '../../../test/exhaustive.ts';
import { createAwsClients } from '../aws/clients.ts';
import { type RejectedLog, storeDeadLetters } from '../dead-letters/testing/store-dead-letters.ts';
import { loadStage } from '../stage.ts';
import { readDeadLetters } from '../status/read-dead-letters.ts';
import { NOW_MS, runCommand } from '../testing/run-command.ts';
import { type RedrivenSink, startRedrivenSink } from './testing/redriven-sink.ts';

const SINK = 'baikonur-local-s3-sink-sink';
const SHARD = 'stream/shard';
/** A run for each request, on a busy machine. */
const KILLS_MS = 300_000;

let folder: string;
let sinks: RedrivenSink[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redrive-'));
});
afterEach(async () => {
  await Promise.all(sinks.map(({ server }) => server.close()));
  sinks = [];
  await rm(folder, { recursive: true });
});

/** Two objects of dead letters whose cause is fixed: three logs. */
async function start(logs: readonly RejectedLog[] = [good('a'), good('b'), { ...good('c'), ageMin: 70 }]) {
  const sink = await startRedrivenSink(() => NOW_MS);
  sinks.push(sink);
  storeDeadLetters(sink.server, SINK, logs);
  return sink;
}

function good(id: string, more: object = {}): RejectedLog {
  const log = { log_type: 'app', log_id: id, time: '2024-06-07T03:00:00Z', ...more };
  return { data: JSON.stringify(log), known: { logType: 'app', logId: id } };
}

function redrive({ server }: RedrivenSink, ...args: readonly string[]) {
  const env = { AWS_ENDPOINT_URL: server.endpoint };
  return runCommand(['redrive', '--stage', 'local', '--concurrency', '1', ...args], { env });
}

async function run(sink: RedrivenSink, ...args: readonly string[]) {
  const { code, out, err } = await redrive(sink, '--run', '--yes', '--json', ...args);
  return { code, err, ...(out === '' ? {} : JSON.parse(out)) };
}

function keys({ server }: RedrivenSink, folderName: string): readonly string[] {
  return [...server.objects.keys()].filter((key) => key.startsWith(`failed/${folderName}`));
}

/** Writes an object of dead letters as it is. */
function store({ server }: RedrivenSink, body: Buffer | string, name = 'odd'): string {
  const key = `failed/${SINK}/-/bad_time/app/2026/11/22/00/${name}.ndjson.gz`;
  server.objects.set(key, { body: Buffer.isBuffer(body) ? body : gzipSync(body), writtenAtMs: NOW_MS - 1 });
  return key;
}

function deadLetter(id: string, more: object = {}): string {
  const { data } = good(id);
  const fields = { identity: `${SHARD}/odd-${id}`, function: SINK, target: '-', stage: 'local', reason: 'bad_time' };
  return `${JSON.stringify({ ...fields, data, ...more })}\n`;
}

it('shows the plan and sends nothing without --run', async () => {
  const sink = await start();
  const { code, out } = await redrive(sink);
  expect([code, out]).toEqual([0, expect.stringMatching(/^3 logs in 2 objects .*Nothing was sent/s)]);
  expect([sink.events, sink.server.requests.get('write')]).toEqual([[], undefined]);
});

it('puts logs back, moves their objects, and writes the report', async () => {
  const sink = await start();
  const report = await run(sink, '--name', 'INC-1');
  expect(report).toMatchObject({ code: 0, delivered: 3, moved: 2, left: 0, sentAgain: 0, problems: [] });
  expect(keys(sink, '_redrive/')).toEqual([]);
  expect(keys(sink, SINK)).toEqual([]);
  expect(keys(sink, `_redriven/${report.run}/`)).toHaveLength(3);
  const written = sink.server.objects.get(`failed/_redriven/${report.run}/report.json`)?.body.toString() ?? '';
  expect(JSON.parse(written)).toMatchObject({ run: report.run, delivered: 3 });
  expect(await run(sink)).toMatchObject({ code: 0, letters: 0, delivered: 0 });
});

it('saved batches go back whole: options that select or change logs are refused, not ignored', async () => {
  const sink = await start();
  const args = ['--given-up', '--type', 'app', '--edit', '/nowhere.mjs', '--to-stream', 'archive'];
  expect(await redrive(sink, '--run', '--yes', ...args)).toMatchObject({
    code: 2,
    err: 'error: --given-up: batches go back whole, as they were: leave --type, --edit, --to-stream out\n',
  });
  expect([...sink.server.requests]).toEqual([]);
});

it('says how many of the logs --limit lets it send, why it ended, and exits with 1', async () => {
  const sink = await start();
  expect((await redrive(sink, '--limit', '2')).out).toContain('--limit: a run sends 2 logs of them');
  expect(await run(sink, '--limit', '2')).toMatchObject({
    code: 1,
    delivered: 2,
    stoppedBecause: '2 logs were sent, as --limit says',
  });
  expect(await run(sink, '--limit', '2')).toMatchObject({ code: 0, delivered: 1 });
});

it('counts objects, bytes and logs under the names that replay has, too', async () => {
  const sink = await start([good('a'), good('b'), { ...good('c'), ageMin: 70 }, { ...good('d'), reason: 'not_json' }]);
  const bytes = [...sink.server.objects.values()].reduce((sum, { body }) => sum + body.length, 0);
  const { groups, ...report } = JSON.parse((await redrive(sink, '--json')).out);
  expect(report).toMatchObject({ letters: 3, objects: 3, bytes, logs: 4, logsAreEstimated: false, gone: 0, left: 3 });
  expect(groups).toMatchObject([
    { reason: 'bad_time', count: 3, logs: 3, objects: 2 },
    { reason: 'not_json', count: 1, logs: 1, objects: 1 },
  ]);
});

it('an object that another run moved after the plan is not left, and it is said', async () => {
  const sink = await start();
  const [, second = ''] = keys(sink, SINK).toSorted();
  sink.server.onEffect = (moment, effect) => {
    if (moment === 'after' && effect === 'invoke') sink.server.objects.delete(second);
  };
  const { code, out } = await redrive(sink, '--run', '--yes');
  expect([code, out]).toEqual([0, expect.stringContaining('\n1 object moved to _redriven/')]);
  expect(out).toContain('1 object was moved by another run meanwhile, or has expired');
  expect(out).not.toMatch(/left|goes on/);
});

it('status, letters and find leave out what was put back, before its object is moved', async () => {
  const sink = await start([good('a'), good('b'), good('c')]);
  const report = await run(sink, '--limit', '2');
  expect(report).toMatchObject({ delivered: 2, moved: 0, left: 1 });
  const env = { AWS_ENDPOINT_URL: sink.server.endpoint };
  const listed = await runCommand(['letters', '--stage', 'local', '--json'], { env });
  expect([listed.code, listed.err]).toEqual([
    0,
    expect.stringContaining('1 dead letter; 2 more were put back already by redrive'),
  ]);
  expect(JSON.parse(listed.out)).toMatchObject([{ count: 1, example: { line: 3 } }]);
  const data = await runCommand(['letters', '--stage', 'local', '--data'], { env });
  expect(data.out.trim().split('\n')).toEqual([good('c').data]);
  const clients = createAwsClients({
    ...env,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  });
  const looking = { nowMs: NOW_MS, signal: new AbortController().signal, tell: () => undefined };
  expect(await readDeadLetters(loadStage('local'), clients, looking)).toMatchObject([{ count: 1 }]);
  clients.close();
  const place = async (id: string) => {
    const { out } = await runCommand(['find', id, '--stage', 'local', '--json'], { env });
    return JSON.parse(out).places.find(({ kind }: { kind: string }) => kind === 'letter');
  };
  expect([await place('a'), await place('c')]).toMatchObject([{ redrivenBy: report.run }, { kind: 'letter' }]);
  expect(await place('c')).not.toHaveProperty('redrivenBy');
});

it('a receipt that cannot be read hides no dead letter, and is named', async () => {
  const sink = await start([good('a'), good('b')]);
  await run(sink, '--limit', '1');
  const [receipt = ''] = keys(sink, '_redrive/');
  sink.server.objects.set(receipt, { body: Buffer.from('{"version":2}'), writtenAtMs: NOW_MS });
  const env = { AWS_ENDPOINT_URL: sink.server.endpoint };
  const { code, out, err } = await runCommand(['letters', '--stage', 'local', '--json'], { env });
  expect([code, JSON.parse(out)]).toMatchObject([1, [{ count: 2 }]]);
  expect(err).toContain('is none of this version: remove it');
});

it.each<[readonly string[], number, string]>([
  [['--run'], 2, 'error: --run asks first, and no one can answer here: add --yes; nothing was sent'],
  [['--yes'], 0, 'note: --yes alone changes nothing: add --run'],
  [['--dry-run'], 0, ''],
  [['--dry-run', '--yes'], 0, ''],
  [['--dry-run', '--run'], 2, "option '--dry-run' cannot be used with option '--run'"],
])('sends nothing with %j alone', async (args, exit, sentence) => {
  const sink = await start();
  const { code, err } = await redrive(sink, ...args);
  expect([code, sink.events.length]).toEqual([exit, 0]);
  if (sentence === '') expect(err).not.toMatch(/note|error/);
  else expect(err).toContain(sentence);
});

it('says a cause for which lines stay once, with their number', async () => {
  const sink = await start([]);
  store(sink, 'no json\n[]\n');
  const { out } = await redrive(sink);
  expect(out).toMatch(/2 lines stay:\n {2}2: it is no JSON object\n {4}such as failed\/\S+ line \d\n/);
});

describe('killed before and after every request that it makes', () => {
  /** Kills a run at a request and runs again. @returns the effect at which it was killed; '': it ended before. */
  async function killOne(at: number, moment: 'before' | 'after', expected: RedrivenSink): Promise<string> {
    const sink = await start();
    const { onEffect, killedAt } = killAt(at, moment);
    sink.server.onEffect = onEffect;
    await run(sink);
    sink.server.onEffect = () => undefined;
    if (killedAt() === '') return '';
    const before = sink.puts();
    const again = await run(sink);
    expect(again).toMatchObject({ code: 0, left: 0, problems: [] });
    // The objects of the archive are those of a run that was not killed, also where an answer was lost.
    expect(sink.archive()).toEqual(expected.archive());
    expect(keys(sink, SINK)).toEqual([]);
    // A receipt whose object was moved expires with the dead letters.
    if (killedAt() !== 'delete') expect(keys(sink, '_redrive/')).toEqual([]);
    expect(keys(sink, '_redriven/').filter((key) => key.endsWith('.gz'))).toHaveLength(2);
    // Written twice: only what had been sent and not answered, and it is counted.
    if (before + sink.puts() > 2 * expected.puts() || again.sentAgain > 0) {
      expect(`${moment} ${killedAt()}`).toMatch(/^(after invoke|before invoke|before write|after write)$/);
    }
    return killedAt();
  }

  it(
    'goes on, loses nothing, and leaves the same objects',
    async () => {
      const expected = await start();
      await run(expected);
      const total = [...expected.server.requests.values()].reduce((sum, count) => sum + count, 0);
      const effects = new Set<string>();
      for (const at of sampleOf(
        Array.from({ length: total }, (_, index) => index + 1),
        12,
      )) {
        effects.add(await killOne(at, 'before', expected));
        effects.add(await killOne(at, 'after', expected));
      }
      expect([...effects]).toEqual(
        expect.arrayContaining(shortOrLong(['write'], ['write', 'invoke', 'copy', 'delete'])),
      );
      expect(await killOne(total + 1, 'before', expected)).toBe('');
    },
    KILLS_MS,
  );
});

it('an object that another process moved in the meantime is no fault, and is not sent again', async () => {
  const sink = await start([good('a')]);
  const [key = ''] = keys(sink, SINK);
  let isDead = false;
  sink.server.onEffect = (moment, effect) => {
    isDead ||= moment === 'before' && effect === 'delete';
    if (isDead) throw new Killed(effect);
  };
  await run(sink);
  sink.server.onEffect = (_moment, effect) => {
    if (effect === 'write') sink.server.objects.delete(key);
  };
  expect(await run(sink)).toMatchObject({ code: 0, delivered: 0, sentAgain: 0, problems: [] });
  expect([sink.events.length, keys(sink, '_redrive/')]).toEqual([1, []]);
});

it.each([
  ['a line that is no JSON', `no json\n${deadLetter('x')}`, /line 1: it is no JSON object/, 1],
  ['no line', '', /it is empty/, 0],
  ['no bytes', Buffer.alloc(0), /it is empty/, 0],
  ['damaged data', gzipSync(deadLetter('x').repeat(50)).subarray(0, 90), /its compressed data is damaged/, 0],
  ['a dead letter of another stage', deadLetter('x', { stage: 'dev' }), /line 1: it is of stage dev/, 0],
  ['one that was rejected three times', deadLetter('x', { generation: 3 }), /line 1: it was rejected 3 times/, 0],
  ['one whose identity is none', deadLetter('x', { identity: 'x' }), /line 1: record\.identity: expected/, 0],
])('an object with %s stays, says why, and keeps no other from going', async (_name, body, why, delivered) => {
  const sink = await start();
  const key = store(sink, body);
  const report = await run(sink);
  expect(report).toMatchObject({ code: 1, delivered: 3 + delivered, moved: 2, linesLeft: 1 });
  expect(report.problems).toEqual(expect.arrayContaining([expect.stringMatching(why)]));
  expect(keys(sink, SINK)).toEqual([key]);
  expect(await run(sink)).toMatchObject({ code: 1, delivered: 0, moved: 0 });
});

it('a dead letter of an earlier version, which had fewer fields, goes back', async () => {
  const sink = await start([]);
  store(sink, deadLetter('x'));
  expect(await run(sink)).toMatchObject({ code: 0, delivered: 1, moved: 1 });
});

it('an object that has a dead letter twice goes back whole', async () => {
  const sink = await start([]);
  store(sink, deadLetter('x').repeat(2));
  expect(await run(sink)).toMatchObject({ code: 0, delivered: 2, moved: 1 });
  expect(sink.events).toHaveLength(2);
});

it('leaves what --edit throws at or returns nothing for, and filters a type that the function does not take', async () => {
  const file = join(folder, 'edit.mjs');
  const code = `export default (log) => {
    if (log.log_id === 'a') throw new Error('not this one');
    if (log.log_id === 'b') return undefined;
    return { ...log, log_type: 'other' };
  };`;
  await writeFile(file, code);
  const sink = await start();
  const { out } = await redrive(sink, '--edit', file);
  expect(out).toMatch(/--edit changes 1 log; the first of them:\n.*stream\/shard.*\n.*-.*"app",\n.*\+.*"other",/s);
  const report = await run(sink, '--edit', file);
  expect(report).toMatchObject({ code: 1, delivered: 0, filtered: 1, moved: 1, linesLeft: 2 });
  expect(report.problems).toContainEqual(expect.stringMatching(/line 1: --edit failed: not this one/));
  expect(sink.archive()).toEqual({});
  expect(keys(sink, SINK)).toHaveLength(1);
});

it('what is rejected again becomes a dead letter of the next generation, and is not sent again in the same run', async () => {
  const sink = await start([{ ...good('a'), data: 'no json' }]);
  expect(await run(sink)).toMatchObject({ code: 1, rejectedAgain: 1, moved: 1 });
  const next = [...sink.server.objects].filter(([key]) => key.endsWith('-g2.ndjson.gz'));
  const [line = ''] = next.map(([, { body }]) => gunzipSync(body).toString());
  expect(JSON.parse(line)).toMatchObject({ generation: 2, data: 'no json' });
});

it.each([
  ['list', 's3:ListBucket on s3://baikonur-local-dead-letters'],
  ['read', 's3:GetObject on s3://baikonur-local-dead-letters'],
  ['write', 's3:PutObject on s3://baikonur-local-dead-letters'],
  ['invoke', `lambda:InvokeFunction on ${SINK}`],
  ['copy', 's3:PutObject on s3://baikonur-local-dead-letters'],
  ['delete', 's3:DeleteObject on s3://baikonur-local-dead-letters'],
])('says the right that is missing to %s in one sentence', async (kind, sentence) => {
  const sink = await start();
  const code = kind === 'invoke' ? 'AccessDeniedException' : 'AccessDenied';
  sink.server.refuse = (given) => (given === kind ? code : undefined);
  const { err, code: exit } = await redrive(sink, '--run', '--yes');
  expect([exit, err]).toEqual([1, expect.stringContaining(`no right to ${sentence}`)]);
  sink.server.refuse = () => undefined;
  expect(await run(sink)).toMatchObject({ code: 0, left: 0 });
  expect(Object.keys(sink.archive())).toHaveLength(2);
});
