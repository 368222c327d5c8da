import type { EdenState } from '../aws/ports.ts';
import type { ItemKey, ItemPatch } from '../environment/item.ts';
import type { Clock } from '../lease/lease.ts';
import { AwsCallError, type Problem } from '../problem/problem.ts';

/** A point that all runs of a group reach, or none goes past: all is checked and nothing made; all is made. */
export type Meeting = 'checked' | 'made';

/** The other runs with which a run succeeds or fails as one. */
export interface Together {
  /** Waits until it may take its lease: runs take them in one order, so that two groups do not wait for each other. */
  readonly awaitTurn: () => Promise<Problem | undefined>;
  /** It has its lease: the next one may take its own. */
  readonly hasLease: () => void;
  /** Waits for all others; undefined: go on, else why not. `keepAlive` is called now and then. */
  readonly meet: (meeting: Meeting, keepAlive: () => Promise<void>) => Promise<Problem | undefined>;
  /** The write that makes an environment ready: those of all runs are one transaction. */
  readonly writeReady: EdenState['writeItem'];
}

/** A run's place among the others. */
export interface Member {
  readonly together: Together;
  /** The run has ended: others that wait for something that it did not reach go back. */
  readonly end: () => void;
}

/** Ports and names of the runs, in the order in which they take their leases. */
export interface TogetherOptions {
  readonly names: readonly string[];
  readonly clock: Clock;
  readonly writeItems: EdenState['writeItems'];
}

interface ReadyWrite {
  readonly key: ItemKey;
  readonly runId: string;
  readonly patch: ItemPatch;
}

/** Short: a program ends when its last sleep has. */
const KEEP_ALIVE_MS = 250;

/** Creates the places of runs that succeed or fail as one. */
export function createTogether({ names, clock, writeItems }: TogetherOptions): readonly Member[] {
  const leases = names.map(() => createPoint(1));
  const meetings = { checked: createPoint(names.length), made: createPoint(names.length) };
  const writeAll = createJointWrite(names.length, writeItems);
  const failed = (): Problem => ({
    code: 'group_failed',
    message: 'Another environment of the group failed; they are made together.',
  });
  return names.map((name, index) => {
    const [before, own] = [leases[index - 1], leases[index] ?? createPoint(1)];
    return {
      together: {
        awaitTurn: async () => ((await before?.settled) === false ? failed() : undefined),
        hasLease: own.arrive,
        meet: async (meeting, keepAlive) => {
          const point = meetings[meeting];
          point.arrive();
          while (!point.isSettled()) {
            await Promise.race([point.settled, clock.sleep(KEEP_ALIVE_MS)]);
            if (!point.isSettled()) await keepAlive();
          }
          return (await point.settled) ? undefined : failed();
        },
        writeReady: (key, runId, patch) => writeAll.write({ key, runId, patch }),
      },
      end: () => {
        for (const point of [own, meetings.checked, meetings.made]) point.fail();
        writeAll.fail(name);
      },
    };
  });
}

/** A point that is reached when so many have arrived, unless it has failed before. */
interface Point {
  readonly arrive: () => void;
  readonly fail: () => void;
  readonly isSettled: () => boolean;
  readonly settled: Promise<boolean>;
}

function createPoint(wanted: number): Point {
  const { promise: settled, resolve } = Promise.withResolvers<boolean>();
  let [arrived, isSettled] = [0, false];
  const settle = (isReached: boolean): void => {
    isSettled = true;
    resolve(isReached);
  };
  return {
    arrive: () => {
      arrived += 1;
      if (arrived === wanted) settle(true);
    },
    fail: () => {
      if (!isSettled) settle(false);
    },
    isSettled: () => isSettled,
    settled,
  };
}

/** One transaction of the writes of all, sent when the last of them has come. */
function createJointWrite(wanted: number, writeItems: EdenState['writeItems']) {
  const writes: ReadyWrite[] = [];
  const { promise: answers, resolve, reject } = Promise.withResolvers<readonly ('written' | 'lost')[]>();
  answers.catch(() => undefined);
  let isSent = false;
  return {
    write: async (write: ReadyWrite): Promise<'written' | 'lost'> => {
      const index = writes.push(write) - 1;
      if (writes.length === wanted) {
        isSent = true;
        writeItems(writes).then(resolve, reject);
      }
      const all = await answers;
      if (all[index] === 'lost' || !all.includes('lost')) return all[index] ?? 'lost';
      throw notWritten(write.key.name, 'another environment of the group was taken over by another run');
    },
    fail: (name: string): void => {
      if (!isSent) reject(notWritten(name, 'it did not get as far as to be written'));
    },
  };
}

function notWritten(name: string, why: string): AwsCallError {
  return new AwsCallError('dynamodb:TransactWriteItems', name, 'TransactionCanceledException', new Error(why));
}
