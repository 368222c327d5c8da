import { setTimeout as sleep } from 'node:timers/promises';
import { tellArrivals } from '../fluent-receivers/tell-arrivals.ts';
import { readTotals } from '../ledger/read-totals.ts';
import type { Session } from './session.ts';

const FOLLOW_MS = 2_000;

/** Says what each function has done since the start, whenever that changes, until Ctrl-C. */
export async function keepFollowing({ shell, clients, stage, baseline, state }: Session): Promise<void> {
  const names = stage.functions.map(({ name }) => name);
  const last = new Map<string, string>();
  let arrived = Number.POSITIVE_INFINITY;
  for (let isFirst = true; !shell.signal.aborted; isFirst = false) {
    const totals = await readTotals(clients, names, baseline.sinceMs);
    for (const [name, { received, delivered, filtered, rejected, retryable }] of Object.entries(totals)) {
      const line = `${stage.shortNames.get(name) ?? name}: ${received} received, ${delivered} delivered, ${filtered} filtered, ${rejected} rejected, ${retryable} retryable`;
      if (!isFirst && last.get(name) !== line) shell.tell(line);
      last.set(name, line);
    }
    if (state.fluent !== undefined) {
      const news = await tellArrivals(state.fluent.file, arrived);
      for (const line of news.lines) shell.tell(line);
      arrived = news.count;
    }
    await sleep(FOLLOW_MS, undefined, { signal: shell.signal }).catch(() => undefined);
  }
}
