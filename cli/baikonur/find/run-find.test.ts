import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type BucketServer, startBucketServer } from '../dead-letters/testing/bucket-server.ts';
import { storeDeadLetters } from '../dead-letters/testing/store-dead-letters.ts';
import { NOW_MS, runCommand } from '../testing/run-command.ts';
import type { FindReport } from './report.ts';

const SINK = 'baikonur-local-s3-sink-sink';
const ARCHIVE = 'baikonur-local-archive-000000000000-us-east-1';
const OBJECT = 'logs/app/2026-11/22/2026-11-22-00:30:00-a-x.gz';

let server: BucketServer;
beforeEach(async () => {
  server = await startBucketServer();
});
afterEach(() => server.close());

function run(args: readonly string[], more: Parameters<typeof runCommand>[1] = {}) {
  return runCommand(['find', '--stage', 'local', ...args], { env: { AWS_ENDPOINT_URL: server.endpoint }, ...more });
}

async function find(...args: readonly string[]): Promise<FindReport & { readonly code: number }> {
  const { code, out, err } = await run(['--json', ...args]);
  if (out === '') throw new Error(err);
  return { code, ...JSON.parse(out) };
}

function log(id: string, more: object = {}): string {
  return JSON.stringify({ log_type: 'app', log_id: id, time: '2026-11-22T00:30:00Z', ...more });
}

function store(key: string, lines: readonly string[], compress = gzipSync): void {
  server.objects.set(key, {
    body: compress(Buffer.from(lines.map((line) => `${line}\n`).join(''))),
    writtenAtMs: NOW_MS,
  });
}

describe('the archive', () => {
  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
    ['nothing', (data: Buffer) => data],
  ])('a log in an object compressed with %s', async (_name, compress) => {
    store(OBJECT, [log('a'), log('id-0001'), log('c')], compress as typeof gzipSync);
    expect(await find('id-0001')).toMatchObject({
      ...{ code: 0, id: 'id-0001', found: true, from: '2026-11-21T01:00:00Z', until: '2026-11-22T01:00:00Z' },
      places: [
        {
          ...{ kind: 'archive', bucket: ARCHIVE, key: OBJECT, line: 2, logType: 'app', logId: 'id-0001' },
          time: '2026-11-22T00:30:00.000Z',
        },
      ],
      scanned: { objects: 1, bytes: server.objects.get(OBJECT)?.body.length },
      way: { outcome: 'valid', routes: ['archive', 'subscriber'], sinks: ['s3-sink'] },
    });
  });

  it.each<[string[], number, number]>([
    [['id-0001'], 0, 2],
    [['id-0001', '--type', 'app'], 0, 1],
    [['id-0001', '--type', 'web*'], 1, 1],
    [['id-0001', '--since', '10m'], 0, 2],
    [['id-0001', '--since', '2026-11-20', '--until', '2026-11-21'], 1, 0],
    [['id-0002', '--since', '3d'], 1, 3],
    [['id-000'], 1, 2],
    [['12345'], 0, 2],
    [['ä"\\-quoted'], 0, 2],
    [['--where', 'user.id=42'], 0, 2],
    [['--where', 'user.id=42', '--where', 'user.name=other'], 1, 2],
    [['--where', 'user.id=42', '--since', '10m'], 1, 2],
    [['id-0001', '--where', 'user.id=42'], 0, 2],
    [['12345', '--where', 'user.id=42'], 1, 2],
  ])('%j ends with %i, and opens %i objects', async (args, code, opened) => {
    store(OBJECT, [
      log('id-0001', { user: { id: 42, name: 'x' } }),
      log('x').replace('"x"', '1.2345e4'),
      log('x').replace('"x"', '"\\u00e4\\"\\\\-quoted"'),
    ]);
    store('logs/web/2026-11/22/2026-11-22-00:30:00-a-x.gz', [log('w')]);
    store('logs/web/2026-11/19/2026-11-19-00:30:00-a-x.gz', [log('w')]);
    store('logs/app/2026-11/16/x.gz', [log('id-0001')]);
    expect((await run(['--json', '--all', ...args])).code).toBe(code);
    expect(server.opened).toHaveLength(opened);
  });

  it('ends where it was found, and says so; --all reads on', async () => {
    for (let n = 0; n < 50; n++) store(`logs/app/2026-11/22/${String(n).padStart(2, '0')}.gz`, [log('id-0001')]);
    const first = await find('id-0001', '--concurrency', '1');
    expect(first.places).toHaveLength(1);
    expect(first.scanned.objects).toBeLessThan(10);
    expect(first.notLookedAt).toContainEqual({
      what: 'the rest of each part in which it was found',
      why: '--all reads on',
    });
    expect((await find('id-0001', '--all')).places).toHaveLength(50);
    const limited = await find('id-0001', '--all', '--limit', '7');
    expect(limited.places).toHaveLength(7);
    expect(limited.notLookedAt).toContainEqual({ what: 'other places', why: '7 were found (--limit)' });
  });

  it('names an object that is damaged, and reads the others; a connection that was cut is tried again', async () => {
    store(OBJECT, [log('id-0001')]);
    server.objects.set('logs/app/2026-11/22/0.gz', {
      body: gzipSync('x'.repeat(99)).subarray(0, 20),
      writtenAtMs: NOW_MS,
    });
    server.cutBodies = 2;
    const { code, notLookedAt } = await find('id-0001', '--concurrency', '1');
    expect(code).toBe(0);
    expect(notLookedAt).toContainEqual({
      what: `s3://${ARCHIVE}/logs/app/2026-11/22/0.gz`,
      why: expect.stringMatching(/^it cannot be read to its end: .*unexpected end of file$/),
    });
  });

  it('is not read past the caps', async () => {
    for (let n = 0; n < 5; n++) store(`logs/app/2026-11/22/${n}.gz`, [log('x')]);
    const { code, scanned, notLookedAt } = await find('id-0001', '--max-objects', '3');
    expect({ code, objects: scanned.objects, opened: server.opened.length }).toEqual({
      code: 1,
      objects: 3,
      opened: 3,
    });
    expect(notLookedAt).toContainEqual({
      what: `archive s3://${ARCHIVE}/logs/`,
      why: '3 objects were read (--max-objects)',
    });
  });
});

describe('dead letters', () => {
  const store = (key?: string): void => {
    const [own = ''] = storeDeadLetters(server, SINK, [
      { data: '{"a":1}', known: { logType: 'app', logId: 'other' } },
      { data: log('id-0001', { level: 'error' }), known: { logType: 'app', logId: 'id-0001' }, error: 'no time' },
      { data: 'text with id-0002', reason: 'not_json' },
    ]);
    if (key === undefined) return;
    server.objects.set(key, server.objects.get(own) ?? { body: Buffer.alloc(0), writtenAtMs: 0 });
    server.objects.delete(own);
  };

  it.each<[string[], number, string | undefined]>([
    [['id-0001'], 2, 'no time'],
    [['id-0001', '--type', 'web'], 0, undefined],
    [['id-0001', '--since', '5m'], 0, undefined],
    [['--where', 'level=error', '--type', 'a*'], 2, 'no time'],
    [['id-0002', '--type', 'app'], 1, 'time: expected a time, got "x"'],
  ])('%j', async (args, line, error) => {
    store();
    const { places } = await find(...args);
    const found = { kind: 'letter', function: SINK, target: '-', line, error, arrivedAt: '2026-11-22T00:50:00.000Z' };
    expect(places).toEqual(error === undefined ? [] : [expect.objectContaining(found)]);
  });

  it('by identity, and then by the id of its log', async () => {
    store();
    const { places } = await find('id-0001');
    const [first] = places;
    const identity = first?.kind === 'letter' ? first.identity : '';
    expect((await find(identity)).places).toEqual(places);
  });

  it('tell the type: of the archive no other is read, unless --all says so', async () => {
    store();
    for (const type of ['app', 'web']) {
      const body = gzipSync(`${log('id-0001')}\n`);
      server.objects.set(`logs/${type}/2026-11/22/x.gz`, { body, writtenAtMs: NOW_MS });
    }
    const { places, notLookedAt } = await find('id-0001');
    expect(places).toMatchObject([{ kind: 'letter' }, { kind: 'archive' }]);
    expect(notLookedAt).toContainEqual({
      what: 'archive of other types than app',
      why: 'the log is of this type: --all reads them',
    });
    expect((await find('id-0001', '--all')).places).toHaveLength(3);
  });

  it('that were redriven', async () => {
    const moved = `failed/_redriven/20261122T005500Z-x/${SINK}/-/bad_time/app/2026/11/22/00/x.ndjson.gz`;
    store(moved);
    expect((await find('id-0001')).places).toMatchObject([{ key: moved, redrivenBy: '20261122T005500Z-x' }]);
  });

  it('that are broken are named', async () => {
    store();
    server.objects.set(`failed/${SINK}/-/bad_time/app/2026/11/22/00/y.ndjson.gz`, {
      body: Buffer.from('x'),
      writtenAtMs: NOW_MS,
    });
    const { notLookedAt } = await find('id-0001');
    expect(notLookedAt).toContainEqual({
      what: expect.stringContaining('y.ndjson.gz line 1'),
      why: 'it is no JSON object',
    });
  });

  it('a batch that Lambda saved', async () => {
    const kinesis = { data: Buffer.from(log('id-0003')).toString('base64'), partitionKey: 'k', sequenceNumber: '77' };
    const eventSourceARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/baikonur-local-archive';
    const event = { Records: [{ kinesis, eventSourceARN, eventID: 'shardId-000000000001:77' }] };
    const body = Buffer.from(
      JSON.stringify({
        requestContext: { functionArn: `arn:aws:lambda:x:1:function:${SINK}`, condition: 'RetryAttemptsExhausted' },
        timestamp: '2026-11-22T00:59:00Z',
        payload: JSON.stringify(event),
      }),
    );
    server.objects.set('aws/lambda/x/y', { body, writtenAtMs: NOW_MS });
    expect((await find('id-0003')).places).toMatchObject([
      {
        ...{ kind: 'letter', key: 'aws/lambda/x/y', line: 1, function: SINK, reason: 'RetryAttemptsExhausted' },
        identity: 'baikonur-local-archive/shardId-000000000001/77',
      },
    ]);
  });
});

it.each([
  ['ListBucket', `no right to s3:ListBucket on s3://${ARCHIVE}/logs/; docs/operator-policy.json has the rights`],
  ['GetObject', `no right to s3:GetObject on s3://${ARCHIVE}/${OBJECT}; docs/operator-policy.json has the rights`],
] as const)('a missing right to %s is one sentence with action and resource', async (right, sentence) => {
  store(OBJECT, [log('id-0001')]);
  server.denied = right;
  const { code, notLookedAt } = await find('id-0001');
  expect(code).toBe(1);
  expect(notLookedAt).toContainEqual({
    what: `archive s3://${ARCHIVE}/logs/`,
    why: expect.stringContaining(sentence),
  });
});

describe('for people', () => {
  it('the way of a log, without what a terminal would obey', async () => {
    const id = 'id\u001b[31m-0001';
    store(OBJECT, [log(id)]);
    storeDeadLetters(server, SINK, [
      { data: log(id), known: { logType: 'app', logId: id }, error: 'no \u001b[2J time' },
    ]);
    const env = { AWS_ENDPOINT_URL: server.endpoint, NO_COLOR: '1' };
    const { code, out } = await run([id], { isTTY: true, env });
    expect(out).not.toContain('\u001b');
    expect(out.split('\n')).toEqual([
      'log id\\u001b[31m-0001 of type app',
      '  arrived     2026-11-22T00:50:00.000Z on stream stream, shard',
      '  routed to   archive, subscriber; sinks: s3-sink',
      `  dead letter 2026-11-22T00:50:00.000Z by ${SINK}: bad_time`,
      '              no \\u001b[2J time',
      expect.stringMatching(/^ {14}failed\/.* line 1$/),
      `  archived    s3://${ARCHIVE}/${OBJECT} line 1`,
      '',
      'not looked at:',
      '  streams router, archive, subscriber: --in-flight reads them',
      '  archive of other types than app: the log is of this type: --all reads them',
      `  archive s3://${ARCHIVE}/logs/ before 2026-11-21T01:00:00Z: --since says where it begins`,
      '  the rest of each part in which it was found: --all reads on',
      '',
      expect.stringMatching(/^read: 2 objects, \d+ B$/),
      '',
    ]);
    expect(code).toBe(0);
  });

  it('says that it was not found', async () => {
    const { code, out } = await run(['nothing']);
    expect(code).toBe(1);
    expect(out).toMatch(/^not found: nothing\n\nnot looked at:\n/);
  });

  it('Ctrl-C ends it with what was read', async () => {
    store(OBJECT, [log('id-0001')]);
    const { code, out, err } = await run(['id-0001', '--json'], {
      env: { AWS_ENDPOINT_URL: server.endpoint },
      signal: AbortSignal.abort(),
    });
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('interrupted: not all was looked at\n') });
    const { notLookedAt }: FindReport = JSON.parse(out);
    expect(notLookedAt.map(({ why }) => why)).toContain('it was interrupted');
  });
});

it.each([
  [[], 'expected the id of a log, or --where <path=value>'],
  [[' '], 'expected the id of a log, got an empty one'],
  [['x'.repeat(513)], 'expected an id of at most 512 bytes, got 513'],
  [['x', '--type', 'a*b'], '--type: expected NAME, PREFIX* or *, got "a*b"'],
  [['--where', 'level'], '--where: expected <path>=<value> such as level=error, got "level"'],
  [['x', '--since', 'soon'], '--since: expected'],
  [['x', '--since', 'start'], '--since: expected a duration or a time, got "start"'],
  [['x', '--max-gib', '0'], 'expected a whole number above 0'],
  [['x', 'y'], 'too many arguments'],
])('%j is wrong usage', async (args, sentence) => {
  const { code, out, err } = await run(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(sentence);
});
