import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import type { Budget } from './budget.ts';
import type { Match } from './match.ts';
import type { FindQuery } from './query.ts';
import type { Place } from './report.ts';

/** A search that is under way, as its parts see it. */
export interface Looking {
  readonly query: FindQuery;
  readonly match: Match;
  readonly budget: Budget;
  readonly signal: AbortSignal;
  /** @param record the log's bytes, where they were read @returns whether more places are wanted */
  readonly add: (place: Place, record?: StreamRecord) => boolean;
  /** Tells what is not looked at, and why. */
  readonly skip: (what: string, why: string) => void;
}

/** How a search runs. */
export interface SearchOptions {
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Receives the sums now and then. */
  readonly onProgress: (sums: SearchSums) => void;
  /** Receives what is tried again. */
  readonly warn: (sentence: string) => void;
}

/** Sums of a search. */
interface SearchSums {
  readonly objects: number;
  readonly bytes: number;
  readonly places: number;
}

/** Tells that a part was not read to its end. */
export function skipRest({ skip }: Pick<Looking, 'skip'>): void {
  skip('the rest of each part in which it was found', '--all reads on');
}

/** Passes files on until a cap ends it, which is reported. */
export async function* withinBudget<File extends { readonly bytes: number }>(
  files: AsyncIterable<File>,
  what: string,
  { budget, skip }: Pick<Looking, 'budget' | 'skip'>,
): AsyncGenerator<File> {
  for await (const file of files) {
    const why = budget.takeObject(file.bytes);
    if (why !== undefined) {
      skip(what, why);
      return;
    }
    yield file;
  }
}
