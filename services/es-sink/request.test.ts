import fc from 'fast-check';
import { buildBulkBody, chunkDocuments, createDocument, createHead } from './request.ts';

function document(data: string, id = 'id-1') {
  return createDocument(createHead('logs-app-20261122'), id, Buffer.from(data));
}

describe('buildBulkBody', () => {
  it.each([
    ['plain', '{"a":1}', '{"a":1}'],
    ['a number no double holds', '{"a":12345678901234567890}', '{"a":12345678901234567890}'],
    ['spaces kept, line feeds gone', '{\n  "a":\r\n 1 }\n', '{  "a":\r 1 }'],
    ['escapes kept', '{"a":"\\n\\u0000"}', '{"a":"\\n\\u0000"}'],
  ])('%s', (_, data, line) => {
    expect(buildBulkBody([document(data)]).toString()).toBe(
      `{"create":{"_index":"logs-app-20261122","_id":"id-1"}}\n${line}\n`,
    );
  });

  it.each(['a"b', 'a\\b', '\u007f', '\u0000\n\r', '\ud800', 'é', '日本', '\u{1F600}', 'a\u2028b', '', ' ~'])(
    'holds the id %j and says its size',
    (id) => {
      const one = document('{"a":1}', id);
      const body = buildBulkBody([one, document('{"b":2}')]);
      const [action, source, ...rest] = body.toString().split('\n');
      expect(JSON.parse(String(action))).toEqual({ create: { _index: 'logs-app-20261122', _id: id } });
      expect([source, rest]).toEqual([
        '{"a":1}',
        ['{"create":{"_index":"logs-app-20261122","_id":"id-1"}}', '{"b":2}', ''],
      ]);
      expect(one.bytes).toBe(body.length - document('{"b":2}').bytes);
    },
  );

  it('holds any id and any document, two lines each, and says its size beforehand', () => {
    const logs = fc.array(fc.record({ id: fc.string({ unit: 'grapheme' }), data: fc.json({ maxDepth: 2 }) }));
    fc.assert(
      fc.property(logs, (entries) => {
        const documents = entries.map(({ id, data }) => document(`{"d":${data}}`, id));
        const body = buildBulkBody(documents);
        const lines = body.toString().split('\n');
        expect(body).toHaveLength(documents.reduce((sum, { bytes }) => sum + bytes, 0));
        expect(lines).toHaveLength(entries.length * 2 + 1);
        const ids = lines.flatMap((line, n) => (n % 2 === 0 && line !== '' ? [JSON.parse(line).create._id] : []));
        expect(ids).toEqual(entries.map(({ id }) => id));
        expect(lines.filter((_, n) => n % 2 === 1)).toEqual(entries.map(({ data }) => `{"d":${data}}`));
      }),
    );
  });
});

it('chunks keep order and limits, and lose nothing', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 120 }));
  const limits = fc.record({
    maxDocuments: fc.integer({ min: 1, max: 10 }),
    maxBytes: fc.integer({ min: 1, max: 300 }),
  });
  fc.assert(
    fc.property(sizes, limits, (bytes, { maxDocuments, maxBytes }) => {
      const items = bytes.map((size) => ({ ...document('{}'), bytes: size }));
      const chunks = chunkDocuments(items, { maxDocuments, maxBytes });
      expect(chunks.flat()).toEqual(items);
      for (const chunk of chunks) {
        const sum = chunk.reduce((total, item) => total + item.bytes, 0);
        expect(chunk.length).toBeLessThanOrEqual(maxDocuments);
        expect(chunk.length === 1 || sum <= maxBytes).toBe(true);
      }
    }),
  );
});
