import fc from 'fast-check';
import { compileTypePatterns, isTypePattern, patternContains, patternsOverlap } from './type-pattern.ts';

describe('compileTypePatterns', () => {
  it.each([
    [['app'], 'app', true],
    [['app'], 'app2', false],
    [['app*'], 'app', true],
    [['app*'], 'app.web', true],
    [['app*'], 'ap', false],
    [['*'], 'anything', true],
    [[], 'anything', true],
    [['a', 'b*'], 'bc', true],
    [['a', 'b*'], 'c', false],
    [['a.c'], 'abc', false],
  ])('%j on %s: %s', (patterns, type, expected) => {
    expect(compileTypePatterns(patterns)(type)).toBe(expected);
  });

  it('names all that are no patterns', () => {
    expect(() => compileTypePatterns(['a*b', 'ok', '', '**'])).toThrow('"a*b", "", "**"');
  });
});

it.each([
  ['a', true],
  ['a*', true],
  ['*', true],
  ['', false],
  ['*a', false],
  ['a*b', false],
  ['**', false],
  ['a**', false],
])('%j is a pattern: %s', (text, expected) => {
  expect(isTypePattern(text)).toBe(expected);
});

describe('two patterns', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });
  const pattern = fc.oneof(
    name,
    name.map((prefix) => `${prefix}*`),
    fc.constant('*'),
  );
  const characters = ['a', 'b'];
  const pairs = characters.flatMap((x) => characters.map((y) => x + y));
  /** All names up to four characters: enough to tell patterns of up to three apart. */
  const names = [
    ...characters,
    ...pairs,
    ...pairs.flatMap((x) => characters.map((y) => x + y)),
    ...pairs.flatMap((x) => pairs.map((y) => x + y)),
  ];

  it('overlap and contain as the sets of names they match', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const [inA, inB] = [names.filter(compileTypePatterns([a])), names.filter(compileTypePatterns([b]))];
        expect(patternsOverlap(a, b)).toBe(inA.some((type) => inB.includes(type)));
        const containsAll = inB.every((type) => inA.includes(type));
        // `*` is matched by no other pattern in full, although it may be over a finite alphabet.
        expect(patternContains(a, b)).toBe(containsAll);
      }),
      { numRuns: 1000 },
    );
  });
});
