import fc from 'fast-check';
import { intersectTypeSets, intersectTypes } from './type-set.ts';

it.each([
  ['a', 'a', 'a'],
  ['a', 'b', undefined],
  ['a*', 'ab', 'ab'],
  ['ab', 'a*', 'ab'],
  ['a*', 'ab*', 'ab*'],
  ['ab*', 'a*', 'ab*'],
  ['*', 'x', 'x'],
  ['*', '*', '*'],
  ['ab*', 'a', undefined],
  ['ab*', 'ac*', undefined],
])('%s and %s meet in %s', (a, b, expected) => {
  expect(intersectTypes(a, b)).toBe(expected);
});

function matches(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

it('holds exactly the types that both lists hold', () => {
  const type = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 4 });
  const patterns = fc.array(fc.tuple(type, fc.boolean()).map(([text, isPrefix]) => (isPrefix ? `${text}*` : text)));
  fc.assert(
    fc.property(patterns, patterns, type, (left, right, logType) => {
      const inBoth = [left, right].every((list) => list.some((pattern) => matches(pattern, logType)));
      expect(intersectTypeSets(left, right).some((pattern) => matches(pattern, logType))).toBe(inBoth);
    }),
  );
});
