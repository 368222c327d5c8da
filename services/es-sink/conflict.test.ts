import { createFieldReader } from '../../shared/log/decode/fields.ts';
import type { Log } from '../../shared/log/log.ts';
import { hasSameFields } from './conflict.ts';

const LOG: Log = {
  identity: 's/0/1',
  sequenceNumber: '1',
  ordinal: 0,
  partitionKey: '',
  arrivedAtMs: 0,
  data: Buffer.from(''),
  logType: 'app',
  logId: 'a',
  timeNs: 1_717_729_200_000_000_000n,
};
const readFields = createFieldReader({ logType: 'type', logId: 'meta.id', time: 'event.time' });
const OURS = { type: 'app', meta: { id: 'a' }, event: { time: '2024-06-07T03:00:00Z' } };

it.each<[string, object, boolean]>([
  ['the same', OURS, true],
  ['another order of keys, and other fields', { more: 1, event: OURS.event, meta: OURS.meta, type: 'app' }, true],
  ['another type', { ...OURS, type: 'web' }, false],
  ['another id', { ...OURS, meta: { id: 'b' } }, false],
  ['a number for a text', { ...OURS, meta: { id: 1 } }, false],
  ['another time', { ...OURS, event: { time: '2024-06-07T03:00:01Z' } }, false],
  ['the same instant', { ...OURS, event: { time: '2024-06-07T12:00:00.000+09:00' } }, true],
  ['a field that is not there', { type: 'app', meta: { id: 'a' } }, false],
  ['no field at all', {}, false],
  ['a path that ends before the field', { ...OURS, event: 'none' }, false],
  ['a key with a dot, which counts before the path', { ...OURS, 'event.time': '2020-01-01T00:00:00Z' }, false],
])('stored: %s', (_name, stored, expected) => {
  expect(hasSameFields(stored as Record<string, unknown>, OURS, LOG, readFields)).toBe(expected);
});

it('a field that neither document has is the same', () => {
  const [stored, ours] = [
    { type: 'app', event: OURS.event },
    { type: 'app', event: OURS.event },
  ];
  expect(hasSameFields(stored, ours, LOG, readFields)).toBe(true);
});
