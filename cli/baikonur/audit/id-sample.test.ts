import { createIdSample } from './id-sample.ts';

function sampleOf(ids: readonly string[], most?: number) {
  const sample = createIdSample(most);
  for (const id of ids) sample.add(id);
  return { oneOf: sample.oneOf(), repeated: sample.repeated() };
}

it('counts repeats exactly where each id is kept', () => {
  expect(sampleOf(['a', 'b', 'a', 'a'], 2)).toEqual({ oneOf: 1, repeated: 2 });
});

it('of many ids keeps an even share, and so no more than it may', () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => `log-${n}`);
  const { oneOf, repeated } = sampleOf([...ids, ...ids], 1_000);
  expect(oneOf).toBeGreaterThanOrEqual(10);
  expect(repeated / ids.length).toBeGreaterThan(0.8);
  expect(repeated / ids.length).toBeLessThan(1.2);
  expect(sampleOf(ids, 1_000).repeated).toBe(0);
});
