import type { DeadLetter } from '../../shared/pipeline/dead-letter/dead-letter.ts';

/** Entries that were rejected by the same number of functions: a dead letter each. */
export interface ReaderGroup {
  readonly entries: number;
  readonly readers: number;
}

/** Counts rejected entries by the number of functions that wrote a dead letter for them; most functions first. */
export function groupByReaders(deadLetters: readonly Pick<DeadLetter, 'identity' | 'function'>[]): ReaderGroup[] {
  const functionsOf = new Map<string, Set<string>>();
  for (const { identity, function: name } of deadLetters) {
    functionsOf.set(identity, (functionsOf.get(identity) ?? new Set()).add(name));
  }
  const entries = new Map<number, number>();
  for (const { size } of functionsOf.values()) entries.set(size, (entries.get(size) ?? 0) + 1);
  return [...entries].map(([readers, count]) => ({ entries: count, readers })).sort((a, b) => b.readers - a.readers);
}
