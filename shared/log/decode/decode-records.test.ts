import { gzipSync, zstdCompressSync } from 'node:zlib';
import { brief, decodeOne, RECORD_ID } from '../testing/decode-one.ts';
import { cloudwatch, controlMessage, envelopeText, kplAggregate, logText } from '../testing/stream-records.ts';
import type { DecodeOptions } from './decode-records.ts';

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
    ['a reject of its level: decompressed, as it came', gzipSync('nonsense'), gzipSync('nonsense')],
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
      identity: `${RECORD_ID}.1/1`,
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
