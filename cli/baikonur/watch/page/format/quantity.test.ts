import { formatBytes, formatCount, formatRate, formatShortCount } from './quantity.ts';

it.each([
  [0, '0'],
  [1_240, '1,240'],
  [999_999, '999,999'],
  [3_400_000, '3.4 M'],
  [25_000_000_000, '25 G'],
])('%d logs are %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

it.each([
  [9_999, '9,999'],
  [10_000, '10 k'],
  [402_800, '403 k'],
  [1_092_300, '1.1 M'],
])('%d logs are about %s', (count, text) => {
  expect(formatShortCount(count)).toBe(text);
});

it.each([
  [0, '0/s'],
  [0.001, '<0.01/s'],
  [0.0444, '0.04/s'],
  [3.24, '3.2/s'],
  [480.4, '480/s'],
  [12_345, '12 k/s'],
])('%d a second are %s', (perSecond, text) => {
  expect(formatRate(perSecond)).toBe(text);
});

it.each([
  [0, '0 B'],
  [640, '640 B'],
  [1_536, '1.5 KiB'],
  [12 * 1024 ** 2, '12 MiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
