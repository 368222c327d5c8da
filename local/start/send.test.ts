import fc from 'fast-check';
import { chunkRecords } from './send.ts';

test('calls stay within 500 records and 4 MiB, and keep every record in order', () => {
  const sizes = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 1024 * 1024 }), { maxLength: 20 }),
    fc.integer({ min: 0, max: 1_200 }).map((count) => Array.from({ length: count }, () => 1)),
  );
  fc.assert(
    fc.property(sizes, (bytes) => {
      const records = bytes.map((size, i) => ({ partitionKey: String(i), data: Buffer.alloc(size) }));
      const chunks = chunkRecords(records);
      expect(chunks.flat()).toEqual(records);
      for (const chunk of chunks) {
        const total = chunk.reduce((sum, { data, partitionKey }) => sum + data.length + partitionKey.length, 0);
        expect(chunk.length).toBeLessThanOrEqual(500);
        expect(total).toBeLessThanOrEqual(4 * 1024 * 1024);
      }
    }),
    { numRuns: 30 },
  );
});
