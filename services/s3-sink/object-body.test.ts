import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { joinLines, objectBody } from './object-body.ts';

describe('joinLines', () => {
  it.each([
    [[], ''],
    [['{"a":1}'], '{"a":1}\n'],
    [['{"a": 12345678901234567890}', '{\r\n "b": 1.0\n}\n'], '{"a": 12345678901234567890}\n{ "b": 1.0}\n'],
    [['{"é":"\\n"}'], '{"é":"\\n"}\n'],
  ])('writes %j a line each', (texts, expected) => {
    expect(joinLines(texts.map((text) => Buffer.from(text))).toString()).toBe(expected);
  });

  it('gives every log back as it was, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.json()), (texts) => {
        const lines = joinLines(texts.map((text) => Buffer.from(text)))
          .toString()
          .split('\n');
        expect(lines).toEqual([...texts, '']);
      }),
    );
  });
});

describe('objectBody', () => {
  const texts = Array.from({ length: 50 }, (_, index) => Buffer.from(`{"log_id":"id-${index}","message":"again"}`));

  it.each([[0], [1], [6], [9]])('is gzip of the lines at level %i', (level) => {
    expect(gunzipSync(objectBody(texts, level))).toEqual(joinLines(texts));
  });

  it('is the same bytes for the same logs', () => {
    expect(objectBody(texts, 6)).toEqual(objectBody(texts, 6));
  });
});
