import { gunzipSync } from 'node:zlib';
import type { Letter } from '../dead-letter/letter.ts';
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
  readonly letters: () => readonly Letter[];
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
    letters: () => [...objects].filter(([key]) => key.endsWith('.ndjson.gz')).flatMap(([, body]) => readLetters(body)),
  };
}

function unavailable(what: string): PortError {
  return new PortError(`${what} is away`, { code: 'ServiceUnavailable', httpStatus: 503 });
}

function readLetters(body: Buffer): readonly Letter[] {
  return gunzipSync(body)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Letter => JSON.parse(line));
}

/** Creates an empty table. */
export function createMemoryProgressTable(): MemoryProgressTable {
  const rows = new Map<string, ProgressRow>();
  let writes = 0;
  let failing: { readonly query?: boolean; readonly put?: boolean } = {};
  const keyOf = ({ lane, checkpoint }: { readonly lane: string; readonly checkpoint: string }) =>
    `${lane}@${checkpoint}`;
  return {
    rows: () => [...rows.values()],
    writes: () => writes,
    fail: (calls) => {
      failing = calls;
    },
    query: async ({ lane, first, last }) => {
      if (failing.query) throw unavailable('progress table');
      return [...rows.values()].filter((row) => row.lane === lane && row.checkpoint <= last && row.last >= first);
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
