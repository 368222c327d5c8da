import { bytesText, countText, durationText } from './quantity.ts';

it.each([
  [0, '0s'],
  [-5, '0s'],
  [999, '1s'],
  [59_400, '59s'],
  [60_000, '1m'],
  [3_600_000 * 3 + 60_000 * 20 + 5_000, '3h 20m'],
  [86_400_000 * 2 + 1_000, '2d'],
])('%i ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [200 * 1024, '200 KiB'],
  [5 * 1024 ** 3, '5.0 GiB'],
])('%i bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

it('counts things', () => {
  expect([countText(1, 'log'), countText(2000, 'log')]).toEqual(['1 log', '2,000 logs']);
  expect([countText(0, 'batch'), countText(1, 'entry'), countText(2, 'entry')]).toEqual([
    '0 batches',
    '1 entry',
    '2 entries',
  ]);
  expect(countText(2, 'key')).toBe('2 keys');
});
