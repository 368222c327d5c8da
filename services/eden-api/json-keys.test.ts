import fc from 'fast-check';
import { countKeys } from './json-keys.ts';

it.each<[string, Readonly<Record<string, number>>]>([
  ['{}', {}],
  ['{"a":1,"b":{"a":2,"c":[{"a":3}]}}', { a: 1, b: 1 }],
  ['{"a":1,"\\u0061":2, "a" : 3}', { a: 3 }],
  ['{"a":"b\\":{\\"c\\":1","d":"}{"}', { a: 1, d: 1 }],
])('%s', (text, counts) => {
  expect(Object.fromEntries(countKeys(text))).toEqual(counts);
});

it('counts each key of any object once', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (value) => {
      const counts = countKeys(JSON.stringify(value));
      expect([...counts.keys()].toSorted()).toEqual(Object.keys(value).toSorted());
      expect([...counts.values()].every((count) => count === 1)).toBe(true);
    }),
  );
});
