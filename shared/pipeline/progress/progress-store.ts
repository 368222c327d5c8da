import { createHash } from 'node:crypto';
import { errorText } from '../../errors/error-text.ts';
import { padSequenceNumber } from '../../log/sequence.ts';
import type { GetObject, ProgressRow, ProgressTable, PutObject } from '../ports.ts';
import type { LoadedRow, ProgressPlan } from './plan-progress.ts';
import type { Progress } from './progress.ts';
import {
  decodePointer,
  decodeRowState,
  encodePointer,
  encodeRowState,
  MAX_ROW_STATE_BYTES,
  type RowState,
} from './row-state.ts';

/** Where progress is kept. */
export interface ProgressStoreOptions {
  readonly table: ProgressTable;
  readonly putObject: PutObject;
  readonly getObject: GetObject;
  /** The dead-letter bucket, which also takes rows that are too large for the table. */
  readonly bucket: string;
  readonly prefix: string;
  /** How long a row is of use, milliseconds. */
  readonly rowLifetimeMs: number;
  readonly now: () => number;
  /** A signal that aborts after so many milliseconds. */
  readonly createSignal: (ms: number) => AbortSignal;
}

/** Steps of a save that failed. A retry then delivers again what was delivered (at-least-once). */
interface SaveReport {
  readonly problems: readonly string[];
}

/** The progress of a function along its shards. */
export interface ProgressStore {
  /**
   * Rows of a shard that touch the sequence numbers `first` to `last`, without expired ones.
   * @throws when the table, or the object of a row that is too large for it, cannot be read.
   */
  readonly load: (range: {
    readonly progressKey: string;
    readonly first: string;
    readonly last: string;
  }) => Promise<readonly LoadedRow[]>;
  /**
   * Marks in a record's own row that an invocation starts with it alone. All that the row knows stays.
   * @returns the row as it is now.
   * @throws when it cannot be written.
   */
  readonly markStart: (progressKey: string, sequenceNumber: string, row: LoadedRow | undefined) => Promise<LoadedRow>;
  /**
   * Carries a plan out: writes the new row, then removes the rows that it replaces. Never throws.
   * @param error why the shard is held, for the person who reads the row.
   */
  readonly save: (progressKey: string, plan: ProgressPlan, error: string) => Promise<SaveReport>;
}

/** A row to write. */
interface NewRow extends RowState {
  readonly progressKey: string;
  /** Not padded. */
  readonly checkpoint: string;
}

const SECOND_MS = 1000;
/** For the object of a row, as the table has for a row: delivery goes on without it, and settling must end in time. */
const OBJECT_TIMEOUT_MS = 1000;
const NO_RECORDS: Progress = new Map();

/** Reads and writes progress rows. The state of a row that is too large for the table goes to an object. */
export function createProgressStore(options: ProgressStoreOptions): ProgressStore {
  return {
    load: async ({ progressKey, first, last }) => {
      const rows = await options.table.query({
        progressKey,
        first: padSequenceNumber(first),
        last: padSequenceNumber(last),
      });
      const alive = rows.filter((row) => row.expiresAt * SECOND_MS > options.now());
      return Promise.all(
        alive.map(async (row) => ({ checkpoint: row.checkpoint, ...(await readState(row, options)) })),
      );
    },
    markStart: async (progressKey, sequenceNumber, row) => {
      const progress = row?.progress ?? NO_RECORDS;
      const starts = (row?.starts ?? 0) + 1;
      const error = 'an invocation started with this record alone, and has not ended';
      const held = row?.hold === undefined ? {} : { hold: row.hold };
      await putRow({ progressKey, checkpoint: sequenceNumber, progress, error, starts, ...held }, options);
      return { checkpoint: padSequenceNumber(sequenceNumber), progress, starts, ...held };
    },
    save: async (progressKey, { checkpoint, keep, hold, remove }, error) => {
      const held = hold === undefined ? {} : { hold };
      const row = keep && checkpoint ? { progressKey, checkpoint, progress: keep, error, ...held } : undefined;
      const problems = row === undefined ? [] : await writeRow(row, options);
      if (problems.length > 0) return { problems };
      const written = row && padSequenceNumber(row.checkpoint);
      const stale = remove.filter((old) => old.checkpoint !== written);
      const removed = await Promise.all(stale.map((old) => removeRow(progressKey, old, options)));
      return { problems: removed.flat() };
    },
  };
}

async function readState({ state: ownState }: ProgressRow, options: ProgressStoreOptions) {
  const { getObject, bucket, createSignal } = options;
  const key = decodePointer(ownState);
  const state =
    key === undefined ? ownState : await getObject({ bucket, key, signal: createSignal(OBJECT_TIMEOUT_MS) });
  if (state === undefined) throw new Error(`progress object s3://${bucket}/${key} is missing`);
  const { error: _, ...row } = decodeRowState(state);
  return row;
}

async function writeRow(row: NewRow, options: ProgressStoreOptions): Promise<readonly string[]> {
  try {
    await putRow(row, options);
    return [];
  } catch (cause) {
    return [`progress at ${row.checkpoint} could not be written: ${errorText(cause)}`];
  }
}

async function putRow({ progressKey, ...row }: NewRow, options: ProgressStoreOptions): Promise<void> {
  const { progress } = row;
  const checkpoint = padSequenceNumber(row.checkpoint);
  const state = await fitState(encodeRowState(row), { progressKey, checkpoint }, options);
  const expiresAt = Math.ceil((options.now() + options.rowLifetimeMs) / SECOND_MS);
  const last = highestOf(row.checkpoint, progress);
  await options.table.put({ progressKey, checkpoint, last, state, expiresAt });
}

async function removeRow(
  progressKey: string,
  { checkpoint }: LoadedRow,
  { table }: ProgressStoreOptions,
): Promise<readonly string[]> {
  try {
    await table.remove({ progressKey, checkpoint });
    return [];
  } catch (cause) {
    return [`progress row ${checkpoint} could not be removed: ${errorText(cause)}`];
  }
}

/** The state as the row holds it: itself, or a pointer to the object that it was written to. */
async function fitState(
  state: Buffer,
  { progressKey, checkpoint }: Pick<ProgressRow, 'progressKey' | 'checkpoint'>,
  { bucket, prefix, putObject, createSignal }: ProgressStoreOptions,
): Promise<Buffer> {
  if (state.length <= MAX_ROW_STATE_BYTES) return state;
  const folder = createHash('sha256').update(progressKey).digest('hex').slice(0, 16);
  const key = [prefix, '_progress', folder, `${checkpoint}.json.gz`].filter((part) => part !== '').join('/');
  const signal = createSignal(OBJECT_TIMEOUT_MS);
  await putObject({ bucket, key, body: state, contentType: 'application/json', contentEncoding: 'gzip', signal });
  return encodePointer(key);
}

function highestOf(checkpoint: string, progress: Progress): string {
  return [checkpoint, ...progress.keys()].map(padSequenceNumber).sort().at(-1) ?? '';
}
