import { addSummaries } from '../../../../local/ledger/totals.ts';
import type { FunctionFigures } from '../../status/facts.ts';
import { RECENT_MS } from '../../status/read-facts.ts';
import type { ArrivalTail } from './arrival-tail.ts';
import { type FunctionRate, LOCAL_RATE_MS, type ReadStageFigures } from './stage-figures.ts';
import type { ReadNewSummaries, TimedSummary } from './summary-tail.ts';

/** The delay is that of the last so long. */
const LAG_MS = 60_000;

/**
 * Figures from the summary lines of the functions, and from the streams themselves: a local AWS makes no metrics.
 * Only what is new is read each time.
 */
export function figuresOfLocal(readNew: ReadNewSummaries, arrivals: ArrivalTail): ReadStageFigures {
  const kept = new Map<string, readonly TimedSummary[]>();
  return async ({ functions, streams }, nowMs) => {
    const sinceMs = nowMs - RECENT_MS;
    const [counts] = await Promise.all([
      arrivals.counts(
        streams.map(({ name }) => name),
        nowMs,
      ),
      ...functions.map(async ({ name }) => {
        const before = kept.get(name)?.filter(({ atMs }) => atMs >= sinceMs) ?? [];
        kept.set(name, [...before, ...(await readNew(name, sinceMs))]);
      }),
    ]);
    const all = functions.map(({ name }) => [name, kept.get(name) ?? []] as const);
    return {
      figures: new Map(all.map(([name, summaries]) => [name, figuresOf(summaries, nowMs)])),
      incoming: new Map([...counts].map(([name, { recent }]) => [name, recent / (RECENT_MS / 1000)])),
      rates: {
        functions: new Map(all.map(([name, summaries]) => [name, rateOf(summaries, nowMs)])),
        incoming: new Map([...counts].map(([name, { justNow }]) => [name, justNow / (LOCAL_RATE_MS / 1000)])),
      },
    };
  };
}

function figuresOf(summaries: readonly TimedSummary[], nowMs: number): FunctionFigures {
  const { received, delivered, filtered, rejected, retryable } = addSummaries(summaries);
  const ages = summaries.flatMap(({ atMs, oldestLogAgeMs }) => (atMs >= nowMs - LAG_MS ? [oldestLogAgeMs] : []));
  return {
    recent: { received, delivered, filtered, rejected, retryable },
    ...(ages.length === 0 ? {} : { lagMs: Math.max(...ages) }),
  };
}

function rateOf(summaries: readonly TimedSummary[], nowMs: number): FunctionRate {
  const { received, delivered, rejected, targets } = addSummaries(
    summaries.filter(({ atMs }) => atMs >= nowMs - LOCAL_RATE_MS),
  );
  const seconds = LOCAL_RATE_MS / 1000;
  return {
    received: received / seconds,
    delivered: delivered / seconds,
    rejected: rejected / seconds,
    targets: new Map(Object.entries(targets).map(([name, counts]) => [name, counts.delivered / seconds])),
  };
}
