import fc from 'fast-check';
import type { Line } from '../../../shared/lines/read-lines.ts';
import { createDecoder } from '../../../shared/log/decode/decode-records.ts';
import { ALL_PARTS } from '../../../shared/log/decode/decoder-parts.ts';
import { readAggregate } from '../../../shared/log/decode/kpl.ts';
import { streamRecords } from '../../../shared/log/testing/stream-records.ts';
import { FORMS } from './forms.ts';
import { createPack } from './pack.ts';

const FIELDS = { logType: 'log_type', logId: 'log_id', time: 'time' };
const decode = createDecoder({
  parts: ALL_PARTS,
  maxDecompressedBytes: 2 ** 26,
  maxBatchDecompressedBytes: 2 ** 28,
  recordFormat: 'json',
  fields: FIELDS,
  cloudwatchWrap: [],
});
function packOf(form: (typeof FORMS)[number], maxLines = 500) {
  return createPack({ form, fields: FIELDS, maxLines, now: () => 1_600_000_000_000 });
}
function linesOf(texts: readonly string[]): readonly Line[] {
  return texts.map((text, index) => ({ number: index + 1, data: Buffer.from(text) }));
}

describe.each(FORMS)('as %s', (form) => {
  it('every line is an entry again, in order, byte for byte', async () => {
    const json = fc
      .record({ log_id: fc.string({ unit: 'binary' }), x: fc.jsonValue() })
      .map((value) => JSON.stringify(value));
    const text = fc.oneof(json, fc.constantFrom('no json', '{"cut', '[1]', ' {"a": 12345678901234567890} '));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), async (texts, maxLines) => {
        const records = await packOf(form, maxLines)(linesOf(texts));
        expect(records.reduce((sum, { lines }) => sum + lines, 0)).toBe(texts.length);
        for (const { lines, partitionKey } of records) {
          expect(lines).toBeLessThanOrEqual(form === 'plain' ? 1 : maxLines);
          expect(partitionKey.length).toBeGreaterThan(0);
          expect(partitionKey.length).toBeLessThanOrEqual(256);
        }
        const { entries } = decode(streamRecords(records.map(({ data }) => data)));
        expect(entries.map(({ entry }) => entry.data.toString())).toEqual(texts);
      }),
    );
  });
});

it('as kpl every record keeps its own key, whatever it looks like', async () => {
  const keys = ['b', '2', '__proto__', '1', 'hasOwnProperty'];
  const texts = keys.map((key) => JSON.stringify({ log_id: key }));
  const [record] = await packOf('kpl')(linesOf(texts));
  expect(readAggregate(record?.data ?? Buffer.alloc(0), 100)).toMatchObject(
    keys.map((partitionKey, index) => ({ partitionKey, data: Buffer.from(texts[index] ?? '') })),
  );
});

it.each([
  ['its log id', '{"log_id":"a-1"}', 'a-1'],
  ['its log id where that is a number', '{"log_id":7}', '7'],
  ['the beginning of a long one', `{"log_id":"${'x'.repeat(300)}"}`, 'x'.repeat(256)],
  ['its number where it has none', '{"a":1}', 'line-1'],
  ['its number where it is no object', '[1]', 'line-1'],
  ['its number where it is no JSON', 'text', 'line-1'],
])('a line has as partition key %s', async (_, text, key) => {
  expect(await packOf('plain')(linesOf([text]))).toMatchObject([{ partitionKey: key, lines: 1, firstLine: 1 }]);
});
