import { parseConfig } from './config.ts';

const required = { FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress' };

describe('parseConfig', () => {
  it.each([
    [{ TARGET_STREAM_NAME: 'out' }, { kind: 'kinesis', name: 'out', maxRecordSizeKiB: 1024 }],
    [
      { TARGET_STREAM_NAME: 'out', TARGET_MAX_RECORD_KIB: '10240' },
      { kind: 'kinesis', name: 'out', maxRecordSizeKiB: 10_240 },
    ],
    [
      { TARGET_STREAM_NAME: 'out', AGGREGATE: 'true', TARGET_SHARDS: '3' },
      { kind: 'kinesis', name: 'out', maxRecordSizeKiB: 1024, aggregation: { maxBytes: 256_000, shards: 3 } },
    ],
    [
      { TARGET_STREAM_NAME: 'out', AGGREGATE: 'true', AGGREGATE_MAX_KIB: '50' },
      { kind: 'kinesis', name: 'out', maxRecordSizeKiB: 1024, aggregation: { maxBytes: 51_200, shards: 16 } },
    ],
    [{ TARGET_DELIVERY_STREAM_NAME: 'hose' }, { kind: 'firehose', name: 'hose' }],
  ])('reads %j', (env, target) => {
    expect(parseConfig({ ...required, ...env })).toMatchObject({ target, partitionKey: 'source', maxTries: 4 });
  });

  it.each([
    [{}, 'expected one of the two, got neither'],
    [{ TARGET_STREAM_NAME: 'a', TARGET_DELIVERY_STREAM_NAME: 'b' }, 'expected one of the two, got both "a" and "b"'],
    [
      { TARGET_STREAM_NAME: 'a', PARTITION_KEY: 'colour' },
      'PARTITION_KEY: expected one of source, log_id, log_type, random',
    ],
    [
      { TARGET_STREAM_NAME: 'a', TARGET_MAX_RECORD_KIB: '512' },
      'TARGET_MAX_RECORD_KIB: expected a whole number from 1024 to 10240',
    ],
    [{ TARGET_DELIVERY_STREAM_NAME: 'h', AGGREGATE: 'true' }, 'AGGREGATE: Firehose does not take aggregates apart'],
    [
      { TARGET_STREAM_NAME: 'a', KINESIS_MAX_RETRIES: '-1' },
      'KINESIS_MAX_RETRIES: expected a whole number from 0 to 20',
    ],
  ])('refuses %j', (env, message) => {
    expect(() => parseConfig({ ...required, ...env })).toThrow(message);
  });

  it('names everything that is wrong at once', () => {
    for (const name of ['FAILED_LOG_S3_BUCKET', 'PROGRESS_TABLE', 'TARGET_STREAM_NAME', 'PARTITION_KEY']) {
      expect(() => parseConfig({ PARTITION_KEY: 'x' })).toThrow(name);
    }
  });
});
