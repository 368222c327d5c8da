import fc from 'fast-check';
import { fluentTag, isLegalTag } from './tag.ts';

describe('fluentTag', () => {
  it.each([
    ['app', 'app.prod'],
    ['app.web_1-a', 'app.web_1-a.prod'],
    ['App', 'App.prod'],
    ['a b', 'a_b-c8687a08.prod'],
    ['a/b', 'a_b-c14cddc0.prod'],
    ['a..b', 'a._.b-f62b4241.prod'],
    ['..', '_._._-5ec1f7e7.prod'],
    ['../../etc', '_._._._._etc-ANY'],
    ['*', '_-684888c0.prod'],
    ['**.{a,b}', '__._a_b_-ANY'],
    ['日本', '__-ANY'],
    ['😀', '_-ANY'],
    ['\u0000\n', '__-ANY'],
    ['x_y-887fcea6', 'x_y-887fcea6-ANY'],
    ['\ud800', '_-ANY'],
  ])('%j becomes %j', (logType, expected) => {
    const tag = fluentTag(logType, 'prod');
    if (expected.endsWith('-ANY')) expect(tag.replace(/-[0-9a-f]{8}\.prod$/, '-ANY')).toBe(expected);
    else expect(tag).toBe(expected);
  });

  it('is legal, deterministic and of bounded length for any type', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }), (logType) => {
        const tag = fluentTag(logType, 'p.q');
        expect(tag).toMatch(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/);
        expect(tag.length).toBeLessThanOrEqual(128 + 9 + 4);
        expect(fluentTag(logType, 'p.q')).toBe(tag);
      }),
    );
  });

  it('never gives two types the same tag', () => {
    const type = fc.string({ unit: fc.constantFrom('a', '.', '/', '_', 'é', '-'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(type, type, (one, other) => {
        expect(fluentTag(one, 'x') === fluentTag(other, 'x')).toBe(one === other);
      }),
    );
  });
});

it.each([
  ['x y', 'x_y-887fcea6'],
  ['\ud800', '\ud801'],
  ['a/b', 'a_b-c14cddc0'],
])('%j and %j have two tags', (one, other) => expect(fluentTag(one, 'x')).not.toBe(fluentTag(other, 'x')));

describe('isLegalTag', () => {
  it.each([
    ['prod', true],
    ['a.b', true],
    ['', false],
    ['.a', false],
    ['a.', false],
    ['a b', false],
    ['a*', false],
    ['a'.repeat(129), false],
  ])('%j: %s', (tag, legal) => expect(isLegalTag(tag)).toBe(legal));
});
