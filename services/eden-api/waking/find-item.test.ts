import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { createFindItem } from './find-item.ts';

it('while the table cannot be listed it is asked once a second, however many requests come', async () => {
  let nowMs = 0;
  let scans = 0;
  const item: EnvironmentItem = { type: 'api', name: 'dev-foo', endpoint: 'foo.example.com' };
  const aws = {
    getItem: async () => item,
    scanEnvironments: async () => {
      if (++scans < 3) throw new Error('throttled');
      return [item];
    },
  };
  const find = createFindItem({ aws, clock: { now: () => nowMs, sleep: async () => undefined } });
  for (const atMs of [0, 10, 900, 1_000, 1_999]) {
    nowMs = atMs;
    await expect(find('foo.example.com')).rejects.toThrow('throttled');
  }
  expect(scans).toBe(2);
  nowMs = 2_000;
  expect(await find('foo.example.com')).toBe(item);
});
