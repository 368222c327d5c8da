import { compileTypePatterns } from '../../shared/log/type-pattern.ts';
import type { ArchiveFile } from '../../shared/put-back/archive-file.ts';
import { createArchiveSources } from '../../shared/put-back/archive-sources.ts';
import { createDeadLetterSources } from '../../shared/put-back/dead-letter-sources.ts';
import { createInvokeSender } from '../../shared/put-back/invoke-sender.ts';
import { createObjectReceipts, REDRIVE_FOLDER } from '../../shared/put-back/object-receipts.ts';
import { createPace } from '../../shared/put-back/pace.ts';
import type { ReceiptStore, Sources } from '../../shared/put-back/ports.ts';
import { putBackAll, type RunSums } from '../../shared/put-back/put-back-all.ts';
import type { Owner } from '../../shared/put-back/receipt.ts';
import type { OperatorSettings } from './config.ts';
import type { WorkPorts } from './ports.ts';
import { unitKey, type WorkAnswer, type WorkEvent } from './work-event.ts';

/** Time for the group that is under way, milliseconds: a function answers within 30 s, and writes dead letters. */
const RESERVE_MS = 90_000;
/** Objects of a unit at a time. */
const CONCURRENCY = 4;
const MAX_PROBLEMS = 10;

/** A destination stays away: the unit failed, so that the state machine stops where more of them do. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** World of {@link createWork}. */
export interface WorkOptions {
  readonly settings: Pick<OperatorSettings, 'bucket' | 'prefix' | 'stage'>;
  readonly ports: WorkPorts;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * Puts the objects of one unit back: the same code as `baikonur redrive` and `baikonur replay`, with the same receipts. Its
 * sums are added to those of earlier invocations of the unit, in an object that the command reads.
 * @throws {StoppedError} where nothing more is worth sending.
 */
export function createWork({ settings, ports, now, sleep }: WorkOptions) {
  return async (event: WorkEvent, remainingMs: () => number): Promise<WorkAnswer> => {
    const { run, item } = event;
    const { keys, sources, receipts, keepsReceipts } = openWork(event, settings, ports);
    // Of a unit only one invocation runs at a time: one that died is gone.
    const owner: Owner = { run, host: `unit-${item.unit}`, pid: 0 };
    const isEnding = (): boolean => remainingMs() < RESERVE_MS;
    const sums = await putBackAll(asList(keys), {
      ...{ sources, receipts, owner, now, isEnding, keepsReceipts },
      send: createInvokeSender(ports.invoke, run, settings.stage),
      isGone: ({ run: other, host }) => other === run && host === owner.host,
      pace: createPace({ now, sleep }),
      concurrency: CONCURRENCY,
    });
    const isUnfinished = sums.stoppedBecause === undefined && isEnding() && hasProgress(sums);
    await addSums({ sums, isUnfinished, keepsReceipts }, event, settings, ports);
    if (sums.stoppedBecause !== undefined) throw new StoppedError(sums.stoppedBecause);
    return { isUnfinished };
  };
}

interface OpenedWork {
  readonly keys: readonly string[];
  readonly sources: Sources;
  readonly receipts: ReceiptStore;
  /** The object stays where it is; its receipt says that it is done. */
  readonly keepsReceipts: boolean;
}

function openWork({ run, work, item }: WorkEvent, settings: WorkOptions['settings'], ports: WorkPorts): OpenedWork {
  const { bucket, prefix, stage } = settings;
  const receiptsIn = (folder: string) => createObjectReceipts({ bucket, prefix, folder }, ports.versioned, ports);
  switch (work.kind) {
    case 'redrive': {
      const takesType = work.type === undefined ? () => true : compileTypePatterns([work.type]);
      const takes = ({ logType }: { readonly logType?: string }) => takesType(logType ?? '');
      const isOfStage = (name: string): boolean => work.functions.includes(name);
      const selection = { stage, takes, maxGeneration: work.maxGeneration, isOfStage };
      const sources = createDeadLetterSources({ bucket, prefix }, selection, ports);
      return {
        keys: item.sources as readonly string[],
        sources,
        receipts: receiptsIn(REDRIVE_FOLDER),
        keepsReceipts: false,
      };
    }
    case 'replay': {
      const named = item.sources as readonly ArchiveFile[]; // the command writes both
      const files = new Map(named.map((file) => [`${file.bucket}/${file.key}`, file]));
      const selection = { destination: work.destination, takes: () => true };
      const sources = createArchiveSources(ports.openObject, selection, files);
      return { keys: [...files.keys()], sources, receipts: receiptsIn(`_replay/${run}`), keepsReceipts: true };
    }
  }
}

async function* asList(keys: readonly string[]): AsyncGenerator<string> {
  yield* keys;
}

/** An invocation that settled nothing would settle nothing the next time either. */
function hasProgress({ delivered, filtered, rejectedAgain, alreadyDelivered, moved }: RunSums): boolean {
  return delivered + filtered + rejectedAgain + alreadyDelivered + moved > 0;
}

/** The end of one invocation of a unit. */
interface Ended extends Pick<OpenedWork, 'keepsReceipts'> {
  readonly sums: RunSums;
  readonly isUnfinished: boolean;
}

/**
 * Only the last invocation of a unit knows what is left: the sums of what was settled grow. What an earlier one moved is gone
 * for this one; where objects stay, this one counts them as moved itself.
 */
async function addSums(
  { sums, isUnfinished, keepsReceipts }: Ended,
  { run, item }: WorkEvent,
  { bucket, prefix }: WorkOptions['settings'],
  { versioned }: WorkPorts,
): Promise<void> {
  const place = { bucket, key: unitKey(prefix, run, item.unit) };
  const found = await versioned.read(place);
  // Written here alone.
  const before: Partial<UnitSums> = found === undefined ? {} : JSON.parse(found.body);
  const added = Object.fromEntries(
    (['delivered', 'filtered', 'rejectedAgain', 'alreadyDelivered', 'sentAgain'] as const).map((name) => [
      name,
      (before[name] ?? 0) + sums[name],
    ]),
  );
  const { moved: movedBefore = 0 } = before;
  const moved = keepsReceipts ? Math.max(movedBefore, sums.moved) : movedBefore + sums.moved;
  const gone = keepsReceipts ? sums.gone : Math.max(0, sums.gone - movedBefore);
  const problems = [...new Set([...sums.problems, ...(before.problems ?? [])])].slice(0, MAX_PROBLEMS);
  const body = JSON.stringify({ ...sums, ...added, moved, gone, problems, isUnfinished });
  await versioned.write({ ...place, body, expected: found?.version });
}

/** Sums of a unit as they are stored. */
export interface UnitSums extends RunSums {
  /** The unit goes on with another invocation. */
  readonly isUnfinished: boolean;
}
