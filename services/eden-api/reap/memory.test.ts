import { readMemory } from './memory.ts';

const nowMs = 1_800_000_000_000;

it('reads what a run noted', () => {
  const memory = { seen: { 'arn:a': nowMs - 1 }, failed: ['api/a'], told: { 'api/b': 1_900_000_000 } };
  expect(readMemory({ type: '_reaper', name: 'orphans', ...memory }, nowMs)).toEqual(memory);
});

it.each<[string, object | undefined]>([
  ['no note', undefined],
  ['other types', { seen: 'x', failed: 7, told: ['x'] }],
  ['null', { seen: null, failed: null, told: null }],
  ['values of other types', { seen: { a: 'x', b: null }, failed: [7, null, ['a']], told: { a: {} } }],
  ['times that no run noted', { seen: { a: 1e20, b: nowMs + 1, c: -1, d: Number.NaN }, told: { a: -1 } }],
])('%s: nothing is noted', (_what, note) => {
  expect(readMemory(note, nowMs)).toEqual({ seen: {}, failed: [], told: {} });
});
