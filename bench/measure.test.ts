import { compare, median } from './measure.ts';

describe('median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

/** Measurements before the first round: a look, both warm, another look. */
const WARM_UP = 4;

describe('compare', () => {
  it('compares within each round, so that a machine that slows down changes nothing', async () => {
    let slowness = 1;
    const side = (ms: number) => async () => {
      slowness *= 1.05;
      return ms * slowness;
    };
    const { ratio, cpuMs, floorCpuMs } = await compare(side(30), side(20), 8);
    expect(ratio).toBeGreaterThan(1.4);
    expect(ratio).toBeLessThan(1.6);
    expect(cpuMs).toBeGreaterThan(floorCpuMs);
  });

  it('swaps the order in every round, and calls both equally often', async () => {
    const order: string[] = [];
    const calls = { work: 0, floor: 0 };
    const side = (name: 'work' | 'floor') => async (count: number) => {
      order.push(name);
      if (order.length > WARM_UP) calls[name] += count;
      return 1;
    };
    await compare(side('work'), side('floor'), 2);
    expect(order.slice(WARM_UP)).toEqual(['floor', 'work', 'work', 'floor']);
    expect(calls.work).toBe(calls.floor);
  });
});
