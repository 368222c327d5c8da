import type { Topology } from '../../../../shared/deploy/topology/topology.ts';
import type { AwsClients } from '../../aws/clients.ts';
import type { LocatedDeadLetter } from '../../dead-letters/group-dead-letters.ts';
import { openRedrivenLines } from '../../dead-letters/redriven-lines.ts';
import type { DeadLetterFile } from '../../dead-letters/walk-dead-letters.ts';
import { type Looking, readRecent, recentFiles } from '../../status/read-dead-letters.ts';

/** The dead letters of the last 24 h, without their records. An object is opened once. */
export interface DeadLetterCache {
  /** Lists the objects, and opens those that are new. Two at a time share one reading. */
  readonly read: (looking: Looking) => Promise<readonly LocatedDeadLetter[]>;
}

/** Kept in memory. */
const MOST_DEAD_LETTERS = 10_000;
const NEVER = new AbortController().signal;

/** Dead letters of a stage that are read again and again. */
export function createDeadLetterCache(topology: Topology, clients: Pick<AwsClients, 's3'>): DeadLetterCache {
  const known = new Map<string, readonly LocatedDeadLetter[]>();
  let underWay: Promise<readonly LocatedDeadLetter[]> | undefined;
  const read = async (looking: Looking): Promise<readonly LocatedDeadLetter[]> => {
    const listed = new Set<string>();
    const added = new Map<string, LocatedDeadLetter[]>();
    const lines = openRedrivenLines(topology, clients);
    // A run of redrive is at work on it: its dead letters become fewer.
    for (const key of known.keys()) if (await lines.hasReceipt(key)) known.delete(key);
    let count = [...known.values()].reduce((sum, { length }) => sum + length, 0);
    const fresh = newFiles(recentFiles(topology, clients, looking), {
      known,
      listed,
      isFull: () => count >= MOST_DEAD_LETTERS,
    });
    for await (const some of readRecent(topology, clients, fresh, { ...looking, lines })) {
      for (const { key, line, deadLetter } of some) {
        added.set(key, [...(added.get(key) ?? []), { key, line, deadLetter }]);
        count++;
      }
    }
    for (const key of listed) if (!known.has(key)) known.set(key, added.get(key) ?? []);
    for (const key of known.keys()) if (!listed.has(key)) known.delete(key);
    if (count >= MOST_DEAD_LETTERS) {
      looking.tell({ part: 'dead letters', sentence: `there are more than the ${count} that are shown` });
    }
    return [...known.values()].flat();
  };
  return {
    read: async (looking) => {
      // One that is shared goes on when the page that asked first has gone.
      underWay ??= read({ ...looking, signal: NEVER }).finally(() => {
        underWay = undefined;
      });
      const found = await underWay;
      looking.signal.throwIfAborted();
      return found;
    },
  };
}

async function* newFiles(
  files: AsyncIterable<DeadLetterFile>,
  { known, listed, isFull }: { known: ReadonlyMap<string, unknown>; listed: Set<string>; isFull: () => boolean },
): AsyncGenerator<DeadLetterFile> {
  for await (const file of files) {
    const isKnown = known.has(file.key);
    if (!isKnown && isFull()) continue;
    listed.add(file.key);
    if (!isKnown) yield file;
  }
}
