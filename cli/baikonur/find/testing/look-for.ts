import { compileWhere } from '../../replay/where.ts';
import { createBudget } from '../budget.ts';
import type { Looking } from '../looking.ts';
import { createMatch } from '../match.ts';
import type { FindQuery } from '../query.ts';
import type { NotLookedAt, Place } from '../report.ts';

const DAY_MS = 86_400_000;
const FROM_MS = Date.UTC(2026, 10, 22);

/** A search of a test, and what its parts told. By default of one day. */
export function lookFor(more: Partial<FindQuery>, signal: AbortSignal = new AbortController().signal) {
  const query: FindQuery = {
    ...{ where: compileWhere([]), type: '*', hasEnd: true, inFlight: true, all: false, limit: 100, concurrency: 8 },
    ...{ range: { fromMs: FROM_MS, toMs: FROM_MS + DAY_MS }, maxObjects: 1_000_000, maxBytes: 1024 ** 4 },
    ...more,
  };
  const places: Place[] = [];
  const skipped: NotLookedAt[] = [];
  const budget = createBudget(query, () => undefined);
  const looking: Looking = {
    ...{ query, match: createMatch(query), budget, signal },
    skip: (what, why) => void skipped.push({ what, why }),
    add: (place) => places.push(place) < query.limit,
  };
  return { looking, result: () => ({ places, skipped, sums: { objects: budget.objects, bytes: budget.bytes } }) };
}
