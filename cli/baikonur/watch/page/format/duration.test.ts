import { formatDuration, formatShortDuration } from './duration.ts';

it.each([
  [-5, '0 s'],
  [0, '0 s'],
  [8_400, '8 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [250_000, '4 min 10 s'],
  [3_600_000, '1 h'],
  [123_120_000, '34 h 12 min'],
  [273_600_000, '3 d 4 h'],
])('%i ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it.each([
  [8_400, '8 s'],
  [250_000, '4 min'],
  [123_120_000, '34 h'],
])('%i ms are about %s', (ms, text) => {
  expect(formatShortDuration(ms)).toBe(text);
});
