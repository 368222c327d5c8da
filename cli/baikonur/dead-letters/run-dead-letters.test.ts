import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../testing/run-command.ts';
import { type BucketServer, startBucketServer } from './testing/bucket-server.ts';
import { storeDeadLetters } from './testing/store-dead-letters.ts';

const S3_SINK = 'baikonur-local-s3-sink-sink';
const ROUTER = 'baikonur-local-router-route';

let server: BucketServer;
let folder: string;
beforeEach(async () => {
  server = await startBucketServer();
  folder = await mkdtemp(join(tmpdir(), 'dead-letters-'));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function run(args: readonly string[], more: Parameters<typeof runCommand>[1] = {}) {
  return runCommand(['letters', '--stage', 'local', ...args], { env: { AWS_ENDPOINT_URL: server.endpoint }, ...more });
}

/** Characters that a terminal obeys. */
function steering(text: string): readonly string[] {
  return ['\u001b', '\u009b'].filter((char) => text.includes(char));
}

/** Three groups in three objects. */
function storeThreeGroups(): void {
  storeDeadLetters(server, S3_SINK, [
    { data: '{"a":1}', error: 'time: expected a time, got "x"', known: { logType: 'app', logId: 'id-1' } },
    { data: '{"a":2}', error: 'time: expected a time, got "y"', known: { logType: 'app', logId: 'id-2' } },
    { data: 'text', reason: 'not_json', error: 'expected a JSON object, got "text"', ageMin: 70 },
  ]);
  storeDeadLetters(server, ROUTER, [
    {
      data: '{"b":1}',
      reason: 'held_too_long',
      target: 'kinesis:out',
      error: '503 away',
      known: { logType: 'web' },
      ageMin: 5,
    },
  ]);
}

describe('baikonur letters', () => {
  it('groups what differs in values alone, the newest first', async () => {
    storeThreeGroups();
    const { code, out, err } = await run(['--json']);
    expect(JSON.parse(out)).toMatchObject([
      { function: ROUTER, target: 'kinesis:out', reason: 'held_too_long', logType: 'web', error: '503 away', count: 1 },
      {
        ...{ function: S3_SINK, target: '-', reason: 'bad_time', logType: 'app', count: 2 },
        error: 'time: expected a time, got "…"',
        example: { key: expect.stringMatching(/^failed\/.*\.ndjson\.gz$/), line: 1 },
        newest: '2026-11-22T00:50:00.000Z',
      },
      { reason: 'not_json', logType: null, count: 1, oldest: '2026-11-21T23:50:00.000Z' },
    ]);
    expect([code, err]).toEqual([0, expect.stringMatching(/^3 objects, [\d.]+ \w+, 4 dead letters\n$/)]);
  });

  it('says the same for people', async () => {
    storeThreeGroups();
    const { out } = await run([]);
    expect(out).toBe(
      [
        'COUNT  NEWEST      OLDEST      FUNCTION      TARGET       REASON         TYPE',
        '    1  5m ago      5m ago      router-route  kinesis:out  held_too_long  web',
        '  503 away',
        expect.anything(),
        '    2  10m ago     10m ago     s3-sink-sink  -            bad_time       app',
        '  time: expected a time, got "x"',
        expect.anything(),
        '    1  1h 10m ago  1h 10m ago  s3-sink-sink  -            not_json       (unknown)',
        '  expected a JSON object, got "text"',
        expect.anything(),
        '',
        '4 dead letters in 3 groups',
        '',
      ]
        .map((line, index) => (typeof line === 'string' ? line : out.split('\n')[index]))
        .join('\n'),
    );
    expect(out).toMatch(/\n {2}failed\/baikonur-local-router-route\/kinesis!3aout\/held_too_long\/web\/\S+ line 1\n/);
  });

  it.each([[['--json']], [['--show', '--json']], [['explain', '--json']]])(
    '%j ends at --limit, and says so',
    async (args) => {
      storeThreeGroups();
      const { err } = await run([...args, '--limit', '2']);
      expect(err).toMatch(/ 2 dead letters; --limit ended it: there may be more\n$/);
    },
  );

  it('refuses options that only the command above has', async () => {
    const { code, err } = await run(['--show', 'explain']);
    expect([code, err]).toEqual([2, expect.stringContaining('--show: leave it out, explain does not take it')]);
  });

  it('says that there are none', async () => {
    expect(await run([])).toMatchObject({ code: 0, out: 'no dead letters\n' });
    expect(await run(['--json'])).toMatchObject({ code: 0, out: '[]\n' });
  });

  it.each<[string[], number, number]>([
    [['--function', 'router'], 1, 1],
    [['--function', S3_SINK], 3, 2],
    [['--function', 'nothing'], 0, 0],
    [['--target', 'kinesis:out'], 1, 1],
    [['--reason', 'bad_time'], 2, 1],
    [['--type', 'a*'], 2, 3],
    [['--error', 'got "y"'], 1, 3],
    [['--error', '/EXPECTED .*"[xy]"/i'], 2, 3],
    [['--id', 'id-2'], 1, 3],
    [['--since', '1h'], 3, 2],
    [['--since', '20m', '--until', '7m'], 2, 1],
    [['--since', '2026-11-22T00:54Z'], 1, 1],
  ])('%j selects %i, and opens %i objects', async (args, deadLetters, opened) => {
    storeThreeGroups();
    const { out } = await run(['--json', ...args]);
    const groups: { count: number }[] = JSON.parse(out);
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(deadLetters);
    expect(server.opened).toHaveLength(opened);
  });

  it.each([
    [['--error', '/(/'], '--error: Invalid regular expression'],
    [['--type', 'a*b'], '--type: expected NAME, PREFIX* or *, got "a*b"'],
    [['--since', 'tomorrow'], '--since: expected a duration'],
    [['--show', '--data'], '--show prints them'],
    [['--data', '--json'], '--data writes records'],
    [['--limit', '0'], 'expected a whole number above 0'],
    [['--function', ' '], '--function: expected a name'],
  ])('%j is wrong usage', async (args, sentence) => {
    const { code, err, out } = await run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
  });
});

describe('what is broken', () => {
  it('is told and counted, and the rest is read', async () => {
    storeThreeGroups();
    const place = 'failed/f/-/bad_time/app/2026/11/22/00/';
    server.objects.set(`${place}empty.ndjson.gz`, { body: Buffer.alloc(0), writtenAtMs: 0 });
    server.objects.set(`${place}text.ndjson.gz`, { body: Buffer.from('not JSON\n'), writtenAtMs: 0 });
    const { code, out, err } = await run(['--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toHaveLength(3);
    expect(err).toContain(`${place}empty.ndjson.gz: it is empty\n`);
    expect(err).toContain(`${place}text.ndjson.gz line 1: it is no JSON object\n`);
  });

  it('is named in characters that no terminal obeys', async () => {
    const key = 'failed/f/-/bad_time/app/2026/11/22/00/\u009b2J.ndjson.gz';
    server.objects.set(key, { body: Buffer.from('not JSON\n'), writtenAtMs: 0 });
    const { err } = await run([]);
    expect(err).toContain('/00/\\u009b2J.ndjson.gz line 1: ');
    expect(steering(err)).toEqual([]);
  });

  it('names no more than twenty parts', async () => {
    const body = Buffer.from('x\n'.repeat(10_000));
    server.objects.set('failed/f/-/bad_time/app/2026/11/22/00/a.ndjson.gz', { body, writtenAtMs: 0 });
    const { err } = await run([]);
    expect(err.split('\n').filter((line) => line.endsWith('no JSON object'))).toHaveLength(20);
  });

  it('of a connection is tried again, and no line is read twice', async () => {
    const logs = Array.from({ length: 500 }, (_, n) => ({ data: `{"n":${n},"r":"${Math.sin(n)}"}` }));
    storeDeadLetters(server, S3_SINK, logs);
    server.cutBodies = 2;
    const { code, out } = await run(['--json']);
    expect([code, JSON.parse(out)]).toMatchObject([0, [{ count: 500 }]]);
    server.cutBodies = 3;
    expect(await run(['--json'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^error: failed.*gz: /),
    });
  });

  it('says that Lambda saved batches', async () => {
    server.objects.set('aws/lambda/id/shard/2026/11/22/x', { body: Buffer.from('{}'), writtenAtMs: 0 });
    expect((await run([])).err).toContain('besides, Lambda saved one batch under aws/lambda/');
  });
});

describe('--show', () => {
  it('prints a dead letter whole, and nothing that a terminal obeys', async () => {
    const data = '{"a":"\u001b[31mred",\n "b":"\u009b2J"}';
    storeDeadLetters(server, S3_SINK, [{ data, error: 'got "\u001b[2J"', known: { logType: 'a\u001bb' } }]);
    for (const world of [{ isTTY: true }, {}]) {
      const { out } = await run(['--show'], { env: { AWS_ENDPOINT_URL: server.endpoint, NO_COLOR: '1' }, ...world });
      expect(steering(out)).toEqual([]);
      expect(out).toContain('  error         got "\\u001b[2J"\n');
      expect(out).toContain('\n    {"a":"\\u001b[31mred",\n     "b":"\\u009b2J"}\n');
      expect(steering((await run(['--show', '--json'], world)).out)).toEqual([]);
      expect(steering((await run([], { ...world, isTTY: false })).out)).toEqual([]);
    }
  });

  it('prints bytes that are no text as base64', async () => {
    storeDeadLetters(server, S3_SINK, [{ data: Buffer.from([0xff, 0, 0x1b]) }]);
    expect((await run(['--show'])).out).toContain('data (3 bytes, not UTF-8: as base64)\n    /wAb\n');
  });

  it('--json: one on a line, with key and line, no more than --limit', async () => {
    storeThreeGroups();
    const { out } = await run(['--show', '--json', '--reason', 'bad_time']);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { key: expect.stringContaining('/bad_time/app/'), line: 1, identity: expect.anything(), data: '{"a":1}' },
      { line: 2, data: '{"a":2}', logId: 'id-2' },
    ]);
    const limited = await run(['--show', '--json', '--limit', '1']);
    expect(limited.out.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('--out and --data', () => {
  const payloads = [
    '{"log_type":"app","log_id":"1","time":"2026-11-22T00:00:00Z"}',
    '{\n  "log_type": "app"\n}',
    'GET /health\r\n\r\n200',
    '{"Records":[{"Data":"YQ==","SequenceNumber":"1"}]}',
    '{"identity":"a/b/1","reason":"bad_time","data":"inner"}',
    '{"partitionKey":"k","arrivedAt":"2026-11-22T00:00:00Z","dataBase64":"YQ=="}',
    '{"cut":',
    '  ',
    '',
    `"${'あ'.repeat(40)}"`,
    Buffer.from([0x1f, 0x8b, 0, 0xff]),
  ];

  it('--data gives exactly one record for each dead letter, as explain and send read them', async () => {
    storeDeadLetters(
      server,
      S3_SINK,
      payloads.map((data) => ({ data })),
    );
    const { out, code } = await run(['--data']);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe(payloads[0]);
    const sent = await runCommand(['send', '--dry-run', '--json'], { stdin: out });
    expect(JSON.parse(sent.out)).toMatchObject({
      lines: payloads.length,
      bytes: payloads.reduce((sum, data) => sum + Buffer.from(data).length, 0) + 1 + 3 * (payloads.length - 1),
    });
    const explained = await runCommand(['explain', '--json'], { stdin: out });
    const reasons = explained.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).reason ?? 'valid');
    expect(reasons).toHaveLength(payloads.length);
    expect(reasons[0]).toBe('valid');
  });

  it('--out writes the dead letters as they are, which explain reads', async () => {
    storeThreeGroups();
    const file = join(folder, 'out.ndjson');
    const { code, out, err } = await run(['--out', file]);
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain(`4 dead letters written to ${file}\n`);
    const lines = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ data }) => data).sort()).toEqual(['text', '{"a":1}', '{"a":2}', '{"b":1}'].sort());
    const explained = await runCommand(['explain', '--json', file]);
    expect(explained.out.trimEnd().split('\n')).toHaveLength(4);
    expect((await run(['--out', '-'])).out).toBe(await readFile(file, 'utf8'));
  });

  it('--out with --data writes records', async () => {
    storeThreeGroups();
    const file = join(folder, 'data.ndjson');
    await run(['--data', '--reason', 'bad_time', '--out', file]);
    expect(await readFile(file, 'utf8')).toBe('{"a":1}\n{"a":2}\n');
  });

  it('an interrupted command leaves what was there', async () => {
    storeThreeGroups();
    const file = join(folder, 'kept.ndjson');
    await writeFile(file, 'before');
    const { code, err } = await run(['--out', file], {
      env: { AWS_ENDPOINT_URL: server.endpoint },
      signal: AbortSignal.abort(),
    });
    expect([code, err]).toEqual([1, 'interrupted: not all dead letters were read\n']);
    expect([await readdir(folder), await readFile(file, 'utf8')]).toEqual([['kept.ndjson'], 'before']);
  });

  it('a file that cannot be written is one sentence', async () => {
    storeThreeGroups();
    const { code, err } = await run(['--out', join(folder, 'no', 'such', 'folder')]);
    expect([code, err]).toEqual([1, expect.stringMatching(/^error: .*no\/such\/folder: ENOENT/)]);
  });
});
