import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { createDecoder } from '../../../shared/log/decode/decode-records.ts';
import { readKinesisEvent } from '../../../shared/log/decode/kinesis-event.ts';
import { DECODE_OPTIONS } from '../../../shared/log/testing/decode-one.ts';
import { envelopeText, kplAggregate, logText } from '../../../shared/log/testing/stream-records.ts';
import { MAX_INVOCATION_BYTES, shrinkEvent } from './shrink-event.ts';

const LARGE = `{"log_type":"app","log_id":"large","time":"2026-11-22T01:00:00Z","text":"${'a large log '.repeat(750_000)}"}`;

function eventOf(...payloads: readonly (Buffer | string)[]) {
  const kinesisOf = (data: Buffer | string, index: number) => ({
    sequenceNumber: String(index),
    partitionKey: 'k',
    data: Buffer.from(data).toString('base64'),
  });
  const ids = { eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/s' };
  return {
    Records: payloads.map((data, index) => ({
      ...ids,
      eventID: `shardId-000000000000:${index}`,
      kinesis: kinesisOf(data, index),
    })),
  };
}

function entriesOf(event: ReturnType<typeof eventOf>, options: Partial<typeof DECODE_OPTIONS> = {}) {
  const { entries } = createDecoder({ ...DECODE_OPTIONS, ...options })(readKinesisEvent(event, 0));
  return entries.map((decoded) => ({
    identity: decoded.entry.identity,
    outcome: decoded.status === 'decoded' ? decoded.fields : decoded.reject.code,
    data: decoded.status === 'decoded' ? decoded.entry.data.toString() : '',
  }));
}

describe('shrinkEvent', () => {
  it('leaves an event that Lambda takes as it is', () => {
    const event = eventOf('a', logText());
    expect(shrinkEvent(event)).toBe(JSON.stringify(event));
  });

  it.each<[string, (Buffer | string)[], object]>([
    ['a log of 9 MB', [LARGE], {}],
    ['several logs', [logText('a'), LARGE, logText('b')], {}],
    ['lines', [`${logText('a')}\n${LARGE}\n`], { recordFormat: 'ndjson' }],
    ['an envelope of CloudWatch Logs', [envelopeText([logText('a'), LARGE])], {}],
    ['gzip and an aggregate beside it', [gzipSync(logText('a')), kplAggregate([logText('b')]), LARGE], {}],
    ['what is no log', ['x'.repeat(9_000_000), logText('a')], {}],
  ])('makes an event of the same entries that Lambda takes: %s', (_name, payloads, options) => {
    const event = eventOf(...payloads);
    const text = shrinkEvent(event);
    expect(Buffer.byteLength(JSON.stringify(event))).toBeGreaterThan(MAX_INVOCATION_BYTES);
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_INVOCATION_BYTES);
    expect(entriesOf(JSON.parse(text), options)).toEqual(entriesOf(event, options));
  });

  it('leaves what compression cannot shrink, aggregates and things that are no records', () => {
    const event = eventOf(kplAggregate([LARGE]), randomBytes(100));
    const odd = { Records: [...event.Records, null, { kinesis: 1 }, { kinesis: {} }] };
    const [aggregate, , ...rest] = JSON.parse(shrinkEvent(odd)).Records;
    expect(aggregate).toEqual(event.Records[0]);
    expect(rest).toEqual([null, { kinesis: 1 }, { kinesis: {} }]);
    expect(shrinkEvent({ Records: 'x'.repeat(7_000_000) })).toHaveLength(7_000_014);
  });
});
