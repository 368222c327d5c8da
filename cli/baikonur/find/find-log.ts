import { errorText } from '../../../shared/errors/error-text.ts';
import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import { missingSetUp } from '../../program/aws-set-up.ts';
import type { OperatedStage } from '../operator/operate.ts';
import { isoTime } from '../operator/time-range.ts';
import { UsageError } from '../shell.ts';
import { createBudget } from './budget.ts';
import { addHolds } from './holds.ts';
import type { Looking, SearchOptions } from './looking.ts';
import { createMatch } from './match.ts';
import { type Part, partsOf } from './parts.ts';
import type { FindQuery } from './query.ts';
import type { FindReport, NotLookedAt, Place } from './report.ts';
import { wayOf } from './way.ts';

/** Parts that are named as not looked at; the others are counted. */
const MAX_SKIPPED = 50;

/**
 * Looks for a log in dead letters, streams, the archive and search indices, one after the other. A part that cannot be read
 * is named in `notLookedAt`; the others are used. After an abort, the report is of what was read until then.
 * @throws {UsageError} for a wrong configuration, and where Region or credentials are missing.
 */
export async function findLog(operated: OperatedStage, query: FindQuery, options: SearchOptions): Promise<FindReport> {
  const { signal, onProgress } = options;
  const places: Place[] = [];
  const skipped = createSkipped();
  const first: { record?: StreamRecord; isArchived?: boolean } = {};
  const budget = createBudget(query, (sums) => onProgress({ ...sums, places: places.length }));
  const looking: Looking = {
    ...{ query, match: createMatch(query), budget, signal, skip: skipped.add },
    add: (place, record) => {
      places.push(place);
      const isArchived = place.kind === 'archive';
      // A dead letter that was edited and put back is in the archive as it is now.
      if (record !== undefined && (first.record === undefined || (isArchived && !first.isArchived)))
        Object.assign(first, { record, isArchived });
      if (places.length < query.limit) return true;
      skipped.add('other places', `${query.limit} were found (--limit)`);
      return false;
    },
  };
  for (const part of partsOf(operated, query, options)) {
    if (places.length >= query.limit) break;
    if (signal.aborted) skipped.add(part.what, 'it was interrupted');
    else await lookAt(part, looking, places);
  }
  const held = await addHolds(places, operated, { now: options.now, skip: skipped.add });
  const way = first.record && wayOf(first.record, operated, skipped.add);
  const { objects, bytes } = budget;
  return {
    id: query.id ?? null,
    found: places.length > 0,
    places: held,
    notLookedAt: skipped.list(),
    scanned: { objects, bytes },
    from: isoTime(query.range.fromMs),
    until: isoTime(query.range.toMs),
    ...(way !== undefined && { way }),
  };
}

async function lookAt({ what, look }: Part, looking: Looking, places: readonly Place[]): Promise<void> {
  const { signal, skip } = looking;
  try {
    await look(looking, places);
    if (signal.aborted) skip(`the rest of ${what}`, 'it was interrupted');
  } catch (error) {
    if (error instanceof UsageError || missingSetUp(error) !== undefined) throw error;
    skip(what, signal.aborted ? 'it was interrupted' : errorText(error));
  }
}

/** Collects parts that were not looked at, each once. */
function createSkipped() {
  const known = new Map<string, NotLookedAt>();
  let more = 0;
  return {
    add: (what: string, why: string): void => {
      const key = `${what}\n${why}`;
      if (known.has(key)) return;
      if (known.size < MAX_SKIPPED) known.set(key, { what, why });
      else more++;
    },
    list: (): readonly NotLookedAt[] => [
      ...known.values(),
      ...(more === 0 ? [] : [{ what: `${more} other parts`, why: 'too many to name' }]),
    ],
  };
}
