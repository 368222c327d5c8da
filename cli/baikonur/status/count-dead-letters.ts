import type { FoundInFile } from '../dead-letters/read-files.ts';
import type { DeadLetterFile } from '../dead-letters/walk-dead-letters.ts';
import type { DeadLetterCount } from './facts.ts';

/** The longest that counting may read: a flood of dead letters must not keep the other answers back. */
const MAX_FILES = 2_000;

/** The first files of a listing; `onCut` is told when there are more. */
export async function* firstFiles(
  files: AsyncIterable<DeadLetterFile>,
  onCut: () => void,
  most = MAX_FILES,
): AsyncGenerator<DeadLetterFile> {
  let count = 0;
  for await (const file of files) {
    if (count === most) {
      onCut();
      return;
    }
    count += 1;
    yield file;
  }
}

/** Counts dead letters by function, target and reason, the most first. */
export async function countDeadLetters(
  found: AsyncIterable<readonly Pick<FoundInFile, 'deadLetter'>[]>,
): Promise<readonly DeadLetterCount[]> {
  const counts = new Map<string, DeadLetterCount>();
  for await (const some of found) {
    for (const { deadLetter } of some) {
      const { function: fn, target, reason, failedAt = '' } = deadLetter;
      const key = JSON.stringify([fn, target, reason]);
      const before = counts.get(key);
      const newest = before !== undefined && before.newest > failedAt ? before.newest : failedAt;
      counts.set(key, { function: fn, target, reason, count: (before?.count ?? 0) + 1, newest });
    }
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}
