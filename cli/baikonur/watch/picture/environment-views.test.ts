import type { EnvironmentItem } from '../../../../shared/eden/environment/item.ts';
import { environmentViews } from './environment-views.ts';

const NOW_MS = Date.parse('2026-11-28T14:00:00Z');
const S = NOW_MS / 1000;

function item(parts: Partial<EnvironmentItem>): EnvironmentItem {
  return { type: 'web', name: 'web-one', environment: 'one', status: 'ready', run_id: 'run-1', ...parts };
}

describe('preview environments', () => {
  it.each<[string, Partial<EnvironmentItem>, object]>([
    [
      'ready',
      { endpoint: 'one.example.com', image: 'web:1' },
      { state: 'ready', host: 'one.example.com', image: 'web:1' },
    ],
    [
      'times',
      { last_updated: S - 60, expires_at: S + 60 },
      { deployedAt: '2026-11-28T13:59:00.000Z', expiresAt: '2026-11-28T14:01:00.000Z' },
    ],
    ['asleep', { sleep: { state: 'asleep', since: S, desired_count: 1 } }, { state: 'asleep' }],
    [
      'held by a run',
      { status: 'updating', lease_until: NOW_MS + 1_000, lease_holder: 'ci-7' },
      { state: 'updating', lastRun: 'ci-7' },
    ],
    ['left unfinished', { status: 'creating' }, { state: 'unfinished', lastRun: 'run-1' }],
    ['of an older eden', { status: undefined as never, endpoint: 'old.example.com' }, { state: 'ready' }],
    ['a time that is none', { last_updated: 'soon' as never }, { state: 'ready' }],
  ])('%s', (_, parts, expected) => {
    expect(environmentViews([item(parts)], NOW_MS)).toMatchObject([{ name: 'one', profile: 'web', ...expected }]);
  });

  it('are in the order of profiles and names', () => {
    const names = ['web-b', 'web-a'].map((name) => item({ name, environment: name }));
    const all = environmentViews([...names, item({ type: 'api', name: 'z', environment: 'z' })], NOW_MS);
    expect(all.map(({ name }) => name)).toEqual(['z', 'web-a', 'web-b']);
  });
});
