import { createHash } from 'node:crypto';
import { sentenceOf } from '../../errors/sentence-of.ts';
import { padSequenceNumber } from '../../log/sequence.ts';
import type { GetObject, ProgressRow, ProgressTable, PutObject } from '../ports.ts';
import type { LoadedRow, ProgressPlan } from './plan-progress.ts';
import type { Progress } from './progress.ts';
import { decodePointer, decodeRowState, encodePointer, encodeRowState, MAX_ROW_STATE_BYTES } from './row-state.ts';

/** Where progress is kept. */
export interface ProgressStoreOptions {
  readonly table: ProgressTable;
  readonly putObject: PutObject;
  readonly getObject: GetObject;
  /** The dead-letter bucket, which also takes rows that outgrow the table. */
  readonly bucket: string;
  readonly prefix: string;
  /** How long a row is of use, milliseconds. */
  readonly rowLifetimeMs: number;
  readonly now: () => number;
}

/** What a save left undone: then a retry delivers again what had been delivered (at-least-once). */
interface SaveReport {
  readonly problems: readonly string[];
}

/** The progress of one lane: a function's way along one shard. */
export interface ProgressStore {
  /**
   * Rows that touch the sequence numbers `first` to `last`, expired ones left out.
   * @throws when the table or an outgrown row's object cannot be read.
   */
  readonly load: (range: {
    readonly lane: string;
    readonly first: string;
    readonly last: string;
  }) => Promise<readonly LoadedRow[]>;
  /** Carries a plan out: the new row first, then the rows it replaces. Never throws. */
  readonly save: (lane: string, plan: ProgressPlan, error: string) => Promise<SaveReport>;
}

const SECOND_MS = 1000;

/** Reads and writes progress rows, sending what outgrows the table to an object. */
export function createProgressStore(options: ProgressStoreOptions): ProgressStore {
  const { table, bucket } = options;

  const readState = async (row: ProgressRow): Promise<Progress> => {
    const key = decodePointer(row.state);
    const state = key === undefined ? row.state : await options.getObject({ bucket, key });
    if (state === undefined) throw new Error(`progress object s3://${bucket}/${key} is missing`);
    return decodeRowState(state);
  };

  const fitState = async (lane: string, checkpoint: string, state: Buffer): Promise<Buffer> => {
    if (state.length <= MAX_ROW_STATE_BYTES) return state;
    const folder = createHash('sha256').update(lane).digest('hex').slice(0, 16);
    const key = [options.prefix, '_progress', folder, `${checkpoint}.json.gz`].filter((part) => part !== '').join('/');
    await options.putObject({ bucket, key, body: state, contentType: 'application/json', contentEncoding: 'gzip' });
    return encodePointer(key);
  };

  const put = async (lane: string, plan: ProgressPlan, error: string): Promise<readonly string[]> => {
    if (plan.keep === undefined || plan.checkpoint === undefined) return [];
    const checkpoint = padSequenceNumber(plan.checkpoint);
    try {
      const state = await fitState(lane, checkpoint, encodeRowState(plan.keep, error));
      const expiresAt = Math.ceil((options.now() + options.rowLifetimeMs) / SECOND_MS);
      await table.put({ lane, checkpoint, last: highest(plan.keep), state, expiresAt });
      return [];
    } catch (cause) {
      return [sentence(`progress at ${plan.checkpoint} could not be written`, cause)];
    }
  };

  const remove = async (lane: string, row: LoadedRow): Promise<readonly string[]> => {
    try {
      await table.remove({ lane, checkpoint: row.checkpoint });
      return [];
    } catch (cause) {
      return [sentence(`progress row ${row.checkpoint} could not be removed`, cause)];
    }
  };

  return {
    load: async ({ lane, first, last }) => {
      const rows = await table.query({ lane, first: padSequenceNumber(first), last: padSequenceNumber(last) });
      const alive = rows.filter((row) => row.expiresAt * SECOND_MS > options.now());
      return Promise.all(alive.map(async (row) => ({ checkpoint: row.checkpoint, progress: await readState(row) })));
    },
    save: async (lane, plan, error) => {
      const problems = await put(lane, plan, error);
      if (problems.length > 0) return { problems };
      const replaced = plan.keep && plan.checkpoint && padSequenceNumber(plan.checkpoint);
      const stale = plan.remove.filter((row) => row.checkpoint !== replaced);
      return { problems: (await Promise.all(stale.map((row) => remove(lane, row)))).flat() };
    },
  };
}

function highest(progress: Progress): string {
  return [...progress.keys()].map(padSequenceNumber).sort().at(-1) ?? '';
}

function sentence(what: string, cause: unknown): string {
  return `${what}: ${sentenceOf(cause)}`;
}
