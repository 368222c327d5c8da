import { gzipSync, zstdCompressSync } from 'node:zlib';
import { badRecords } from '../../../local/samples/bad-samples.ts';
import { cloudwatch, controlMessage, envelopeText, kplAggregate } from '../../../shared/log/testing/stream-records.ts';
import { BAD_PAYLOADS } from '../../../test/events/sample-payloads.ts';
import { event, explain, log } from '../testing/explain-logs.ts';
import { NOW_MS } from '../testing/run-command.ts';

describe('every kind of input is told from the others', () => {
  const [one, two] = [log('1'), log('2', 'access')];
  const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
  const wrapped = (data: Buffer): string => data.toString('base64').replace(/(.{76})/g, '$1\n');
  it.each<[string, string | Buffer, readonly string[]]>([
    ['NDJSON', `${one}\r\n\n${two}`, ['1', '2']],
    ['NDJSON with a byte order mark', `\ufeff${one}\n${two}\n`, ['1', '2']],
    ['one log over lines', pretty(JSON.parse(one)), ['1']],
    ['an event', pretty(event([one, gzipSync(two)])), ['1', '2']],
    ['an event on one line, behind a log', `${one}\n${JSON.stringify(event([two]))}`, ['1', '2']],
    [
      'a batch of which Lambda exhausted the retries',
      pretty({ version: '1.0', payload: JSON.stringify(event([one, two])) }),
      ['1', '2'],
    ],
    ['an envelope', pretty(JSON.parse(envelopeText([one, two]))), ['1', '2']],
    ['an envelope in gzip', cloudwatch([one, two]), ['1', '2']],
    ['a KPL aggregate', kplAggregate([one, two]), ['1', '2']],
    ['a KPL aggregate in base64', kplAggregate([one, two]).toString('base64'), ['1', '2']],
    ['the same, wrapped', `${wrapped(kplAggregate([one, two]))}\n`, ['1', '2']],
    [
      'base64 of gzip and zstd',
      [gzipSync(one), zstdCompressSync(two)].map((d) => d.toString('base64')).join('\n'),
      ['1', '2'],
    ],
    ['base64 of an envelope in gzip', wrapped(cloudwatch([one, two])), ['1', '2']],
    ['base64 of a log', Buffer.from(one).toString('base64'), ['1']],
    ['an archive object', gzipSync(`${one}\n${two}\n`), ['1', '2']],
    ['an event in zstd', zstdCompressSync(pretty(event([one, two]))), ['1', '2']],
    ['a control message beside a log', pretty(event([controlMessage(), one])), ['1']],
    ['nothing', '', []],
  ])('%s', async (_, input, ids) => {
    const { code, err, entries } = await explain(input);
    expect({ code, err, ids: entries.map(({ logId }) => logId) }).toEqual({ code: 0, err: '', ids });
  });
});

describe('bad input', () => {
  const samples = {
    ...BAD_PAYLOADS,
    ...Object.fromEntries(
      badRecords(NOW_MS)
        .slice(0, -1)
        .map((r) => [r.name, r.data]),
    ),
  };
  const rows = Object.entries(samples).map(([name, data]) => [name, name.replace(/:.*/, ''), data] as const);
  it.each(rows)('%s: has its own sentence, in an event', async (_, reason, data) => {
    const { code, entries } = await explain(JSON.stringify(event([log('before'), data, log('after')])));
    expect({ code, outcomes: entries.map(({ outcome }) => outcome) }).toEqual({
      code: 1,
      outcomes: ['valid', 'rejected', 'valid'],
    });
    expect(entries[1]).toMatchObject({ reason, routes: [] });
    expect(entries[1].error.length).toBeGreaterThan(20);
  });

  it.each<[string, string, RegExp]>([
    ['text', 'GET / 200', /^not_json: expected a JSON object, got "GET \/ 200": /],
    ['a list', '[1,2]', /^not_object: expected a JSON object, got an array of 2$/],
    ['null', 'null', /^not_object: expected a JSON object, got null$/],
    [
      'no type',
      '{"log_id":"1","time":1600000000}',
      /^missing_field: log_type: expected a non-empty string, but the field is missing$/,
    ],
    ['an empty id', log(''), /^bad_field: log_id: expected a non-empty string or a number, got ""$/],
    [
      'a type that is a number',
      '{"log_type":7,"log_id":"1","time":1600000000}',
      /^bad_field: log_type: expected a non-empty string, got 7$/,
    ],
    [
      'no such day',
      log('1', 'a', '2026-02-30'),
      /^bad_time: time: "2026-02-30" is no time \(there is no day 30 .*\): expected a date and time/,
    ],
    [
      'a number of odd length',
      '{"log_type":"a","log_id":"1","time":12345}',
      /^bad_time: time: the number 12345 is no time: expected/,
    ],
    [
      'everything at once',
      '{"log_type":null}',
      /^missing_field: log_type: .*null; log_id: .*missing; time: .*missing$/,
    ],
    [
      'base64 of damaged gzip',
      gzipSync(log('1')).subarray(0, 30).toString('base64'),
      /^corrupt_compression: 30 bytes of gzip cannot be decompressed: /,
    ],
  ])('%s', async (_, line, sentence) => {
    const { code, entries } = await explain(`${log('before')}\n${line}\n${log('after')}\n`);
    expect(code).toBe(1);
    expect(entries.map(({ outcome, line: number }) => [outcome, number])).toEqual([
      ['valid', 1],
      ['rejected', 2],
      ['valid', 3],
    ]);
    expect(`${entries[1].reason}: ${entries[1].error}`).toMatch(sentence);
  });

  it.each<[string, (record: Record<string, unknown>, kinesis: Record<string, unknown>) => void, string]>([
    ['no data', (_, kinesis) => delete kinesis['data'], 'Records[1].kinesis.data: expected base64, but it is missing'],
    [
      'an arrival that is text',
      (_, kinesis) => Object.assign(kinesis, { approximateArrivalTimestamp: 'now' }),
      'Records[1].kinesis.approximateArrivalTimestamp: expected epoch seconds, got "now"',
    ],
    [
      'an ARN that is none',
      (record) => Object.assign(record, { eventSourceARN: 'arn:aws:sqs:x' }),
      'Records[1].eventSourceARN: expected the ARN of a Kinesis stream, got "arn:aws:sqs:x"',
    ],
    [
      'no record',
      (record) => delete record['kinesis'],
      'Records[1]: expected a Kinesis record, got an object with eventID, eventSourceARN',
    ],
  ])('an event with %s', async (_, spoil, error) => {
    const spoiled = event([log('1'), log('2'), log('3')]);
    const record = spoiled.Records[1] as unknown as Record<string, unknown>;
    spoil(record, record['kinesis'] as Record<string, unknown>);
    const { code, entries } = await explain(JSON.stringify(spoiled));
    expect(code).toBe(1);
    expect(entries).toMatchObject([{ logId: '1' }, { reason: 'bad_field', error }, { logId: '3' }]);
  });

  it('a line longer than any record is refused by its length', async () => {
    const { entries } = await explain(`${'x'.repeat(10 * 1024 * 1024 + 1)}\n${log('1')}`);
    expect(entries).toMatchObject([
      { reason: 'oversize', error: 'it has 10485761 bytes, a record of a stream at most 10485760' },
      { outcome: 'valid' },
    ]);
  });

  it('a log that one target cannot take is refused there, and taken by the others', async () => {
    const big = log('1', 'access').replace('}', `,"x":"${'x'.repeat(1_010 * 1024)}"}`);
    const { code, entries } = await explain(big);
    expect(code).toBe(0);
    expect(entries).toMatchObject([
      { outcome: 'valid', routes: ['archive'], refusals: [{ by: 'partner', reason: 'oversize' }] },
    ]);
  });
});
