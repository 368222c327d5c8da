import type { WatchState } from '../view.ts';
import { WITH_A_LOSS } from './history.ts';
import { HOSTILE_GROUPS, HOSTILE_STATE, hostileDeadLetter } from './hostile.ts';
import { largeState } from './large-state.ts';
import { FIRST, HALF_DEPLOYED, HEALTHY, HELD } from './states.ts';

const STATES: Readonly<Record<string, WatchState>> = {
  healthy: HEALTHY,
  held: HELD,
  first: FIRST,
  'half deployed': HALF_DEPLOYED,
  hostile: HOSTILE_STATE,
  large: largeState(),
};

describe('fixtures of the page', () => {
  it.each(Object.entries(STATES))('%s: edges and held shards name what is there', (_, { nodes, edges, held }) => {
    const ids = nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(edges.flatMap(({ from, to }) => [from, to]).filter((id) => !ids.includes(id))).toEqual([]);
    const edgeIds = edges.map(({ id }) => id);
    expect(new Set(edgeIds).size).toBe(edgeIds.length);
    expect(held.flatMap((one) => one.edges).filter((id) => !edgeIds.includes(id))).toEqual([]);
  });

  it('has 200 functions', () => {
    expect(largeState().nodes.filter(({ kind }) => kind === 'function')).toHaveLength(200);
  });

  it('has one number for each period', () => {
    const { periods, functions, hops } = WITH_A_LOSS;
    const series = [
      ...functions.flatMap(({ delivered, filtered, rejected }) => [delivered, filtered, rejected]),
      ...hops.flatMap(({ written, settled, balance }) => [written, settled, balance]),
    ];
    expect(new Set(series.map(({ length }) => length))).toEqual(new Set([periods.length]));
  });

  it('opens every hostile dead letter', () => {
    const opened = HOSTILE_GROUPS.groups.map(({ id }) => hostileDeadLetter(id.replace('group-', '')));
    expect(opened.map(({ record }) => record.bytes > 0)).not.toContain(false);
  });
});
