import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { memoryFields } from '../../../shared/eden/testing/memory-state.ts';
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

describe('two rows with one host', () => {
  const host = 'api-foo.dev.example.com';
  const own = (changes: Partial<EnvironmentItem> = {}): EnvironmentItem => ({
    type: 'api',
    name: 'dev-dynamic-foo',
    environment: 'foo',
    endpoint: host,
    resolved_profile: JSON.stringify(memoryFields),
    ...changes,
  });
  const strange: EnvironmentItem = { type: 'api', name: 'dev-dynamic-bar', endpoint: host };

  async function found(...items: readonly EnvironmentItem[]) {
    const aws = {
      getItem: async ({ type, name }: { type: string; name: string }) =>
        items.find((item) => item.type === type && item.name === name),
      scanEnvironments: async () => items,
    };
    return await createFindItem({ aws, clock: { now: () => 0, sleep: async () => undefined } })(host);
  }

  it.each([
    ['the one that names its own host, whichever comes last', [own(), strange], own()],
    ['the one that names its own host, whichever comes first', [strange, own()], own()],
    ['a host in another case is the same', [own({ endpoint: host.toUpperCase() }), strange], expect.anything()],
    ['two that both may have it', [own(), own({ type: 'copy' })], 'several'],
    ['two of which none may', [strange, { ...strange, name: 'dev-dynamic-x' }], 'several'],
  ])('%s', async (_what, items, expected) => {
    expect(await found(...items)).toEqual(expected);
  });
});
