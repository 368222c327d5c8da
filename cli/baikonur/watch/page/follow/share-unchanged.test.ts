import fc from 'fast-check';
import { shareUnchanged } from './share-unchanged.ts';

it('keeps the parts that did not change', () => {
  const before = {
    nodes: [
      { id: 'a', count: 1 },
      { id: 'b', count: 2 },
    ],
    at: 1,
  };
  const after = shareUnchanged(before, {
    nodes: [
      { id: 'a', count: 1 },
      { id: 'b', count: 3 },
    ],
    at: 2,
  });
  expect(after).toEqual({
    nodes: [
      { id: 'a', count: 1 },
      { id: 'b', count: 3 },
    ],
    at: 2,
  });
  expect(after.nodes[0]).toBe(before.nodes[0]);
  expect(after.nodes[1]).not.toBe(before.nodes[1]);
});

it.each([
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1, b: undefined }, { a: 1 }],
  [[1, 2], [1]],
  [[], {}],
  [null, {}],
  [{ a: { b: 1 } }, null],
])('from %j to %j', (before, next) => {
  expect(shareUnchanged(before, next)).toEqual(next);
});

it('is equal to the next value, and the same object where nothing changed', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, next) => {
      expect(shareUnchanged(before, next)).toEqual(next);
      const again = structuredClone(before);
      expect(shareUnchanged(before, again)).toBe(before);
    }),
  );
});
