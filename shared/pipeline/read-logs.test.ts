import { createEachDecoder } from '../log/decode/decode-records.ts';
import { ALL_PARTS } from '../log/decode/decoder-parts.ts';
import type { Decoded, Validated } from '../log/log.ts';
import { openBatch } from './open-batch.ts';
import { readLogs } from './read-logs.ts';
import { kinesisEvent, lambdaContext, sequenceNumberAt } from './testing/kinesis-events.ts';

const decode = createEachDecoder({
  parts: ALL_PARTS,
  recordFormat: 'json',
  fields: { logType: 'log_type', logId: 'log_id', time: 'time' },
  cloudwatchWrap: [],
  maxDecompressedBytes: 1000,
  maxBatchDecompressedBytes: 1000,
});

function validate(decoded: Decoded): Validated {
  if (decoded.status === 'rejected') return decoded;
  const { logId } = decoded.fields;
  if (logId === 'bug') throw new Error('no such zone');
  const { entry } = decoded;
  if (logId === undefined) return { status: 'rejected', entry, reject: { code: 'missing_field', error: 'log_id' } };
  return { status: 'valid', log: { ...entry, logType: 'app', logId: String(logId), timeNs: 0n } };
}

function read(...texts: readonly string[]) {
  const event = kinesisEvent(texts.map((data, position) => ({ data, position })));
  return readLogs(openBatch(event, lambdaContext(30_000), () => 0).records, {
    decode,
    validate,
    selectTargets: () => ['all'],
    takeUnknownZones: () => ({}),
  });
}

describe('readLogs', () => {
  it.each([
    ['a log', '{"log_id":"a"}', ['a'], []],
    ['no JSON', '{', [], ['not_json']],
    ['what the schema refuses', '{}', [], ['missing_field']],
    ['a fault in the validator', '{"log_id":"bug"}', [], ['internal_error']],
  ])('makes of %s a log or a reject, and goes on', (_name, text, ids, codes) => {
    const { logs, results, received } = read('{"log_id":"first"}', text, '{"log_id":"last"}');
    expect(logs.byTarget.get('all')?.map(({ logId }) => logId)).toEqual(['first', ...ids, 'last']);
    expect(results.map(({ outcome }) => 'code' in outcome && outcome.code)).toEqual(codes);
    expect(received).toBe(3);
  });

  it('says what failed, with what is known of the entry', () => {
    expect(read('{"log_id":"bug"}').results).toMatchObject([
      {
        target: '-',
        outcome: { status: 'rejected', error: 'validating the entry failed: no such zone' },
        entry: { data: Buffer.from('{"log_id":"bug"}') },
      },
    ]);
  });

  it('counts bytes and entries by record', () => {
    const { decoded, entryCounts } = read('{"log_id":"a"}', '{}');
    expect(decoded).toMatchObject({ bytesIn: 16, controlMessages: 0 });
    expect([...entryCounts()]).toEqual([
      [sequenceNumberAt(0), 1],
      [sequenceNumberAt(1), 1],
    ]);
  });
});
