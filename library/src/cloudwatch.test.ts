import { gzipSync } from 'node:zlib';
import { cloudwatch, controlMessage, envelopeText } from '../../shared/log/testing/stream-records.ts';
import { decodeSubscription, eventsOf, readEnvelope } from './cloudwatch.ts';

describe('decodeSubscription', () => {
  it.each([
    ['base64 of gzip', cloudwatch(['a', 'b']).toString('base64')],
    ['gzip', cloudwatch(['a', 'b'])],
    ['JSON', Buffer.from(envelopeText(['a', 'b']))],
  ])('reads %s', (_what, data) => {
    const result = decodeSubscription(data);
    expect(result).toMatchObject({ status: 'events' });
    expect(result.status === 'events' && result.events.map(({ message, eventId }) => `${eventId} ${message}`)).toEqual([
      'e0 a',
      'e1 b',
    ]);
  });

  it.each([
    ['a control message', controlMessage(), { status: 'control' }],
    ['another object', Buffer.from('{}'), { status: 'rejected', reason: 'not_envelope' }],
    ['no JSON', Buffer.from('{'), { status: 'rejected', reason: 'not_json' }],
    ['gzip that is cut', cloudwatch(['a']).subarray(0, 40), { status: 'rejected', reason: 'corrupt_compression' }],
    ['a bomb', gzipSync(Buffer.alloc(5000)), { status: 'rejected', reason: 'too_large_decompressed' }],
    ['nothing', '', { status: 'rejected', reason: 'not_json' }],
    [
      'an event of something else',
      undefined as never,
      { status: 'rejected', reason: 'not_json', error: 'data: expected bytes or base64, got undefined' },
    ],
    ['null', null as never, { status: 'rejected', error: 'data: expected bytes or base64, got null' }],
  ])('says what %s is', (_what, data, expected) => {
    expect(decodeSubscription(data, { maxBytes: 4000 })).toMatchObject(expected);
  });

  it('refuses a wrong limit', () => {
    expect(() => decodeSubscription('', { maxBytes: 0 })).toThrow('maxBytes: expected a whole number above 0, got 0');
  });

  it('has its parts for those who have JSON already', () => {
    const envelope = readEnvelope(JSON.parse(envelopeText(['a'])));
    expect(envelope && eventsOf(envelope)).toMatchObject([{ message: 'a', logGroup: '/ecs/checkout' }]);
    expect(readEnvelope({ messageType: 'DATA_MESSAGE' })).toBeUndefined();
  });
});
