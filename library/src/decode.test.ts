import { gzipSync, zstdCompressSync } from 'node:zlib';
import { cloudwatch, controlMessage, kplAggregate, logText } from '../../shared/log/testing/stream-records.ts';
import { eventOf, recordOf } from '../testing/events.ts';
import { createMessageWrapper } from './cloudwatch.ts';
import { type DecodeOptions, decodeKinesisEvent, type KinesisEventLike } from './decode.ts';

const MEBI = 1024 * 1024;

/** The entries in short: identity behind the shard, then the text or the reason. */
function briefs(event: unknown, options?: DecodeOptions): readonly string[] {
  // Hostile events are no events.
  return [...decodeKinesisEvent(event as KinesisEventLike, options)].map((entry) => {
    const end = entry.status === 'entry' ? entry.data.toString() : entry.reason;
    return `${entry.identity?.replace('logs/shardId-000000000001/', '') ?? '-'} ${end}`;
  });
}

describe('decodeKinesisEvent', () => {
  const log = logText();

  it.each<[string, Buffer | string, DecodeOptions, readonly string[]]>([
    ['plain JSON', log, {}, [`1000 ${log}`]],
    ['gzip', gzipSync(log), {}, [`1000 ${log}`]],
    ['zstd', zstdCompressSync(log), {}, [`1000 ${log}`]],
    ['a KPL aggregate', kplAggregate([log, gzipSync(log)]), {}, [`1000.0 ${log}`, `1000.1 ${log}`]],
    ['CloudWatch Logs', cloudwatch([log, log]), {}, [`1000/0 ${log}`, `1000/1 ${log}`]],
    ['CloudWatch Logs in KPL', kplAggregate([cloudwatch([log])]), {}, [`1000.0/0 ${log}`]],
    ['a control message', controlMessage(), {}, []],
    ['ndjson', `${log}\n{}\r\n\n`, { recordFormat: 'ndjson' }, [`1000/0 ${log}`, '1000/1 {}']],
    ['no JSON', 'plain line', {}, ['1000 not_json']],
    ['plain lines as bytes', 'plain line', { content: 'bytes' }, ['1000 plain line']],
    ['compressed bytes', gzipSync('plain line'), { content: 'bytes' }, ['1000 plain line']],
    ['messages as bytes', cloudwatch(['START', log]), { content: 'bytes' }, ['1000/0 START', `1000/1 ${log}`]],
    ['gzip that is cut', gzipSync(log).subarray(0, 30), {}, ['1000 corrupt_compression']],
    ['a bomb', gzipSync(Buffer.alloc(MEBI)), { maxRecordBytes: 1000 }, ['1000 too_large_decompressed']],
    ['nothing', '', {}, ['1000 not_json']],
  ])('reads %s', (_what, payload, options, expected) => {
    expect(briefs(eventOf([payload]), options)).toEqual(expected);
  });

  it('gives each entry its origin, and the bytes that came', () => {
    const data = kplAggregate(['{}', '[]']);
    expect([...decodeKinesisEvent(eventOf([data]))]).toMatchObject([
      {
        status: 'entry',
        identity: 'logs/shardId-000000000001/1000.0',
        sequenceNumber: '1000',
        subSequence: 0,
        partitionKey: 'key-0',
        arrivedAtMs: Date.UTC(2024, 5, 7, 3),
        data: Buffer.from('{}'),
      },
      { status: 'rejected', reason: 'not_object', subSequence: 1, data: Buffer.from('[]'), error: expect.any(String) },
    ]);
  });

  it('has a type for partition keys that are absent', () => {
    const [entry] = decodeKinesisEvent(eventOf(['{}'], { partitionKey: undefined as never }));
    expect(entry?.partitionKey).toBeUndefined();
    expect(entry?.subSequence).toBeUndefined();
  });

  it('reads values at paths, and the origin of CloudWatch Logs', () => {
    const [entry] = decodeKinesisEvent(eventOf([cloudwatch(['{"a":{"b":[1]}}'])]), { pick: ['a.b', 'c'] });
    expect(entry).toMatchObject({ picked: [[1], undefined], cloudwatch: { logGroup: '/ecs/checkout', eventId: 'e0' } });
  });

  it('makes JSON of messages that are none, where a rule says so', () => {
    const fields = { time: 'at' };
    const options = { wrapMessage: createMessageWrapper([{ pattern: '/ecs/*', logType: 'ecs' }], fields), fields };
    const [entry] = decodeKinesisEvent(eventOf([cloudwatch(['START'])]), options);
    expect(JSON.parse(String(entry?.data))).toMatchObject({
      log_type: 'ecs',
      log_id: 'e0',
      at: '2024-06-07T02:58:00.000Z',
    });
  });

  it('takes records of several shards and streams, as hand-made events have them', () => {
    const other = { ...recordOf('{}', '5'), eventID: 'shardId-2:5', eventSourceARN: 'arn:aws:kinesis:x:1:stream/a.b' };
    expect(briefs({ Records: [recordOf('{}', '4'), other, recordOf('{}', '6')] })).toEqual([
      '4 {}',
      'a.b/shardId-2/5 {}',
      '6 {}',
    ]);
  });

  it('goes on with the next record where several use up the share of one, whatever their numbers', () => {
    const half = gzipSync(`{"a":"${'x'.repeat(600)}"}`);
    const same = { Records: Array.from({ length: 150 }, () => recordOf(half, '7')) };
    expect(briefs(eventOf(Array(150).fill(half)), { maxRecordBytes: 1000 })).toHaveLength(150);
    expect(briefs(same, { maxRecordBytes: 1000 })).toEqual(Array(150).fill(expect.stringMatching(/^7 \{"a"/)));
  });

  it('decodes no more than is taken', () => {
    let read = 0;
    const records = eventOf(Array(1000).fill('{}')).Records.map((record) => ({
      ...record,
      get kinesis() {
        read++;
        return record.kinesis;
      },
    }));
    for (const _ of decodeKinesisEvent({ Records: records })) break;
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(1000);
  });

  const good = recordOf('{}', '1');

  it.each<[unknown, string]>([
    [undefined, '- bad_event'],
    [null, '- bad_event'],
    ['text', '- bad_event'],
    [{ Records: {} }, '- bad_event'],
    [{ Records: [null] }, '- bad_record'],
    [{ Records: [{}] }, '- bad_record'],
    [{ Records: [{ ...good, eventID: 5 }] }, '- bad_record'],
    [{ Records: [{ ...good, eventSourceARN: 'arn:aws:sqs:x:1:queue' }] }, '- bad_record'],
    [{ Records: [{ ...good, kinesis: [] }] }, '- bad_record'],
    [{ Records: [{ ...good, kinesis: { ...good.kinesis, data: 5 } }] }, '- bad_record'],
    [{ Records: [{ ...good, kinesis: { ...good.kinesis, partitionKey: {} } }] }, '- bad_record'],
    [{ Records: [{ ...good, kinesis: { ...good.kinesis, sequenceNumber: '' } }] }, '- bad_record'],
    [{ Records: [] }, ''],
  ])('throws for nothing in an event: %j', (event, expected) => {
    expect(briefs(event).join()).toBe(expected);
  });

  it('goes on behind what is no record, and keeps what is known of it', () => {
    const bad = { ...good, eventID: 'nothing' };
    expect([...decodeKinesisEvent({ Records: [good, bad, recordOf('{}', '2')] })]).toMatchObject([
      { status: 'entry' },
      { status: 'rejected', reason: 'bad_record', sequenceNumber: '1', data: Buffer.from('{}') },
      { status: 'entry' },
    ]);
  });

  it('takes a field name that is undefined for one that is left out', () => {
    const fields = { time: undefined } as never; // as a program without types may give it
    expect([...decodeKinesisEvent(eventOf(['{}']), { fields })]).toMatchObject([{ status: 'entry' }]);
  });

  it.each<[DecodeOptions, string]>([
    [{ maxRecordBytes: 0 }, 'maxRecordBytes'],
    [{ maxRecordBytes: Number.NaN }, 'maxRecordBytes'],
    [
      { recordFormat: 'xml' as never, content: 'text' as never },
      'recordFormat: expected json or ndjson, got "xml"; content',
    ],
    [{ wrapMessage: [{ pattern: 'a', logType: 'x' }] as never }, 'wrapMessage: expected a function'],
    [{ pick: 'a.b' as never }, 'pick: expected a list of paths'],
    [{ pick: [''] }, 'pick: expected a list of paths'],
    [{ fields: { time: 5 as never } }, 'fields: expected names'],
  ])('throws at the call for a wrong option: %j', (options, message) => {
    expect(() => decodeKinesisEvent(eventOf([]), options)).toThrow(message);
  });
});
