import { idleAfterOf, idleWindow, judgeTraffic, type TrafficWindow } from './idle.ts';
import type { EnvironmentItem } from './item.ts';

const hourMs = 3_600_000;
const nowMs = 1_800_000_000_000;
const key = { type: 'api', name: 'dev-foo' };

function itemWith(more: Partial<Record<keyof EnvironmentItem, unknown>>): EnvironmentItem {
  return { ...key, ...more } as EnvironmentItem;
}

it.each([
  ["the profile's", { resolved_profile: '{"idle_after":"2h"}' }, 7200],
  ['its own', { resolved_profile: '{"idle_after":"2h"}', idle_after: '1h' }, 3600],
  ['its own none', { resolved_profile: '{"idle_after":"2h"}', idle_after: 'none' }, undefined],
  ["given back to the profile's", { resolved_profile: '{"idle_after":"2h"}', idle_after: '' }, 7200],
  ['none', {}, undefined],
  ['what cannot be read', { resolved_profile: '{"idle_after":"soon"}', idle_after: 7 }, undefined],
  ['too short', { idle_after: '10m' }, undefined],
])('the idle time: %s', (_, item, seconds) => {
  expect(idleAfterOf(itemWith(item))).toBe(seconds);
});

it.each([
  ['deployed long ago', { last_updated: nowMs / 1000 - 7201 }, true],
  ['deployed since', { last_updated: nowMs / 1000 - 7199 }, false],
  ['woken since', { last_updated: 1, woken_at: nowMs / 1000 - 60 }, false],
  ['never deployed', {}, false],
  ['with times that are none', { last_updated: 'then', woken_at: 'x' }, false],
])('an environment that was %s is looked at: %j', (_, times, isLookedAt) => {
  expect(idleWindow(itemWith({ idle_after: '2h', ...times }), nowMs) !== undefined).toBe(isLookedAt);
});

describe('traffic', () => {
  const periodMs = 60_000;
  const window: TrafficWindow = { fromMs: nowMs - 2 * hourMs, untilMs: nowMs, periodMs };
  const minutes = (from: number, to: number): readonly (readonly [number, number])[] =>
    Array.from({ length: to - from }, (_, index) => [nowMs - 2 * hourMs + (from + index) * periodMs, 1] as const);
  const all = minutes(0, 120);

  it.each([
    ['no request, and hosts all the time', { requests: [], hosts: all }, 'idle'],
    ['no request, and the newest minutes are not there yet', { requests: [], hosts: minutes(0, 115) }, 'idle'],
    ['points of no requests', { requests: minutes(0, 9).map(([at]) => [at, 0] as const), hosts: all }, 'idle'],
    ['hosts without health', { requests: [], hosts: all.map(([at]) => [at, 0] as const) }, 'idle'],
    ['one request', { requests: minutes(60, 61), hosts: all }, 'busy'],
    ['a request in the newest minute', { requests: minutes(119, 120), hosts: all }, 'busy'],
    ['a request, and no hosts', { requests: minutes(60, 61), hosts: [] }, 'busy'],
    ['requests before the window alone', { requests: minutes(-9, -2), hosts: all }, 'idle'],
    ['no metrics at all', { requests: [], hosts: [] }, 'unknown'],
    ['metrics that began in the window', { requests: [], hosts: minutes(30, 120) }, 'unknown'],
    ['metrics that ended', { requests: [], hosts: minutes(0, 105) }, 'unknown'],
    ['metrics with a hole', { requests: [], hosts: [...minutes(0, 40), ...minutes(60, 120)] }, 'unknown'],
    [
      'the same minute again and again',
      { requests: [], hosts: Array.from({ length: 120 }, () => all[119] ?? ([0, 0] as const)) },
      'unknown',
    ],
  ] as const)('%s', (_, traffic, judged) => {
    expect(judgeTraffic(traffic, window)).toBe(judged);
  });
});
