import { wrapItems } from './wrap-items.ts';

it.each([
  [['a 1'], ['  of: a 1']],
  [
    ['aa 1', 'bb 2', 'cc 3'],
    ['  of: aa 1, bb 2,', '      cc 3'],
  ],
  [
    ['a very long one', 'b'],
    ['  of: a very long one,', '      b'],
  ],
])('wraps %j', (items, lines) => {
  expect(wrapItems('  of: ', items, 20)).toEqual(lines);
});
