import fc from 'fast-check';
import { encodeWtf8 } from './wtf8.ts';

describe('encodeWtf8', () => {
  it.each([
    ['ascii', '61'],
    ['あ', 'e38182'],
    ['😀', 'f09f9880'],
    ['\ud83d', 'eda0bd'],
    ['a\udc00b', '61edb08062'],
    ['\udc00\ud800', 'edb080eda080'],
  ])('%j', (text, hex) => {
    expect(encodeWtf8(text === 'ascii' ? 'a' : text).toString('hex')).toBe(hex);
  });

  it('is UTF-8 where the text can be, and never the same for two texts', () => {
    const text = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(text, text, (a, b) => {
        if (a.isWellFormed()) expect(encodeWtf8(a)).toEqual(Buffer.from(a));
        expect(encodeWtf8(a).equals(encodeWtf8(b))).toBe(a === b);
      }),
    );
  });
});
