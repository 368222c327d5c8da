import type { EnvironmentItem } from './item.ts';
import { isCrashed, phaseOf } from './phase.ts';

const nowMs = 1_000;

it.each<[string, Partial<EnvironmentItem>, string, boolean]>([
  ['an empty item of another program', {}, 'fresh', false],
  ['a run that has only taken its lease', { run_id: 'a', lease_until: nowMs + 1 }, 'fresh', false],
  ['a run that crashed after its lease', { run_id: 'a', lease_until: nowMs - 1 }, 'fresh', true],
  ['an older eden’s environment', { endpoint: 'foo.example.com' }, 'adopted', false],
  ['an older eden’s, whose run crashed', { endpoint: 'foo.example.com', run_id: 'a', lease_until: 1 }, 'adopted', true],
  ['ready', { status: 'ready', endpoint: 'x', run_id: 'a' }, 'ready', false],
  ['ready, whose run crashed', { status: 'ready', run_id: 'a', lease_until: 1 }, 'ready', true],
  ['being created', { status: 'creating', run_id: 'a', lease_until: nowMs }, 'creating', false],
  ['a delete that crashed', { status: 'deleting', run_id: 'a' }, 'deleting', true],
])('%s', (_what, changes, phase, crashed) => {
  const item = { type: 'api', name: 'dev-foo', ...changes };
  expect(phaseOf(item)).toBe(phase);
  expect(isCrashed(item, nowMs)).toBe(crashed);
});
