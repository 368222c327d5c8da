import fc from 'fast-check';
import type { Log } from '../../log/log.ts';
import {
  ALREADY_DELIVERED,
  DELIVERED,
  type Deliver,
  type DeliverContext,
  ONLY_TARGET,
  type Outcome,
  type RetryScope,
} from '../outcome.ts';
import { retryable, testEntry } from '../testing/results.ts';
import { backoffMs, withRetries } from './with-retries.ts';

function logOf(n: number): Log {
  return { ...testEntry(n), logType: 'app', logId: `id-${n}`, timeNs: 0n };
}

function context(remainingMs: number): DeliverContext {
  return {
    target: ONLY_TARGET,
    now: () => 0,
    remainingMs: () => remainingMs,
    signal: new AbortController().signal,
    countBytesOut: () => undefined,
  };
}

const options = { maxTries: 3, baseMs: 100, capMs: 1000, random: () => 0.5, sleep: async () => undefined };
const again = retryable('entry') as Outcome;

function outcome(scope: RetryScope): (error: string) => Outcome {
  return (error) => ({ status: 'retryable', scope, error });
}
const [away, own, alone, postponed] = [
  outcome('destination'),
  outcome('entry'),
  outcome('unclear'),
  outcome('postponed'),
];

/** Answers what the script says for each call, by log id, and writes down what it was asked. */
function scripted(script: readonly Record<string, Outcome>[]): {
  readonly deliver: Deliver;
  readonly asked: string[][];
} {
  const asked: string[][] = [];
  return {
    asked,
    deliver: async (logs) => {
      const answers = script[asked.length] ?? {};
      asked.push(logs.map(({ logId }) => logId));
      return logs.map(({ logId }) => answers[logId] ?? { status: 'delivered' });
    },
  };
}

describe('withRetries', () => {
  it('repeats only what failed and keeps the order of the outcomes', async () => {
    const { deliver, asked } = scripted([
      { 'id-1': again, 'id-2': { status: 'rejected', code: 'oversize', error: '' } },
      {},
    ]);
    const outcomes = await withRetries(deliver, options)([0, 1, 2].map(logOf), context(9999));
    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'rejected']);
    expect(asked).toEqual([['id-0', 'id-1', 'id-2'], ['id-1']]);
  });

  it('stops after its tries', async () => {
    const { deliver, asked } = scripted([{ 'id-0': again }, { 'id-0': again }, { 'id-0': again }, {}]);
    expect(await withRetries(deliver, options)([logOf(0)], context(9999))).toEqual([again]);
    expect(asked).toHaveLength(3);
  });

  it('starts no try when no time is left after waiting', async () => {
    const { deliver, asked } = scripted([{ 'id-0': again }]);
    let leftMs = 49;
    const sleep = async (ms: number) => {
      leftMs -= ms;
    };
    const waiting = { ...context(0), remainingMs: () => leftMs };
    expect(await withRetries(deliver, { ...options, sleep })([logOf(0)], waiting)).toEqual([again]);
    expect(asked).toHaveLength(1);
    expect(leftMs).toBe(0);
  });

  it('asks a destination that is away until the time runs out, and a refused entry no longer than its tries', async () => {
    const gone = retryable('destination') as Outcome;
    const { deliver, asked } = scripted(Array.from({ length: 99 }, () => ({ 'id-0': again, 'id-1': gone })));
    let leftMs = 10_000;
    const sleep = async (ms: number) => {
      leftMs -= ms;
    };
    const persistent = withRetries(deliver, { ...options, sleep, untilDeadline: true });
    expect(await persistent([logOf(0), logOf(1)], { ...context(0), remainingMs: () => leftMs })).toEqual([again, gone]);
    expect(leftMs).toBe(0);
    expect(asked.filter((ids) => ids.includes('id-0'))).toHaveLength(3);
    expect(asked.length).toBeGreaterThan(15);
  });

  it('keeps what it learnt of a refused entry while its neighbours were there', async () => {
    const unclear = retryable('unclear') as Outcome;
    const { deliver, asked } = scripted([{ 'id-0': again }, { 'id-0': unclear }, { 'id-0': unclear }, {}]);
    const outcomes = await withRetries(deliver, { ...options, untilDeadline: true })([0, 1].map(logOf), context(9999));
    expect(outcomes).toEqual([again, { status: 'delivered' }]);
    expect(asked).toHaveLength(3);
  });

  it('asks again for an entry that was the only record of the request until the time runs out', async () => {
    const { deliver } = scripted(Array.from({ length: 99 }, () => ({ 'id-0': retryable('unclear') as Outcome })));
    let leftMs = 10_000;
    const sleep = async (ms: number) => {
      leftMs -= ms;
    };
    const persistent = withRetries(deliver, { ...options, sleep, untilDeadline: true });
    await persistent([logOf(0)], { ...context(0), remainingMs: () => leftMs });
    expect(leftMs).toBe(0);
  });

  it.each<[name: string, first: Outcome, last: Outcome, leftMs: number, expected: Outcome]>([
    ['an answer within the time replaces the last', away('503'), away('429'), 1, away('429')],
    ['a cut-off try keeps the error of the last answer', away('503'), away('aborted'), 0, away('503')],
    ['a cut-off try of a lone log, too', own('400'), alone('aborted'), 0, own('400')],
    ['a cut-off try of several logs leaves a refused one refused', own('400'), away('aborted'), 0, own('400')],
    ['an outage within the time is one, also for a refused log', own('400'), away('503'), 1, away('503')],
    ['an answer about a lone log replaces the last', own('400'), alone('500'), 1, own('500')],
    ['a try that was not sent changes nothing', own('400'), postponed('no time'), 0, own('400')],
    [
      'what was delivered at the last moment is delivered',
      away('503'),
      { status: 'delivered' },
      0,
      { status: 'delivered' },
    ],
  ])('%s', async (_name, first, last, leftMs, expected) => {
    const { deliver } = scripted([{ 'id-0': first }, { 'id-0': last }]);
    let remaining = 1000;
    const timed: Deliver = async (logs, given) => {
      const outcomes = await deliver(logs, given);
      if (outcomes[0] === last) remaining = leftMs;
      return outcomes;
    };
    const [outcome] = await withRetries(timed, { ...options, maxTries: 2 })([logOf(0)], {
      ...context(0),
      remainingMs: () => remaining,
    });
    expect(outcome).toEqual(expected);
  });

  it('sends nothing where no time is left: it is postponed', async () => {
    const { deliver, asked } = scripted([]);
    expect(await withRetries(deliver, options)([0, 1].map(logOf), context(0))).toMatchObject([
      { status: 'retryable', scope: 'postponed' },
      { status: 'retryable', scope: 'postponed' },
    ]);
    expect(asked).toEqual([]);
  });

  it.each<[name: string, first: readonly Outcome[], leftMs: number, scopes: readonly string[]]>([
    [
      'a working destination that the deadline cut off',
      [DELIVERED, away('aborted'), own('400')],
      0,
      ['postponed', 'entry'],
    ],
    ['a destination that took nothing until the deadline', [own('400'), away('aborted')], 0, ['entry', 'destination']],
    ['a repeat alone shows no progress', [ALREADY_DELIVERED, away('aborted')], 0, ['destination']],
    ['a destination that failed within the time', [DELIVERED, away('503')], 1, ['destination']],
  ])('scopes of the logs that are left by %s', async (_name, first, leftMs, scopes) => {
    let remaining = 1000;
    const deliver: Deliver = async () => {
      remaining = leftMs;
      return first;
    };
    const timed = { ...context(0), remainingMs: () => remaining };
    const outcomes = await withRetries(deliver, { ...options, maxTries: 1 })(
      first.map((_, n) => logOf(n)),
      timed,
    );
    expect(outcomes.flatMap((one) => (one.status === 'retryable' ? [one.scope] : []))).toEqual(scopes);
  });

  it('leaves postponed deliveries alone', async () => {
    const { deliver, asked } = scripted([{ 'id-0': retryable('postponed') as Outcome }]);
    await withRetries(deliver, options)([logOf(0)], context(9999));
    expect(asked).toHaveLength(1);
  });
});

describe('backoffMs', () => {
  it('is a full-jitter exponential below its cap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (number, random) => {
        const wait = backoffMs(number, { ...options, random: () => random });
        return wait >= 0 && wait <= Math.min(1000, 100 * 2 ** (number - 2));
      }),
    );
    expect([2, 3, 4, 9].map((number) => backoffMs(number, { ...options, random: () => 0.999 }))).toEqual([
      99, 199, 399, 999,
    ]);
  });
});
