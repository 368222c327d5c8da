import type { ObservedCalls } from '../../aws/observe-calls.ts';
import type { ViewState } from '../picture/view-state.ts';
import { buildState } from '../testing/build-state.ts';
import { WITH_A_LOSS } from '../testing/history.ts';
import type { WatchReading, WatchState } from '../view.ts';
import { followStage, type PartRead, type StagePart } from './follow-stage.ts';

const AT_MS = Date.parse('2026-11-28T14:00:00Z');
const HOUR_MS = 3_600_000;

class ThrottlingException extends Error {
  override readonly name = 'ThrottlingException';
}

type Behaviour = 'answers' | 'throttles' | 'slow' | 'fails' | 'hangs';

/** A stage with one part, whose AWS behaves as the test says; time passes where the test lets it. */
function world({ clockAheadMs = 0, read = async (): Promise<PartRead> => ({}), faultAt = -1 } = {}) {
  const world = { behaviour: 'answers' as Behaviour, readings: 0, elapsedMs: 0, aborted: 0 };
  const timers = new Set<() => void>();
  const part = partOf(world, read);
  const calls: ObservedCalls = {
    during: async (run) => ({ result: await run(), wasThrottled: world.behaviour === 'slow' }),
    clockAheadMs: () => clockAheadMs,
  };
  const view: ViewState = ({ facts }, reading) => {
    if (facts.savedBatches === faultAt) throw new Error('no view');
    return buildState({ reading, healthy: facts.unread.length === 0, windowMs: facts.savedBatches ?? 0 });
  };
  const follower = followStage({
    parts: [part],
    main: 'figures',
    view,
    calls,
    tickMs: 500,
    publishEveryMs: 1_000,
    clock: {
      now: () => AT_MS + clockAheadMs + world.elapsedMs,
      elapsed: () => world.elapsedMs,
      every: (_, run) => {
        timers.add(run);
        return () => void timers.delete(run);
      },
    },
  });
  /** Lets half a second pass, again and again. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 500) {
      await settle();
      world.elapsedMs += 500;
      for (const run of timers) run();
    }
    await settle();
  };
  return { world, follower, pass, timers };
}

/** The part that is read, and how. */
function partOf(
  world: { behaviour: Behaviour; readings: number; aborted: number },
  read: () => Promise<PartRead>,
): StagePart {
  return {
    name: 'figures',
    everyMs: 1_000,
    read: async ({ signal }) => {
      world.readings += 1;
      if (world.behaviour === 'throttles') throw new ThrottlingException('Rate exceeded');
      if (world.behaviour === 'fails') throw new Error('getaddrinfo ENOTFOUND');
      if (world.behaviour !== 'hangs') return read();
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      world.aborted += 1;
      throw signal.reason;
    },
  };
}

/** Lets everything that waits for nothing but promises go on. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A page that keeps what it was told. */
function openPage({ follower }: Pick<ReturnType<typeof world>, 'follower'>) {
  const told: { readonly event: string; readonly data: unknown }[] = [];
  const leave = follower.follow((event, json) => void told.push({ event, data: JSON.parse(json) }));
  const events = (): readonly string[] => told.map(({ event }) => event);
  const lastReading = (): WatchReading => {
    const last = told.findLast(({ event }) => event === 'state' || event === 'reading');
    return last?.event === 'state' ? (last.data as WatchState).reading : (last?.data as WatchReading);
  };
  return { told, leave, events, lastReading };
}

describe('following a stage', () => {
  it('reads nothing while no page is open', async () => {
    const { world: stage, pass, timers } = world();
    await pass(5_000);
    expect([stage.readings, timers.size]).toEqual([0, 0]);
  });

  it('sends a state at once, before anything was read', () => {
    const page = openPage(world());
    expect(page.events()).toEqual(['state']);
    expect(page.lastReading()).toMatchObject({ status: 'first', at: '2026-11-28T14:00:00.000Z' });
  });

  it('reads once for two pages, and tells both', async () => {
    const { world: stage, follower, pass } = world();
    const [one, other] = [openPage({ follower }), openPage({ follower })];
    await pass(4_000);
    expect(stage.readings).toBe(5);
    expect(other.told).toEqual(one.told);
  });

  it('stops when the last page has gone, in the middle of a reading too, and goes on with the next', async () => {
    const { world: stage, follower, pass, timers } = world();
    stage.behaviour = 'hangs';
    const [one, other] = [openPage({ follower }), openPage({ follower })];
    await pass(500);
    one.leave();
    expect(timers.size).toBe(1);
    other.leave();
    await settle();
    expect([stage.aborted, timers.size, stage.readings]).toEqual([1, 0, 1]);
    stage.behaviour = 'answers';
    const next = openPage({ follower });
    await pass(1_000);
    expect(next.lastReading()).toMatchObject({ status: 'current' });
  });

  it('sends a state only where it has changed', async () => {
    const { pass, follower } = world();
    const page = openPage({ follower });
    await pass(4_000);
    expect(page.events()).toEqual(['state', 'state', 'reading', 'reading', 'reading', 'reading']);
  });

  it('sends each change, at most once a second', async () => {
    let saved = 0;
    const { pass, follower } = world({ read: async () => ({ facts: { savedBatches: saved++ } }) });
    const page = openPage({ follower });
    await pass(3_000);
    expect(page.told.map(({ data }) => (data as WatchState).windowMs)).toEqual([0, 0, 1, 2, 3]);
  });

  it('sends a history when it has changed, and to a page that comes later', async () => {
    const { pass, follower } = world({ read: async () => ({ history: WITH_A_LOSS }) });
    const page = openPage({ follower });
    await pass(3_000);
    expect(page.events().filter((event) => event === 'history')).toHaveLength(1);
    const later = openPage({ follower });
    expect(later.told.at(-1)).toEqual({ event: 'history', data: WITH_A_LOSS });
  });

  it.each(['throttles', 'slow'] as const)(
    'asks less often while AWS throttles (%s), and says so',
    async (behaviour) => {
      const { world: stage, follower, pass } = world();
      const page = openPage({ follower });
      await pass(1_000);
      const before = stage.readings;
      stage.behaviour = behaviour;
      await pass(60_000);
      // 1 s, 2 s, 4 s, 8 s, then every 16 s
      expect(stage.readings - before).toBeLessThanOrEqual(8);
      expect(page.lastReading()).toMatchObject({ status: 'slowed', everyMs: 16_000 });
      expect(page.lastReading().sentence).toMatch(/^AWS throttles: the figures are \d+/);
      stage.behaviour = 'answers';
      await pass(60_000);
      expect(page.lastReading()).toMatchObject({ status: 'current', everyMs: 1_000 });
    },
  );

  it('says how old the figures are while they cannot be read, and comes back', async () => {
    const { world: stage, follower, pass } = world();
    const page = openPage({ follower });
    await pass(1_000);
    stage.behaviour = 'fails';
    await pass(30_000);
    const sentence = 'could not be read: getaddrinfo ENOTFOUND';
    const { ageMs = 0, ...reading } = page.lastReading();
    expect(ageMs).toBeGreaterThan(28_000);
    expect(reading).toMatchObject({ status: 'failed', stale: [{ part: 'figures', sentence }] });
    expect(page.told.findLast(({ event }) => event === 'state')?.data).toMatchObject({ healthy: false });
    stage.behaviour = 'answers';
    await pass(2_000);
    expect(page.lastReading()).toMatchObject({ status: 'current', stale: [] });
  });

  it.each([
    [HOUR_MS, HOUR_MS],
    [-HOUR_MS, -HOUR_MS],
    [30_000, undefined],
  ])('a clock that is %d ms ahead: times are those of AWS', async (clockAheadMs, told) => {
    const stage = world({ clockAheadMs });
    const page = openPage(stage);
    await stage.pass(1_000);
    expect(page.lastReading().clockAheadMs).toBe(told);
    const atMs = Date.parse(page.lastReading().at);
    expect(Math.abs(atMs - AT_MS)).toBeLessThanOrEqual(told === undefined ? 31_000 : 1_000);
  });

  it('says that a state cannot be shown, and goes on', async () => {
    let saved = 0;
    const { pass, follower } = world({ read: async () => ({ facts: { savedBatches: saved++ } }), faultAt: 2 });
    const page = openPage({ follower });
    await pass(4_000);
    expect(page.events()).toEqual(['state', 'state', 'state', 'reading', 'state', 'state']);
    expect(page.told[3]?.data).toMatchObject({ status: 'failed', sentence: 'no view' });
  });

  it('says goodbye', () => {
    const { follower, timers } = world();
    const page = openPage({ follower });
    follower.close('it was ended');
    expect(page.told.at(-1)).toEqual({ event: 'bye', data: { sentence: 'it was ended' } });
    expect(timers.size).toBe(0);
  });
});
