import { setTimeout as sleep } from 'node:timers/promises';
import { tellArrivals } from '../fluent-receivers/tell-arrivals.ts';
import { readTotals } from '../ledger/read-totals.ts';
import type { FunctionTotals } from '../ledger/totals.ts';
import { hasEnded } from '../stack/up.ts';
import type { Session } from './session.ts';

const FOLLOW_MS = 2_000;
const OUTCOMES = ['delivered', 'filtered', 'rejected', 'retryable'] as const;

/** Says what each function has done since the start, whenever that changes, until Ctrl-C or the end of the stack. */
export async function keepFollowing({ shell, clients, stage, baseline, state }: Session): Promise<void> {
  const names = stage.functions.map(({ name }) => name);
  const last = new Map<string, string>();
  let arrived = Number.POSITIVE_INFINITY;
  for (let isFirst = true; !shell.signal.aborted; isFirst = false) {
    const totals = await readTotals(clients, names, baseline.sinceMs);
    // The functions' logs are gone with it: what was read is nothing.
    if (hasEnded(state)) return;
    for (const [name, counts] of Object.entries(totals)) {
      const line = `${stage.shortNames.get(name) ?? name}: ${describeCounts(counts)}`;
      if (!isFirst && last.get(name) !== line) shell.tell(line);
      last.set(name, line);
    }
    if (state.fluent !== undefined) {
      const news = await tellArrivals(state.fluent.file, arrived);
      for (const line of news.lines) shell.tell(line);
      arrived = news.count;
    }
    shell.rest();
    await sleep(FOLLOW_MS, undefined, { signal: shell.signal }).catch(() => undefined);
  }
}

/** The outcomes that a function had, without zeros: `9 received, 8 delivered, 1 rejected`. */
function describeCounts(counts: FunctionTotals): string {
  const outcomes = OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) => `${counts[outcome]} ${outcome}`);
  return [`${counts.received} received`, ...outcomes].join(', ');
}
