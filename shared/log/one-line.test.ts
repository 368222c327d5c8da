import fc from 'fast-check';
import { toOneLine, withoutLineFeeds } from './one-line.ts';

describe('toOneLine', () => {
  it('keeps the value and every byte but the newlines', () => {
    const spaced = fc
      .tuple(fc.jsonValue(), fc.constantFrom('\n', '\r\n', '\r', ' \n\t', ' '))
      .map(([value, space]) => JSON.stringify(value, null, 1).replaceAll('\n', space) + space);
    fc.assert(
      fc.property(spaced, (text) => {
        const line = toOneLine(Buffer.from(text)).toString();
        expect(line).toBe(text.replace(/[\n\r]/g, ''));
        expect(JSON.parse(line)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('leaves escapes and numbers alone', () => {
    const text = '{"a":"x\\ny\\r",\n "n":12345678901234567890.10}';
    expect(toOneLine(Buffer.from(text)).toString()).toBe('{"a":"x\\ny\\r", "n":12345678901234567890.10}');
  });

  it('copies nothing where nothing is to be removed, and nothing for a newline at the end', () => {
    const plain = Buffer.from('{"a": "あ"}');
    expect(toOneLine(plain)).toBe(plain);
    const ended = Buffer.from('{"a":1}\r\n');
    expect(toOneLine(ended).toString()).toBe('{"a":1}');
    expect(toOneLine(ended).buffer).toBe(ended.buffer);
  });
});

describe('withoutLineFeeds', () => {
  it.each([
    ['{"a":"x\\ny"}', '{"a":"x\\ny"}'],
    ['{\n"a":\r\n1}\r\n', '{"a":\r1}\r'],
  ])('of %j leaves %j', (text, line) => {
    expect(withoutLineFeeds(Buffer.from(text)).toString()).toBe(line);
  });

  it('copies nothing where there is none', () => {
    const plain = Buffer.from('{"a":\r1}');
    expect(withoutLineFeeds(plain)).toBe(plain);
    for (const end of ['\n', '\n\n', '\r\n']) {
      const ended = Buffer.from(`{"a":1}${end}`);
      expect(withoutLineFeeds(ended).toString()).toBe(`{"a":1}${end.replaceAll('\n', '')}`);
      expect(withoutLineFeeds(ended).buffer).toBe(ended.buffer);
    }
  });
});
