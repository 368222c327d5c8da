import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { createPace } from './pace.ts';
import { type PutBackAllOptions, putBackAll, type RunSums } from './put-back-all.ts';
import { emptyReceipt } from './receipt.ts';
import { killAt } from './testing/kill-at.ts';
import {
  createMemoryPorts,
  createMemoryWorld,
  Killed,
  type MemoryWorld,
  type OnEffect,
  outcome,
} from './testing/memory-world.ts';

const OBJECTS = { a: 3, b: 1100, c: 1 };
const ALL = Object.entries(OBJECTS).flatMap(([key, lines]) =>
  Array.from({ length: lines }, (_, index) => `${key}/s/${index + 1}`),
);

/** One process over a world, which may be killed. */
function run(world: MemoryWorld, onEffect?: OnEffect, more: Partial<PutBackAllOptions> = {}, pid = 1) {
  let nowMs = 0;
  const sleep = async (ms: number): Promise<void> => {
    nowMs += ms;
  };
  return putBackAll(keysOf(world), {
    ...createMemoryPorts(world, onEffect),
    owner: { run: `run-${pid}`, host: 'here', pid },
    isGone: () => true,
    isEnding: () => false,
    now: () => nowMs,
    pace: createPace({ now: () => nowMs, sleep }),
    concurrency: 1,
    ...more,
  });
}

async function* keysOf({ objects }: MemoryWorld): AsyncGenerator<string> {
  yield* [...objects.keys()];
}

describe('putBackAll', () => {
  it('sends every line once, in groups of 500 an object, and moves the objects', async () => {
    const world = createMemoryWorld(OBJECTS);
    expect(await run(world)).toMatchObject({ delivered: 1104, moved: 3, left: 0, sentAgain: 0, problems: [] });
    expect(world.delivered).toEqual(ALL);
    expect(world.groups.map((group) => group.split(',').length)).toEqual([3, 500, 500, 100, 1]);
    expect([world.objects.size, world.receipts.size, [...world.moved.keys()]]).toEqual([0, 0, ['a', 'b', 'c']]);
  });

  it('goes on after a kill before and after every effect; only an answer that was lost repeats, as the same group', async () => {
    let kills = 0;
    for (let at = 1; ; at++) {
      for (const moment of ['before', 'after'] as const) {
        const world = createMemoryWorld(OBJECTS);
        const { onEffect, killedAt } = killAt(at, moment);
        const first = await run(world, onEffect).catch((error: unknown) => error);
        // Reads have no effect, so nothing after them.
        if (killedAt() === '' && moment === 'after') continue;
        if (killedAt() === '') {
          expect(first).toMatchObject({ moved: 3 });
          expect(kills).toBeGreaterThan(50);
          return;
        }
        kills++;
        expect(first).toBeInstanceOf(Killed);
        const second = await run(world, undefined, {}, 2);
        expect([world.objects.size, world.receipts.size, world.moved.size]).toEqual([0, expect.any(Number), 3]);
        expect(new Set(world.delivered)).toEqual(new Set(ALL));
        checkRepeats(world, second, { effect: killedAt(), moment });
      }
    }
  });

  /** A group was delivered twice where its answer was lost; it is counted, also where it had not left yet. */
  function checkRepeats(
    world: MemoryWorld,
    second: RunSums,
    killed: { readonly effect: string; readonly moment: string },
  ) {
    const repeats = world.delivered.length - ALL.length;
    const again = world.groups.filter((group, index) => world.groups.indexOf(group) !== index);
    if (repeats > 0) {
      expect([
        ['send', 'after'],
        ['write', 'before'],
      ]).toContainEqual([killed.effect, killed.moment]);
      expect(again.map((group) => group.split(',').length)).toEqual([repeats]);
      expect(second.sentAgain).toBe(repeats);
    } else expect(again).toEqual([]);
  }

  it('sends each line once when two people do it at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }), async (turns) => {
        const world = createMemoryWorld({ a: 3, b: 501, c: 1, d: 2 });
        let at = 0;
        const dawdle: OnEffect = async () => {
          for (let left = turns[at++ % turns.length] ?? 0; left > 0; left--) await nextTurn();
        };
        const together = { isGone: () => false };
        const sums = await Promise.all([run(world, dawdle, together, 1), run(world, dawdle, together, 2)]);
        expect(new Set(world.delivered).size).toBe(world.delivered.length);
        expect(world.delivered).toHaveLength(507);
        expect(world.objects.size).toBe(0);
        expect(sums.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(507);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['moves it meanwhile', 'moved', { delivered: 1, moved: 1, gone: 1, left: 0, problems: [] }],
    ['lets go of it', 'released', { delivered: 3, moved: 2, gone: 0, left: 0, problems: [] }],
    [
      'still has it',
      'held',
      { delivered: 1, moved: 1, gone: 0, left: 1, problems: [expect.stringMatching(/^a: .*other/)] },
    ],
  ])('an object that another run %s is counted as it is at the end', async (_name, end, sums) => {
    const world = createMemoryWorld({ a: 2, b: 1 });
    const held = { ...emptyReceipt('a', 'other'), owner: { run: 'other', host: 'there', pid: 9 } };
    world.receipts.set('a', { receipt: { ...held, leaseUntilMs: 1_000_000 }, version: '9' });
    world.answer = ([item]) => {
      if (item?.record.identity !== 'b/s/1') return undefined;
      if (end === 'moved') world.objects.delete('a');
      if (end !== 'held') world.receipts.delete('a');
      return undefined;
    };
    expect(await run(world, undefined, { isGone: () => false })).toMatchObject(sums);
  });

  it('keeps a receipt of an object that is settled in part, so that the next run skips what was delivered', async () => {
    const world = createMemoryWorld({ a: 3 });
    const refusing = (items: Parameters<MemoryWorld['answer']>[0]) => ({
      status: 'answered' as const,
      outcomes: items.map((item) =>
        item.line === 2
          ? outcome(item, 'retryable', { scope: 'entry', error: 'HTTP 400' })
          : outcome(item, 'delivered'),
      ),
    });
    world.answer = refusing;
    expect(await run(world)).toMatchObject({
      delivered: 2,
      retryable: 1,
      moved: 0,
      left: 1,
      problems: ['a line 2: HTTP 400'],
    });
    expect(world.receipts.get('a')?.receipt).toMatchObject({ settled: { delivered: '1,3' }, leaseUntilMs: 0 });
    world.answer = () => undefined;
    expect(await run(world)).toMatchObject({ delivered: 1, moved: 1, sentAgain: 0 });
    expect(world.delivered).toEqual(['a/s/1', 'a/s/3', 'a/s/2']);
  });

  it.each([
    ['nothing', {}, 3],
    ['one line', { delivered: '2' }, 2],
    ['every line', { delivered: '1-3' }, 0],
  ])('sends what a receipt leaves out that says it is complete and lists %s', async (_what, settled, sent) => {
    const world = createMemoryWorld({ a: 3 });
    world.receipts.set('a', { receipt: { ...emptyReceipt('a', 'planted'), settled, isComplete: true }, version: '1' });
    expect(await run(world)).toMatchObject({ delivered: sent, moved: 1, left: 0 });
    expect(world.delivered).toHaveLength(sent);
    expect([world.objects.size, world.receipts.size]).toEqual([0, 0]);
  });

  it('stops with the reason when the destination is away, and leaves everything as it was', async () => {
    const world = createMemoryWorld(OBJECTS);
    world.answer = (items) => ({
      status: 'answered',
      outcomes: items.map((item) => outcome(item, 'retryable', { scope: 'destination', error: 'ECONNREFUSED' })),
    });
    expect(await run(world)).toMatchObject({ stoppedBecause: 'ECONNREFUSED', delivered: 0, moved: 0, left: 1 });
    expect(world.groups).toHaveLength(2);
    expect([world.objects.size, world.receipts.size]).toEqual([3, 0]);
  });

  it('goes on as long as a slow destination takes some of a group', async () => {
    const world = createMemoryWorld({ b: 500 });
    world.answer = (items) => ({
      status: 'answered',
      outcomes: items.map((item, index) =>
        index < 50 ? outcome(item, 'delivered') : outcome(item, 'retryable', { scope: 'postponed', error: 'no time' }),
      ),
    });
    expect(await run(world)).toMatchObject({ delivered: 500, moved: 1, left: 0 });
    expect(world.groups).toHaveLength(10);
  });

  it.each([
    ['throttled', 'TooManyRequestsException', 4],
    ['refused', 'no such function', 1],
  ] as const)('stops when every call is %s', async (status, error, calls) => {
    const world = createMemoryWorld(OBJECTS);
    world.answer = () => ({ status, error });
    expect(await run(world)).toMatchObject({ stoppedBecause: error, delivered: 0 });
    expect(world.groups).toHaveLength(calls);
  });

  it('goes on after throttling, slower', async () => {
    const world = createMemoryWorld(OBJECTS);
    let calls = 0;
    world.answer = () => (++calls % 2 === 1 ? { status: 'throttled', error: 'slow down' } : undefined);
    expect(await run(world)).toMatchObject({ delivered: 1104, moved: 3 });
  });

  it('finds the one line that kills the function, and delivers the others', async () => {
    const world = createMemoryWorld({ a: 40 });
    world.answer = (items) =>
      items.some(({ line }) => line === 7) ? { status: 'crashed', error: 'out of memory' } : undefined;
    expect(await run(world)).toMatchObject({
      delivered: 39,
      retryable: 1,
      left: 1,
      problems: ['a line 7: the function ended: out of memory'],
    });
    expect(world.objects.size).toBe(1);
  });

  it('stops when the function dies of everything', async () => {
    const world = createMemoryWorld({ b: 600 });
    world.answer = () => ({ status: 'crashed', error: 'cannot find module' });
    expect(await run(world)).toMatchObject({ stoppedBecause: 'the function fails: cannot find module' });
    expect(world.groups.length).toBeLessThanOrEqual(12);
  });

  it('does no more than the limit, and goes on from there the next time', async () => {
    const world = createMemoryWorld(OBJECTS);
    expect(await run(world, undefined, { limit: 100 })).toMatchObject({ delivered: 100, moved: 1, left: 1 });
    expect(await run(world)).toMatchObject({ delivered: 1004, moved: 2 });
    expect(world.delivered).toEqual(ALL);
  });

  it('leaves what another process has, and says who', async () => {
    const world = createMemoryWorld({ a: 3 });
    const { onEffect } = killAt(4, 'after');
    await expect(run(world, onEffect)).rejects.toThrow(Killed);
    const { problems, left, delivered } = await run(world, undefined, { isGone: () => false }, 2);
    expect([left, delivered]).toEqual([1, 0]);
    expect(problems).toEqual([
      expect.stringMatching(/^a: another run is at work on it: run run-1 on here, until 1970-/),
    ]);
  });

  it('ends in order when it is interrupted', async () => {
    const world = createMemoryWorld(OBJECTS);
    expect(await run(world, undefined, { isEnding: () => world.groups.length === 2 })).toMatchObject({
      delivered: 503,
    });
    expect(world.receipts.get('b')?.receipt).toMatchObject({ leaseUntilMs: 0, settled: { delivered: '1-500' } });
  });
});
