import { gunzipSync } from 'node:zlib';
import type { DeadLetter } from '../dead-letter/dead-letter.ts';
import { type GetObject, PortError, type ProgressRow, type ProgressTable, type PutObject } from '../ports.ts';

/** An object store in memory that can be made to fail. */
export interface MemoryBucket {
  readonly putObject: PutObject;
  readonly getObject: GetObject;
  readonly objects: ReadonlyMap<string, Buffer>;
  /** Number of successful puts, overwriting ones included. */
  readonly puts: () => number;
  /** Decides, by key, whether the next puts fail. */
  readonly failPuts: (when: (key: string) => boolean) => void;
  /** Every line of every dead-letter object. */
  readonly deadLetters: () => readonly DeadLetter[];
}

/** A progress table in memory that can be made to fail. */
export interface MemoryProgressTable extends ProgressTable {
  readonly rows: () => readonly ProgressRow[];
  readonly writes: () => number;
  readonly fail: (calls: { readonly query?: boolean; readonly put?: boolean }) => void;
}

/** Creates an empty bucket. */
export function createMemoryBucket(): MemoryBucket {
  const objects = new Map<string, Buffer>();
  let count = 0;
  let isFailing: (key: string) => boolean = () => false;
  return {
    objects,
    puts: () => count,
    putObject: async ({ key, body }) => {
      if (isFailing(key)) throw unavailable(`bucket, at ${key},`);
      objects.set(key, body);
      count++;
    },
    getObject: async ({ key }) => objects.get(key),
    failPuts: (when) => {
      isFailing = when;
    },
    deadLetters: () =>
      [...objects].filter(([key]) => key.endsWith('.ndjson.gz')).flatMap(([, body]) => readDeadLetters(body)),
  };
}

function unavailable(what: string): PortError {
  return new PortError(`${what} is away`, { code: 'ServiceUnavailable', httpStatus: 503 });
}

function readDeadLetters(body: Buffer): readonly DeadLetter[] {
  return gunzipSync(body)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): DeadLetter => JSON.parse(line));
}

/** Creates an empty table. */
export function createMemoryProgressTable(): MemoryProgressTable {
  const rows = new Map<string, ProgressRow>();
  let writes = 0;
  let failing: { readonly query?: boolean; readonly put?: boolean } = {};
  const keyOf = ({ progressKey, checkpoint }: Pick<ProgressRow, 'progressKey' | 'checkpoint'>) =>
    `${progressKey}@${checkpoint}`;
  return {
    rows: () => [...rows.values()],
    writes: () => writes,
    fail: (calls) => {
      failing = calls;
    },
    query: async ({ progressKey, first, last }) => {
      if (failing.query) throw unavailable('progress table');
      return [...rows.values()].filter(
        (row) => row.progressKey === progressKey && row.checkpoint <= last && row.last >= first,
      );
    },
    put: async (row) => {
      if (failing.put) throw unavailable('progress table');
      writes++;
      rows.set(keyOf(row), row);
    },
    remove: async (key) => {
      if (failing.put) throw unavailable('progress table');
      writes++;
      rows.delete(keyOf(key));
    },
  };
}
