import { leftOutTags, mergeTags } from './clone-marks.ts';

const own = { 'eden:owner': 'o', 'eden:profile': 'p', 'eden:environment': 'e', 'eden:run': 'r' };
function many(count: number): { key: string; value: string }[] {
  return Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: 'v' }));
}

it.each([
  [0, 4, undefined],
  [46, 50, undefined],
  [47, 50, 'k46'],
  [50, 50, 'k46, k47, k48, k49'],
])('of %i tags of the reference and ours, %i are given; left out: %s', (count, total, names) => {
  const reference = [{ key: 'aws:stack', value: 'x' }, { key: 'eden:owner', value: 'other' }, ...many(count)];
  const merged = mergeTags(reference, own);
  expect(merged).toHaveLength(total);
  expect(merged.slice(-4)).toEqual(Object.entries(own).map(([key, value]) => ({ key, value })));
  const text = names && `A resource may have 50 tags; left out of the reference's: ${names}`;
  expect(leftOutTags(reference, own)).toBe(text);
});
