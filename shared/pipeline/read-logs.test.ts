import { gunzipSync } from 'node:zlib';
import type { Context } from 'aws-lambda';
import { createEachDecoder } from '../log/decode/decode-records.ts';
import { groupLetters } from './dead-letter/dead-letter-object.ts';
import { isRejected } from './dead-letter/to-dead-letter.ts';
import { openBatch } from './open-batch.ts';
import { ONLY_TARGET } from './outcome.ts';
import { kinesisEvent, lambdaContext } from './testing/kinesis-events.ts';
import { readLogs } from './read-logs.ts';

const decode = createEachDecoder({
  recordFormat: 'json',
  fields: { logType: 'log_type', logId: 'log_id', time: 'time' },
  cloudwatchWrap: [],
  maxDecompressedBytes: 1000,
  maxBatchDecompressedBytes: 1000,
});

it('lets a fault of our own cost one entry its way, with a letter that says so, and never the batch', async () => {
  const texts = ['{"log_id":"a"}', '{"log_id":"b"}', '{"log_id":"c"}'];
  const event = kinesisEvent(texts.map((data, position) => ({ data, position, arrivedAtMs: 0 })));
  // Lambda's context holds more than the pipeline looks at.
  const batch = openBatch(event, lambdaContext(30_000) as Context, () => 0);
  const { before } = readLogs({
    decode,
    validate: (decoded) => {
      if (decoded.status === 'rejected') return decoded;
      if (decoded.fields.logId === 'b') throw new Error('no such zone');
      return { status: 'valid', log: { ...decoded.entry, logType: 'app', logId: 'x', timeNs: 0n } };
    },
    selectTargets: () => [ONLY_TARGET],
  });
  await before?.({ event: batch } as Parameters<typeof before>[0]);
  expect(batch.received).toBe(3);
  expect(batch.shipments.map(({ logs }) => logs.map(({ data }) => String(data)))).toEqual([[texts[0], texts[2]]]);

  const place = { functionName: 'f', stage: 'dev', prefix: 'failed', unknownType: 'unknown', nowMs: 0 };
  const objects = groupLetters(batch.results.filter(isRejected), place);
  expect(objects.map(({ key }) => key.split('/').slice(0, 5))).toEqual([
    ['failed', 'f', '-', 'internal_error', 'unknown'],
  ]);
  expect(objects.map(({ body }) => JSON.parse(gunzipSync(body).toString()))).toEqual([
    expect.objectContaining({
      reason: 'internal_error',
      error: 'validating the entry failed: no such zone',
      data: texts[1],
    }),
  ]);
});
