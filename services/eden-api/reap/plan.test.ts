import type { OwnedResource } from '../../../shared/eden/clients/owned.ts';
import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { findOrphans, noteOrphans } from './orphans.ts';
import { countOlder, planReap } from './plan.ts';

const nowMs = 1_800_000_000_000;
const nowS = nowMs / 1000;
const hourMs = 3_600_000;
function item(name: string, more: Partial<EnvironmentItem> = {}): EnvironmentItem {
  return {
    type: 'api',
    name,
    status: 'ready',
    endpoint: `${name}.example.com`,
    ...more,
  };
}
function due(items: readonly EnvironmentItem[], failed: readonly string[] = []) {
  return planReap(items, { nowMs, failed }).map(({ item: { name }, reason }) => `${name} ${reason}`);
}

it.each<[string, Partial<EnvironmentItem>, string[]]>([
  ['ready, no end', {}, []],
  ['ready, its end to come', { expires_at: nowS + 1 }, []],
  ['over', { expires_at: nowS }, ['a expire']],
  ['over, but a run works on it', { expires_at: nowS - 9, lease_until: nowMs + 1 }, []],
  ['over, and its run died', { expires_at: nowS - 9, status: 'updating', lease_until: nowMs - 1 }, ['a expire']],
  ['over, with a lease that none can have', { expires_at: nowS - 9, lease_until: nowMs + 4e9 }, ['a expire']],
  ['died while it was made', { status: 'creating', lease_until: nowMs - 1 }, ['a repair']],
  ['died while it was deleted', { status: 'deleting' }, ['a repair']],
])('%s', (_what, more, wanted) => {
  expect(due([item('a', more)])).toEqual(wanted);
});

it('takes the longest overdue first, and what failed in the run before last', () => {
  const items = [
    item('b', { expires_at: nowS - 1 }),
    item('c', { status: 'deleting' }),
    item('a', { expires_at: nowS - 2 }),
  ];
  expect(due(items)).toEqual(['a expire', 'b expire', 'c repair']);
  expect(due(items, ['api/a', 'web/b'])).toEqual(['b expire', 'c repair', 'a expire']);
});

it('counts environments without a deployment for days', () => {
  const items = [item('a', { last_updated: nowS - 86_400 * 3 }), item('b', { last_updated: nowS }), item('c')];
  expect(countOlder(items, 2, nowMs)).toBe(1);
});

const rule: OwnedResource = { kind: 'rule', arn: 'r', profile: 'api', environment: 'a' };

it('an orphan is deletable once another run saw it an hour ago', () => {
  const at = (seen: Readonly<Record<string, number>>, now: number) =>
    findOrphans([rule], [item('b')], { seen, nowMs: now });
  const first = at({}, nowMs);
  expect(first).toMatchObject([{ isDeletable: false, firstSeenMs: nowMs }]);
  expect(at(noteOrphans(first), nowMs + hourMs - 1)).toMatchObject([{ isDeletable: false }]);
  expect(at(noteOrphans(first), nowMs + hourMs)).toMatchObject([{ isDeletable: true, firstSeenMs: nowMs }]);
});

it('what has an item is no orphan, and starts anew when it loses it', () => {
  const orphans = findOrphans([rule], [item('a')], { seen: { r: 1 }, nowMs });
  expect(orphans).toEqual([]);
  expect(noteOrphans(orphans)).toEqual({});
});

it('an environment of the same name in another profile is another one', () => {
  expect(findOrphans([rule], [item('a', { type: 'web' })], { seen: {}, nowMs })).toHaveLength(1);
});
