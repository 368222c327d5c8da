import { parseTtl } from './ttl.ts';

it.each([
  ['72h', 259_200],
  ['3d', 259_200],
  ['90m', 5_400],
  ['2w', 1_209_600],
  ['none', 'none'],
  ['0h', undefined],
  ['72', undefined],
  ['-1h', undefined],
  ['3650d', 315_360_000],
  ['3651d', undefined],
  ['999999w', undefined],
])('a TTL of %j is %j', (text, ttl) => {
  expect(parseTtl(text)).toBe(ttl);
});
