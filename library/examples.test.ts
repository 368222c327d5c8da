import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cloudwatch, kplAggregate } from '../shared/log/testing/stream-records.ts';
import { lambdaContext } from '../shared/pipeline/testing/kinesis-events.ts';
import { buildPackage } from './build/build-package.ts';
import { LIBRARY } from './build/entry-points.ts';
import { type Consumer, createConsumer, readmeExamples } from './testing/consumer.ts';
import { TSCONFIG } from './testing/consumer-programs.ts';
import { eventOf } from './testing/events.ts';
import { type StubAws, startStubAws } from './testing/stub-aws.ts';

const LIMIT_MS = 60_000;
const ROOT = join(LIBRARY, '..');
jest.setTimeout(LIMIT_MS);
const EXAMPLES = readmeExamples();
const temporary = mkdtempSync(join(tmpdir(), 'library-'));
let consumer: Consumer;
let aws: StubAws;

/** Calls the handler of an example, where it has one, and prints its answer. */
const RUN = `
const { readFileSync } = await import('node:fs');
globalThis.store = async (data, id) => {
  if (data.toString() === 'fails') throw new Error('no');
  console.log(id, data.toString());
};
const { event, context } = JSON.parse(readFileSync(0, 'utf8'));
const { handler } = await import('.//' + process.argv[2]);
const endsAtMs = Date.now() + 30000;
const answer = await handler?.(event, { ...context, getRemainingTimeInMillis: () => endsAtMs - Date.now() });
if (answer !== undefined) console.log(JSON.stringify(answer));
`;

beforeAll(async () => {
  aws = await startStubAws();
  consumer = createConsumer(join(temporary, 'consumer'), (folder) => {
    copyFileSync(join(LIBRARY, 'package.json'), join(folder, 'package.json'));
    buildPackage(folder);
  });
  consumer.write('run.mjs', RUN);
  // What another test has is not here: its example runs there.
  for (const [name, code] of EXAMPLES) if (name !== 'powertools.ts') consumer.write(name, code);
}, LIMIT_MS);

afterAll(async () => {
  await aws.stop();
  rmSync(temporary, { recursive: true, force: true });
});

/** Lines that the example printed, for the event. */
async function run(name: string, event: unknown = {}, env: Readonly<Record<string, string>> = {}) {
  const input = consumer.write('event.json', JSON.stringify({ event, context: lambdaContext(30_000) }));
  const { endpoint } = aws;
  const region = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_ENDPOINT_URL: endpoint,
  };
  const args = ['-c', `"${process.execPath}" run.mjs ${name} < "${input}" 2>&1`];
  return (await consumer.run('sh', args, { ...region, NODE_NO_WARNINGS: '1', ...env })).trim().split('\n');
}

it(
  'the examples compile, and all of them are tested',
  async () => {
    consumer.write('tsconfig.json', TSCONFIG);
    expect(await consumer.run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'])).toBe('');
    const tests = readFileSync(__filename, 'utf8') + readFileSync(join(LIBRARY, 'proof.test.ts'), 'utf8');
    expect([...EXAMPLES.keys()].filter((name) => !tests.includes(`run('${name}'`))).toEqual([]);
  },
  LIMIT_MS,
);

describe('each example of the README runs', () => {
  it('decode.ts', async () => {
    expect(await run('decode.ts', eventOf([gzipSync('{"a":1}'), 'text']))).toEqual([
      'logs/shardId-000000000001/1000 { a: 1 }',
      expect.stringMatching(/^logs\/shardId-000000000001\/1001 not_json expected a JSON object, got "text"/),
    ]);
  });

  it('moved.ts', async () => {
    expect(await run('moved.ts', eventOf([cloudwatch(['one', 'two']), gzipSync('three')]))).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('failures.ts', async () => {
    expect(await run('failures.ts', eventOf([kplAggregate(['a', 'b']), 'fails', 'c']))).toEqual([
      'logs/shardId-000000000001/1000.0 a',
      'logs/shardId-000000000001/1000.1 b',
      '{"batchItemFailures":[{"itemIdentifier":"1001"}]}',
    ]);
  });

  it('kpl.ts', async () => {
    expect(await run('kpl.ts')).toEqual(['a 3', "[ 'a', 'b', 'c' ]"]);
  });

  it('cloudwatch.ts', async () => {
    const event = { awslogs: { data: cloudwatch(['one', 'two']).toString('base64') } };
    expect(await run('cloudwatch.ts', event)).toEqual([
      `/ecs/checkout ${Date.UTC(2024, 5, 7, 2, 58, 0)} one`,
      `/ecs/checkout ${Date.UTC(2024, 5, 7, 2, 58, 1)} two`,
    ]);
  });

  it('schema.ts', async () => {
    const event = eventOf(['{"kind":"app","id":"x","at":"Jun 7 12:00:00"}', '{"kind":"app","id":"y"}']);
    expect(await run('schema.ts', event)).toEqual([
      'app x 1717729200000000000n',
      expect.stringMatching(/^missing_field at: expected a timestamp/),
    ]);
  });

  it('time.ts', async () => {
    expect(await run('time.ts')).toEqual([
      '2024-06-07T03:00:00.123Z 1717729200123000000n',
      'Dec 31 23:59:59 1735689599000000000n',
      '10/Oct/2000:13:55:36 -0700 971211336000000000n',
      '1717729200 1717729200000000000n',
      expect.stringMatching(/^noon-ish "noon-ish" is no time/),
    ]);
  });

  it('put.ts', async () => {
    expect(await run('put.ts', { texts: ['one', 'x'.repeat(1_100_000)] })).toEqual(['1 rejected']);
    const { what, body } = aws.seen.at(-1) ?? { what: '', body: '{}' };
    expect(what).toBe('Kinesis_20131202.PutRecords');
    expect(JSON.parse(body)).toMatchObject({
      StreamName: 'logs',
      Records: [{ Data: Buffer.from('one').toString('base64') }],
    });
  });

  it('pipeline.ts', async () => {
    const env = { TARGET_URL: `${aws.endpoint}/target`, DEAD_LETTER_BUCKET: 'rejects', PROGRESS_TABLE: 'progress' };
    const event = eventOf(['{"log_type":"app","log_id":"1","at":"2024-06-07T03:00:00Z"}', 'no log']);
    const lines = await run('pipeline.ts', event, env);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      message: 'batch settled',
      ledger: { received: 2, delivered: 1, rejected: 1 },
    });
    expect(lines[1]).toBe('{"batchItemFailures":[]}');
    const posted = aws.seen.filter(({ what }) => what === 'POST /target').map(({ body }) => body);
    expect(posted).toEqual(['{"log_type":"app","log_id":"1","at":"2024-06-07T03:00:00Z"}']);
    const deadLetters = aws.seen.filter(({ what }) => what.startsWith('PUT /rejects/'));
    expect(deadLetters).toHaveLength(1);
    expect(deadLetters[0]?.what).toMatch(/\/not_json\/.*\.ndjson\.gz$/);
  });
});
