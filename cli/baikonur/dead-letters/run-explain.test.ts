import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { log } from '../testing/explain-logs.ts';
import { runCommand } from '../testing/run-command.ts';
import { type BucketServer, startBucketServer } from './testing/bucket-server.ts';
import { type RejectedLog, storeDeadLetters } from './testing/store-dead-letters.ts';

const S3_SINK = 'baikonur-local-s3-sink-sink';
const ROUTER = 'baikonur-local-router-route';
const ES_SINK = 'baikonur-local-es-sink-sink';

let server: BucketServer;
beforeEach(async () => {
  server = await startBucketServer();
});
afterEach(() => server.close());

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return runCommand(['letters', ...args, '--stage', 'local'], { env: { AWS_ENDPOINT_URL: server.endpoint, ...env } });
}

const NONE = { accepted: 0, destination: 0, refused: 0, filtered: 0, unknownFunction: 0 };

describe('letters explain', () => {
  it.each<[string, string, RejectedLog, object, Record<string, string>?]>([
    ['a time that is still wrong', S3_SINK, { data: log('1', 'app', '2026-02-30') }, { refused: 1 }],
    ['a log that is well now', S3_SINK, { data: log('1') }, { accepted: 1 }],
    ['bytes that are no JSON', S3_SINK, { data: 'GET /', reason: 'not_json' }, { refused: 1 }],
    ['a good log that waited too long', S3_SINK, { data: log('1'), reason: 'held_too_long' }, { destination: 1 }],
    ['a function that is gone', 'baikonur-local-old-fn', { data: log('1') }, { unknownFunction: 1 }],
    ['a target that no route has', ROUTER, { data: log('1'), target: 'kinesis:gone' }, { filtered: 1 }],
    ['a target of a route', ROUTER, { data: log('1'), target: 'kinesis:baikonur-local-archive' }, { accepted: 1 }],
    [
      'what a variable changes',
      S3_SINK,
      { data: '{"type":"app","log_id":"1","time":"2026-11-22T00:00:00Z"}', reason: 'missing_field' },
      { accepted: 1 },
      { LOG_TYPE_FIELD: 'type' },
    ],
  ])('%s', async (_name, fn, rejected, now, env = {}) => {
    storeDeadLetters(server, fn, [rejected]);
    const { out, code } = await run(['explain', '--json'], env);
    expect(JSON.parse(out)).toMatchObject([{ function: fn, count: 1, now: { ...NONE, ...now } }]);
    expect(code).toBe('refused' in now ? 1 : 0);
  });

  it('counts refusals by their error, in words and as JSON', async () => {
    storeDeadLetters(
      server,
      S3_SINK,
      ['2026-02-30', '2026-02-31', '2026-11-22T00:00:00Z'].map((time) => ({ data: log('1', 'app', time) })),
    );
    const { out } = await run(['explain']);
    expect(out).toContain(
      `3 dead letters  ${S3_SINK}  bad_time  (type unknown)\n  was: time: expected a time, got "x"\n`,
    );
    expect(out).toContain(
      '\n  1 would be delivered\n  2 would be refused again\n    2 bad_time: time: "2026-02-30" is no time',
    );
    expect(JSON.parse((await run(['explain', '--json'])).out)).toMatchObject([
      { refusals: [{ reason: 'bad_time', count: 2 }] },
    ]);
  });

  it('gives a message of CloudWatch Logs its envelope back, and a line of a record its own place', async () => {
    storeDeadLetters(server, S3_SINK, [{ data: `${log('1')}\n${log('2')}` }]);
    expect(JSON.parse((await run(['explain', '--json'])).out)).toMatchObject([{ now: { refused: 1 } }]);
    const { out } = await run(['explain', '--json'], { RECORD_FORMAT: 'ndjson' });
    expect(JSON.parse(out)).toMatchObject([{ now: { accepted: 1 } }]);
  });

  it('takes options before and behind its name', async () => {
    storeDeadLetters(server, S3_SINK, [{ data: log('1') }, { data: 'x', reason: 'not_json' }]);
    const before = await runCommand(['letters', '--stage', 'local', '--reason', 'not_json', 'explain', '--json'], {
      env: { AWS_ENDPOINT_URL: server.endpoint },
    });
    expect(JSON.parse(before.out)).toHaveLength(1);
  });
});

describe('letters autopsy', () => {
  function refused(age: unknown, known: object = {}): RejectedLog {
    const data = JSON.stringify({ ...JSON.parse(log(`id-${age}`, 'app')), user: { age } });
    const error = `400 mapper_parsing_exception: failed to parse field [user.age] of type [long] in document with id 'id-${age}'. Preview of field's value: '${age}'`;
    return { data, error, reason: 'rejected_by_destination', known: { logType: 'app', ...known } };
  }

  it('names index, field, type, values, senders and fixes', async () => {
    storeDeadLetters(server, ES_SINK, [refused('old'), refused('old'), refused('n/a\u001b[2J')]);
    storeDeadLetters(server, ROUTER, [{ data: log('1'), reason: 'rejected_by_destination', target: 'kinesis:x' }]);
    const { out, code } = await run(['autopsy', '--json'], { INDEX_NAME_PREFIX: 'logs' });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([
      {
        ...{ kind: 'type', index: 'logs-app-*', field: 'user.age', engineType: 'long', count: 3, logType: 'app' },
        values: [
          { text: '"old"', count: 2 },
          { text: '"n/a\\u001b[2J"', count: 1 },
        ],
        senders: [{ text: 'partition key key', count: 3 }],
        since: '2026-11-22T00:50:00.000Z',
        fixes: [{ where: 'index template' }, { where: 'index template' }, { where: 'routes' }],
      },
    ]);
    const text = (await run(['autopsy'], { INDEX_NAME_PREFIX: 'logs' })).out;
    expect(text).toContain('3 dead letters  logs-app-*\n');
    expect(text).toContain('  field    user.age, which the index has as long\n  values   "old" (2), ');
    expect(text).not.toContain('\u001b');
  });

  it('--fixtures writes the smallest of each, the same files again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cases-'));
    try {
      storeDeadLetters(server, ES_SINK, [refused('a long value that is longer'), refused('x')]);
      for (let round = 0; round < 2; round++) {
        const { err } = await run(['autopsy', '--fixtures', folder], { INDEX_NAME_PREFIX: 'logs' });
        expect(err).toContain(`1 case written to ${folder}\n`);
      }
      const [name = '', ...more] = await readdir(folder);
      expect([name, more]).toEqual([expect.stringMatching(/^logs-app-user-age-type-[0-9a-f]{8}\.json$/), []]);
      expect(JSON.parse(await readFile(join(folder, name), 'utf8'))).toMatchObject({
        index: 'logs-app-*',
        field: 'user.age',
        properties: {},
        deadLetter: { data: expect.stringContaining('"age":"x"') },
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('finds nothing where nothing was refused', async () => {
    expect(await run(['autopsy'])).toMatchObject({ code: 0, out: 'no dead letter of a search engine\n' });
  });
});
