import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import type { Decoded } from '../log.ts';
import {
  cloudwatch,
  controlMessage,
  envelopeText,
  kplAggregate,
  logText,
  streamRecord,
  streamRecords,
} from '../testing/stream-records.ts';
import { createDecoder, type DecodeOptions } from './decode-records.ts';
import type { StreamRecord } from './kinesis-event.ts';

const MEBI = 1024 * 1024;
const OPTIONS: DecodeOptions = {
  maxDecompressedBytes: 64 * MEBI,
  maxBatchDecompressedBytes: 256 * MEBI,
  recordFormat: 'json',
  fields: { logType: 'log_type', logId: 'log_id', time: 'time' },
  cloudwatchWrap: [],
};
const ID = 'logs/shardId-000000000001/49600000000000000000000001';

const decodeOne = (data: Buffer | string, options: Partial<DecodeOptions> = {}): readonly Decoded[] =>
  createDecoder({ ...OPTIONS, ...options })([streamRecord(data)]).entries;

/** What became of an entry, shortly: identity behind the record's, then the id read or the reject's code. */
const brief = (decoded: Decoded): string => {
  const result = decoded.status === 'decoded' ? `id ${decoded.fields.logId}` : decoded.reject.code;
  return `${decoded.entry.identity.slice(ID.length)} ${result}`.trim();
};

describe('one record', () => {
  const log = logText('a');
  const two = [logText('a'), logText('b')];

  it.each<[string, Buffer | string, string[]]>([
    ['JSON', log, ['id a']],
    ['JSON behind a byte order mark', `\ufeff${log}`, ['id a']],
    ['JSON in gzip', gzipSync(log), ['id a']],
    ['JSON in zstd', zstdCompressSync(log), ['id a']],
    ['two gzip members', Buffer.concat([gzipSync(log.slice(0, 9)), gzipSync(log.slice(9))]), ['id a']],
    ['CloudWatch', cloudwatch(two), ['/0 id a', '/1 id b']],
    ['CloudWatch without gzip', envelopeText(two), ['/0 id a', '/1 id b']],
    ['CloudWatch in zstd', zstdCompressSync(envelopeText(two)), ['/0 id a', '/1 id b']],
    ['KPL', kplAggregate(two), ['.0 id a', '.1 id b']],
    ['gzip in KPL', kplAggregate([gzipSync(log), log]), ['.0 id a', '.1 id a']],
    ['CloudWatch in KPL', kplAggregate([cloudwatch(two), log]), ['.0/0 id a', '.0/1 id b', '.1 id a']],
    ['a control message and a log in KPL', kplAggregate([controlMessage(), log]), ['.1 id a']],
    ['no bytes', '', ['not_json']],
    ['text', 'hello', ['not_json']],
    ['half of a JSON text', log.slice(0, 20), ['not_json']],
    ['two JSON texts', `${log}\n${log}`, ['not_json']],
    ['an array', `[${log}]`, ['not_object']],
    ['null', 'null', ['not_object']],
    ['a number', '42', ['not_object']],
    ['an overlong UTF-8 sequence', Buffer.from('7b22c0af223a317d', 'hex'), ['not_utf8']],
    ['half of a character', Buffer.from(`${log}あ`).subarray(0, -1), ['not_utf8']],
    ['bytes that are no UTF-8 in gzip', gzipSync(Buffer.from([0x22, 0xff, 0x22])), ['not_utf8']],
    ['KPL with a wrong MD5', Buffer.concat([kplAggregate(two).subarray(0, -1), Buffer.from('x')]), ['not_utf8']],
    ['a cut gzip', cloudwatch(two).subarray(0, -9), ['corrupt_compression']],
    ['a gzip of nonsense', Buffer.from('1f8b0a0b0c0d', 'hex'), ['corrupt_compression']],
    ['a cut gzip in KPL', kplAggregate([log, gzipSync(log).subarray(0, 9)]), ['.0 id a', '.1 corrupt_compression']],
    ['bad messages', cloudwatch(['x', '[1]', '', log]), ['/0 not_json', '/1 not_object', '/2 not_json', '/3 id a']],
    ['an envelope without events', cloudwatch([]), ['id undefined']],
    ['an envelope with an event that is none', envelopeText([], { logEvents: [{ id: '1' }] }), ['id undefined']],
    [
      'an envelope at an impossible time',
      envelopeText([], { logEvents: [{ id: '1', timestamp: 1e300, message: 'm' }] }),
      ['id undefined'],
    ],
    ['gzip in gzip', gzipSync(gzipSync(log)), ['not_utf8']],
  ])('%s', (_, data, expected) => {
    expect(decodeOne(data).map(brief)).toEqual(expected);
  });

  it.each<[string, Buffer | string, string[]]>([
    ['lines', `${log}\n${logText('b')}\r\n`, ['/0 id a', '/1 id b']],
    ['one line', log, ['/0 id a']],
    ['blank lines', `\n\n${log}\n \t\r\n${logText('b')}`, ['/0 id a', '/1 id b']],
    ['a bad line between', `${log}\n?\n${log}`, ['/0 id a', '/1 not_json', '/2 id a']],
    ['nothing but blank lines', '\n \n\r\n', ['/0 not_json']],
    ['no bytes', '', ['/0 not_json']],
    [
      'a half character in one line',
      Buffer.concat([Buffer.from([0xe3, 0x81, 0x0a]), Buffer.from(log)]),
      ['/0 not_utf8', '/1 id a'],
    ],
    ['gzip in KPL', kplAggregate([gzipSync(`${log}\n${log}`)]), ['.0/0 id a', '.0/1 id a']],
    ['an envelope in a line', `${envelopeText(two)}\n${log}`, ['/0 id a', '/1 id b', '/2 id a']],
    ['CloudWatch', cloudwatch(two), ['/0 id a', '/1 id b']],
  ])('as ndjson: %s', (_, data, expected) => {
    expect(decodeOne(data, { recordFormat: 'ndjson' }).map(brief)).toEqual(expected);
  });

  it.each<[string, Buffer | string, Buffer]>([
    ['a reject of its level: compressed', gzipSync(log).subarray(0, 20), gzipSync(log).subarray(0, 20)],
    ['a reject of its level: decompressed', gzipSync('nonsense'), Buffer.from('nonsense')],
    [
      'numbers beyond 2^53 and white space',
      '{ "n":12345678901234567890.10 }\n',
      Buffer.from('{ "n":12345678901234567890.10 }\n'),
    ],
    ['a valid log without its byte order mark', `\ufeff${log}`, Buffer.from(log)],
    ['a rejected text with it', '\ufeff?', Buffer.from('\ufeff?')],
    ['a message', cloudwatch(['{"a":"あ"}']), Buffer.from('{"a":"あ"}')],
    ['lone surrogates as WTF-8', cloudwatch(['{"a":"\ud800"}']), Buffer.from('7b2261223a22eda080227d', 'hex')],
  ])('keeps the bytes of %s', (_, data, expected) => {
    expect(decodeOne(data)[0]?.entry.data).toEqual(expected);
  });

  it('knows whose key, arrival and envelope an entry has, and its position', () => {
    const entries = decodeOne(kplAggregate([log, cloudwatch(two), 'x'])).map(({ entry }) => entry);
    expect(entries.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3]);
    expect(entries.map(({ partitionKey }) => partitionKey)).toEqual(['key-0', 'key-1', 'key-1', 'key-2']);
    expect(entries[2]).toEqual({
      identity: `${ID}.1/1`,
      sequenceNumber: '49600000000000000000000001',
      ordinal: 2,
      partitionKey: 'key-1',
      arrivedAtMs: Date.UTC(2024, 5, 7, 3),
      data: Buffer.from(logText('b')),
      cloudwatch: {
        owner: '123456789012',
        logGroup: '/ecs/checkout',
        logStream: 'app/1',
        eventId: 'e1',
        eventTimeMs: Date.UTC(2024, 5, 7, 2, 58, 1),
      },
    });
  });

  it('calls a message that UTF-8 cannot hold not_utf8', () => {
    expect(decodeOne(cloudwatch(['{"a":"\udc00"}'])).map(brief)).toEqual(['/0 not_utf8']);
  });
});

describe('fields', () => {
  const fieldsOf = (json: string, options: Partial<DecodeOptions>): unknown => {
    const [decoded] = decodeOne(json, options);
    return decoded?.status === 'decoded' ? decoded.fields : undefined;
  };
  const names = (logType: string): Partial<DecodeOptions> => ({ fields: { logType, logId: 'i', time: 't' } });

  it.each([
    ['of duplicate keys the last', '{"a":1,"a":2}', 'a', 2],
    ['a key with dots before a path', '{"a.b":1,"a":{"b":2}}', 'a.b', 1],
    ['a path', '{"a":{"b":{"c":3}}}', 'a.b.c', 3],
    ['no path through an array', '{"a":[1]}', 'a.length', undefined],
    ['no path through null', '{"a":null}', 'a.b', undefined],
    ['nothing inherited', '{}', 'constructor', undefined],
    ['nothing inherited by a path', '{"a":{}}', 'a.__proto__', undefined],
    ['a key __proto__ like any other', '{"__proto__":"x"}', '__proto__', 'x'],
    ['null as it stands', '{"a":null}', 'a', null],
  ])('reads %s', (_, json, name, expected) => {
    expect(fieldsOf(json, names(name))).toEqual({ logType: expected, logId: undefined, time: undefined });
  });

  it('picks extra paths in the order asked', () => {
    const json = '{"log_type":"a","http":{"status":500},"user.id":7}';
    expect(fieldsOf(json, { pickPaths: ['user.id', 'http.status', 'no'] })).toMatchObject({
      picked: [7, 500, undefined],
    });
  });

  it('leaves prototypes alone', () => {
    decodeOne('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('CLOUDWATCH_WRAP', () => {
  const wrap = {
    cloudwatchWrap: [
      { pattern: '/ecs/*', logType: 'ecs' },
      { pattern: '*', logType: 'rest' },
    ],
  };
  const textOf = (decoded: Decoded | undefined): unknown => JSON.parse(decoded?.entry.data.toString() ?? '');
  const wrapped = (message: string): unknown => ({
    log_type: 'ecs',
    log_id: 'e0',
    time: '2024-06-07T02:58:00.000Z',
    message,
    log_group: '/ecs/checkout',
    log_stream: 'app/1',
  });

  it.each(['plain text', '', '[1]', '{"log_type":"a","time":"2024"}', '{"a":"\ud800"}'])(
    'builds a log around %j',
    (message) => {
      const [decoded] = decodeOne(cloudwatch([message]), wrap);
      expect(textOf(decoded)).toEqual(wrapped(message));
      expect(decoded).toMatchObject({ status: 'decoded', fields: { logType: 'ecs', logId: 'e0' } });
    },
  );

  it.each([
    ['a log as it is', logText('a'), {}],
    ['a log with a wrong field', '{"log_type":5,"log_id":null,"time":""}', {}],
    ['a log without an optional field', '{"log_type":"a","log_id":"b"}', { optionalFields: ['time'] }],
  ])('leaves %s', (_, message, options) => {
    expect(decodeOne(cloudwatch([message]), { ...wrap, ...options })[0]?.entry.data.toString()).toBe(message);
  });

  it('takes the first rule whose pattern matches the log group', () => {
    const [decoded] = decodeOne(cloudwatch(['x'], { logGroup: '/aws/lambda/f' }), wrap);
    expect(textOf(decoded)).toMatchObject({ log_type: 'rest', log_group: '/aws/lambda/f' });
  });

  it('wraps no record that did not come from CloudWatch', () => {
    expect(decodeOne('plain text', wrap).map(brief)).toEqual(['not_json']);
  });
});

describe('a batch', () => {
  const payload = fc.oneof(
    fc.constantFrom<Buffer | string>('', '?', '[]', logText(), controlMessage(), gzipSync('x').subarray(0, 12)),
    fc.array(fc.constantFrom('?', logText('m')), { maxLength: 4 }).map((messages) => cloudwatch(messages)),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.string().map((text) => zstdCompressSync(JSON.stringify({ text }))),
  );
  const aggregated = fc.array(payload, { minLength: 1, maxLength: 4 }).map((payloads) => kplAggregate(payloads));
  const batches = fc.array(fc.oneof(payload, aggregated), { minLength: 1, maxLength: 12 }).map(streamRecords);
  const formats = fc.constantFrom<DecodeOptions['recordFormat']>('json', 'ndjson');

  it('loses no record: each has entries, or is a control message', () => {
    fc.assert(
      fc.property(batches, formats, (records, recordFormat) => {
        const decode = createDecoder({ ...OPTIONS, recordFormat });
        for (const record of records) {
          const { entries, controlMessages } = decode([record]);
          expect(entries.length + controlMessages).toBeGreaterThan(0);
          expect(entries.map(({ entry }) => entry.ordinal)).toEqual(entries.map((_, i) => i));
          expect(new Set(entries.map(({ entry }) => entry.identity)).size).toBe(entries.length);
        }
      }),
    );
  });

  it('says the same of a record in every batch it comes in', () => {
    fc.assert(
      fc.property(batches, formats, fc.nat(12), (records, recordFormat, cut) => {
        const decode = createDecoder({ ...OPTIONS, recordFormat });
        const whole = decode(records);
        const parts = [records.slice(0, cut), records.slice(cut)].map(decode);
        expect(parts.flatMap(({ entries }) => entries)).toEqual(whole.entries);
        expect(parts.reduce((sum, part) => sum + part.controlMessages, 0)).toBe(whole.controlMessages);
        expect(parts.reduce((sum, part) => sum + part.bytesIn, 0)).toBe(whole.bytesIn);
      }),
    );
  });

  /** Decodes as Lambda would call: after a cut, again from there. */
  const drain = (records: readonly StreamRecord[], options: DecodeOptions): { entries: Decoded[]; calls: number } => {
    const decode = createDecoder(options);
    const entries: Decoded[] = [];
    let rest = records;
    for (let calls = 1; ; calls++) {
      const batch = decode(rest);
      entries.push(...batch.entries);
      if (batch.cutAt === undefined) return { entries, calls };
      const next = rest.findIndex(({ sequenceNumber }) => sequenceNumber === batch.cutAt);
      expect(next).toBeGreaterThan(0); // never the first: no stream stands still
      rest = rest.slice(next);
    }
  };

  it('ends with the same entries under any caps, cut or not', () => {
    fc.assert(
      fc.property(
        batches,
        formats,
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 900 }),
        (records, recordFormat, record, batch) => {
          const options = { ...OPTIONS, recordFormat, maxDecompressedBytes: record, maxBatchDecompressedBytes: batch };
          const alone = records.flatMap((one) => createDecoder(options)([one]).entries);
          expect(drain(records, options).entries).toEqual(alone);
        },
      ),
      { numRuns: 200 },
    );
  });

  const kilobyte = gzipSync(JSON.stringify({ pad: 'x'.repeat(990) })); // 1,000 bytes

  it('stops where the cap of the batch is reached, and says where', () => {
    const decode = createDecoder({ ...OPTIONS, maxBatchDecompressedBytes: 2500 });
    const batch = decode(streamRecords([kilobyte, kilobyte, kilobyte, kilobyte]));
    expect(batch).toMatchObject({ cutAt: '1002', bytesIn: kilobyte.length * 2 });
    expect(batch.entries).toHaveLength(2);
  });

  it('goes on past the cap where nothing is compressed', () => {
    const decode = createDecoder({ ...OPTIONS, maxBatchDecompressedBytes: 1000 });
    expect(decode(streamRecords([kilobyte, logText(), logText(), kilobyte]))).toMatchObject({ cutAt: '1003' });
  });

  it('takes back what it had of a record that it leaves', () => {
    const decode = createDecoder({ ...OPTIONS, maxBatchDecompressedBytes: 2500 });
    const aggregate = kplAggregate([controlMessage(), logText(), kilobyte, kilobyte]);
    const batch = decode(streamRecords([kilobyte, aggregate]));
    expect(batch).toMatchObject({ cutAt: '1001', controlMessages: 0 });
    expect(batch.entries).toHaveLength(1);
  });

  it('rejects a record that no batch could hold, at once or as the next checkpoint', () => {
    const options = { ...OPTIONS, maxBatchDecompressedBytes: 900 };
    expect(drain(streamRecords([kilobyte]), options)).toMatchObject({
      calls: 1,
      entries: [{ reject: { code: 'too_large_decompressed' } }],
    });
    const small = gzipSync(logText());
    expect(drain(streamRecords([small, kilobyte, small]), options).entries.map(({ status }) => status)).toEqual([
      'decoded',
      'rejected',
      'decoded',
    ]);
  });

  it('counts the output of all user records of an aggregate together', () => {
    const options = { ...OPTIONS, maxDecompressedBytes: 2500 };
    const codes = decodeOne(kplAggregate([kilobyte, kilobyte, kilobyte, logText('a')]), options).map(brief);
    expect(codes).toEqual(['.0 id undefined', '.1 id undefined', '.2 too_large_decompressed', '.3 id a']);
  });

  it('lets no corrupt record take from the others of its aggregate', () => {
    const options = { ...OPTIONS, maxDecompressedBytes: 1500 };
    const corrupt = kilobyte.subarray(0, -5);
    expect(decodeOne(kplAggregate([corrupt, corrupt, kilobyte]), options).map(brief)).toEqual([
      '.0 corrupt_compression',
      '.1 corrupt_compression',
      '.2 id undefined',
    ]);
  });

  it('bounds what one record may split into', () => {
    const options: Partial<DecodeOptions> = { maxBatchDecompressedBytes: MEBI, recordFormat: 'ndjson' };
    expect(decodeOne('{}\n'.repeat(50_000), options)).toHaveLength(50_000);
    expect(decodeOne('{}\n'.repeat(50_001), options).map(brief)).toEqual(['too_large_decompressed']);
    const decode = createDecoder({ ...OPTIONS, ...options });
    expect(decode(streamRecords(['{}\n'.repeat(40_000), '{}\n'.repeat(40_000)]))).toMatchObject({ cutAt: '1001' });
  });

  it('bounds the brackets of one text', () => {
    expect(decodeOne('['.repeat(1_000_000)).map(brief)).toEqual(['not_json']);
    const bomb = '['.repeat(1_000_001);
    expect(decodeOne(bomb).map(brief)).toEqual(['too_large_decompressed']);
    expect(decodeOne(gzipSync(bomb)).map(({ entry }) => entry.data)).toEqual([gzipSync(bomb)]);
    expect(decodeOne(bomb, { recordFormat: 'ndjson' }).map(brief)).toEqual(['too_large_decompressed']);
    const escaped = gzipSync(envelopeText(['?', logText('a')]).replace('?', '\\u005b'.repeat(1_000_001)));
    expect(decodeOne(escaped).map(brief)).toEqual(['/0 too_large_decompressed', '/1 id a']);
  });
});
