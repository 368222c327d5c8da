import { type Arrow, nextNode } from './next-node.ts';

const nodes = new Map([
  ['a', { u: 0, y: 50 }],
  ['b', { u: 0, y: 150 }],
  ['c', { u: 1, y: 90 }],
  ['d', { u: 2, y: 40 }],
  ['e', { u: 2, y: 140 }],
]);

it.each<readonly [string, Arrow, string | undefined]>([
  ['a', 'ArrowDown', 'b'],
  ['b', 'ArrowUp', 'a'],
  ['a', 'ArrowUp', undefined],
  ['b', 'ArrowRight', 'c'],
  ['c', 'ArrowRight', 'd'],
  ['c', 'ArrowLeft', 'a'],
  ['e', 'ArrowRight', undefined],
  ['c', 'Home', 'a'],
  ['c', 'End', 'e'],
  ['gone', 'Home', undefined],
])('from %s by %s to %s', (from, key, to) => {
  expect(nextNode(nodes, from, key)).toBe(to);
});
