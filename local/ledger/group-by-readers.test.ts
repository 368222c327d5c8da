import { groupByReaders } from './group-by-readers.ts';

it('counts entries by the number of functions that rejected them, each function once', () => {
  const deadLetters = ['a router', 'a partner', 'a partner', 'b router', 'b partner', 'c partner'].map((text) => {
    const [identity = '', name = ''] = text.split(' ');
    return { identity, function: name };
  });
  expect(groupByReaders(deadLetters)).toEqual([
    { entries: 2, readers: 2 },
    { entries: 1, readers: 1 },
  ]);
  expect(groupByReaders([])).toEqual([]);
});
