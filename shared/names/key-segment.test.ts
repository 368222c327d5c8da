import fc from 'fast-check';
import { encodeKeySegment } from './key-segment.ts';

/** Undoes the encoding of what was not cut; the inverse proves that no two texts share a segment. */
function decode(segment: string): string {
  return segment === '!'
    ? ''
    : Buffer.from(
        segment.replace(/!(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString();
}

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom('.', '/', '!', '%', '\\', '\0', '\n', ' ', '-', 'a', 'é', '\ud800', '\udc00'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 60,
});

describe('encodeKeySegment', () => {
  it.each(['app', 'app.web-1_x', 'a.b.c.', "it's(1)*", '2024', 'ABC'])('leaves %s', (text) => {
    expect(encodeKeySegment(text)).toBe(text);
  });

  it.each([
    ['', '!'],
    ['.', '!2e'],
    ['..', '!2e!2e'],
    ['../../etc', '!2e!2e!2f.!2e!2fetc'],
    ['a..b', 'a.!2eb'],
    ['a/b', 'a!2fb'],
    ['a b', 'a!20b'],
    ['a=b', 'a!3db'],
    ['100%', '100!25'],
    ['wow!', 'wow!21'],
    ['あ', '!e3!81!82'],
    ['\ud800', '!ed!a0!80'],
    ['line\nend\0', 'line!0aend!00'],
  ])('writes %j as %s', (text, expected) => {
    expect(encodeKeySegment(text)).toBe(expected);
  });

  it('is plain and harmless for every text', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 40, max: 300 }), (text, maxLength) => {
        const segment = encodeKeySegment(text, maxLength);
        expect(segment).toMatch(/^[\w\-'()*!][\w\-.'()*!]*$/);
        expect(segment).not.toContain('..');
        expect(segment.length).toBeLessThanOrEqual(maxLength);
        expect(encodeKeySegment(text, maxLength)).toBe(segment);
      }),
      { numRuns: 1000 },
    );
  });

  it('can be read back where it was not cut', () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => text.isWellFormed()),
        (text) => {
          expect(decode(encodeKeySegment(text, 2000))).toBe(text);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('tells any two texts apart, cut or not', () => {
    fc.assert(
      fc.property(hostile, hostile, fc.integer({ min: 40, max: 80 }), (a, b, maxLength) => {
        fc.pre(a !== b);
        expect(encodeKeySegment(a, maxLength)).not.toBe(encodeKeySegment(b, maxLength));
      }),
      { numRuns: 1000 },
    );
    const long = 'x'.repeat(500);
    expect(encodeKeySegment(`${long}1`)).not.toBe(encodeKeySegment(`${long}2`));
    // A text that looks like a cut segment is not taken for one.
    expect(encodeKeySegment(encodeKeySegment(long))).not.toBe(encodeKeySegment(long));
  });

  it('cuts between escapes', () => {
    for (let padding = 0; padding < 9; padding++) {
      const segment = encodeKeySegment('x'.repeat(padding) + 'あ'.repeat(100), 100);
      expect(segment).toMatch(/^x*(![0-9a-f]{2})+!-[0-9a-f]{32}$/);
    }
  });
});
