import { zstdDecompressSync } from 'node:zlib';
import { failureRecord } from '../../../local/event-source/core/failure.ts';
import { MAX_EVENT_BYTES } from '../../../local/event-source/core/mapping-settings.ts';
import { NOW_MS, runCommand } from '../testing/run-command.ts';
import { type StageServer, startStageServer } from './testing/stage-server.ts';

const FUNCTION = 'baikonur-local-s3-sink-sink';
const KEY = 'aws/lambda/mapping/shardId-000000000000/2026/11/22/x';
const MB = 1e6;

let server: StageServer;
beforeEach(async () => {
  server = await startStageServer(() => NOW_MS);
});
afterEach(() => server.close());

/** Saves a record as Lambda saves one that is too large for an event, by the local event source's own rules. */
function save(data: Buffer): void {
  const record = {
    sequenceNumber: '49600000000000000000000001',
    partitionKey: 'k',
    data,
    arrivedAtMs: NOW_MS - 60_000,
  };
  const batch = { records: [{ record }], invocations: 0 };
  const body = failureRecord(
    { batch, condition: 'PayloadSizeExceeded' } as unknown as Parameters<typeof failureRecord>[0], // no more of it is read
    {
      origin: {
        streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/baikonur-local-archive',
        region: 'us-east-1',
        shardId: 'shardId-000000000000',
        roleArn: 'arn:aws:iam::000000000000:role/r',
      },
      functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${FUNCTION}`,
      mappingId: 'mapping',
      nowMs: NOW_MS - 30_000,
      id: 'id',
    },
    'withPayload',
  );
  server.objects.set(KEY, { body: Buffer.from(JSON.stringify(body)), writtenAtMs: NOW_MS - 30_000 });
}

async function redrive() {
  const env = { AWS_ENDPOINT_URL: server.endpoint };
  const { code, out } = await runCommand(['redrive', '--stage', 'local', '--given-up', '--run', '--yes', '--json'], {
    env,
  });
  return { code, ...JSON.parse(out) };
}

describe('a record that no event of Lambda could hold', () => {
  it('of 9 MB: goes back compressed, with its sequence number, and its object is moved', async () => {
    const log = Buffer.from(JSON.stringify({ log_type: 'app', log_id: 'large', text: 'a large log '.repeat(750_000) }));
    expect(log.length).toBeGreaterThan(9 * MB);
    save(log);
    const events: string[] = [];
    server.invoke = async (_name, event) => {
      events.push(event);
      return { payload: { batchItemFailures: [] } };
    };
    expect(await redrive()).toMatchObject({ code: 0, delivered: 1, moved: 1, left: 0 });
    const [event = ''] = events;
    expect(Buffer.byteLength(event)).toBeLessThan(MAX_EVENT_BYTES);
    const [{ kinesis }] = JSON.parse(event).Records;
    expect(kinesis).toMatchObject({ sequenceNumber: '49600000000000000000000001', partitionKey: 'k' });
    expect(zstdDecompressSync(Buffer.from(kinesis.data, 'base64')).equals(log)).toBe(true);
    expect([...server.objects.keys()]).toContainEqual(expect.stringMatching(new RegExp(`_redriven/.*${KEY}$`)));
  });

  it('that compression does not shrink enough: stays, and the report says why', async () => {
    let seed = 1;
    const noise = Buffer.from(
      Uint32Array.from({ length: 2.25 * MB }, () => (seed = (seed * 1_664_525 + 1) >>> 0)).buffer,
    );
    save(noise);
    const report = await redrive();
    expect(report).toMatchObject({ code: 1, delivered: 0, moved: 0, left: 1 });
    expect(report.problems).toEqual([
      expect.stringMatching(/its event has \d+ bytes, compressed too: Lambda takes 6 MB/),
    ]);
    expect(server.objects.has(KEY)).toBe(true);
  });
});
