import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { chunkEvents, controlMessage, dataMessage } from './envelope.ts';

function open(data: Buffer): unknown {
  return JSON.parse(gunzipSync(data).toString());
}

it('wraps events as a subscription does', () => {
  const origin = { owner: '000000000000', logGroup: '/app', logStream: 'one', filterName: 'to-router' };
  const event = { id: '1', timestamp: 5, message: '{"a":12345678901234567890}' };
  expect(open(dataMessage(origin, [event]))).toEqual({
    messageType: 'DATA_MESSAGE',
    owner: '000000000000',
    logGroup: '/app',
    logStream: 'one',
    subscriptionFilters: ['to-router'],
    logEvents: [event],
  });
});

it('probes with a control message', () => {
  expect(open(controlMessage(7))).toMatchObject({ messageType: 'CONTROL_MESSAGE', logEvents: [{ timestamp: 7 }] });
});

it('chunks by bytes and count, keeping every event in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 700_000 }), { maxLength: 12 }), (sizes) => {
      const events = sizes.map((size, i) => ({ id: String(i), timestamp: i, message: 'x'.repeat(size) }));
      const chunks = chunkEvents(events);
      expect(chunks.flat()).toEqual(events);
      const bytes = chunks.map((chunk) => chunk.reduce((sum, { message }) => sum + message.length, 0));
      expect(bytes.filter((total) => total > 1024 * 1024)).toEqual([]);
    }),
    { numRuns: 20 },
  );
  const many = Array.from({ length: 10_001 }, (_, i) => ({ id: String(i), timestamp: i, message: '' }));
  expect(chunkEvents(many).map(({ length }) => length)).toEqual([10_000, 1]);
});
