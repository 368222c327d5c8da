import { gunzipSync, gzipSync } from 'node:zlib';
import type { Hold, LoadedRow } from './plan-progress.ts';
import type { Progress, RecordProgress } from './progress.ts';

/** DynamoDB items end at 400 KB, names and keys included. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_ROW_STATE_BYTES = 350 * 1024;

/** The JSON inside a row: short names, since a row may have ten thousand records. */
interface WireRecord {
  readonly n: number;
  /** Per target a bitmap, base64: bit `i` is the entry with ordinal `i`. */
  readonly s?: Readonly<Record<string, string>>;
  /** Per target, pairs of ordinal and attempts. */
  readonly a?: Readonly<Record<string, readonly (readonly [number, number])[]>>;
}

interface WireState {
  readonly v: 1;
  readonly records: Readonly<Record<string, WireRecord>>;
  /** Why the shard is held, for the person who reads the row. */
  readonly error: string;
  /** See `LoadedRow.starts`. */
  readonly starts?: number;
  /** See `Hold`: since, last try, arrival. */
  readonly hold?: readonly [number, number, number];
}

/** The parts of a row's state. */
export interface RowState {
  readonly progress: Progress;
  /** Why the shard is held, for the person who reads the row. */
  readonly error: string;
  readonly starts?: number;
  readonly hold?: Hold;
}

const POINTER = 'object:';

/** Progress as the bytes of a row's state. */
export function encodeRowState({ progress, error, starts = 0, hold }: RowState): Buffer {
  const state: WireState = {
    v: 1,
    records: Object.fromEntries(
      [...progress].map(([sequenceNumber, record]) => [sequenceNumber, encodeRecord(record)]),
    ),
    error,
    ...(starts > 0 && { starts }),
    ...(hold !== undefined && { hold: [hold.sinceMs, hold.triedAtMs, hold.arrivedAtMs] }),
  };
  return gzipSync(JSON.stringify(state));
}

function encodeRecord({ entries, settled, attempts }: RecordProgress): WireRecord {
  return {
    n: entries,
    ...(settled.size > 0 && { s: Object.fromEntries([...settled].map(([target, set]) => [target, encodeBits(set)])) }),
    ...(attempts.size > 0 && { a: Object.fromEntries([...attempts].map(([target, counts]) => [target, [...counts]])) }),
  };
}

function encodeBits(ordinals: ReadonlySet<number>): string {
  // A sender decides how many there are: more than a call may have arguments.
  let highest = 0;
  for (const ordinal of ordinals) if (ordinal > highest) highest = ordinal;
  const bits = Buffer.alloc((highest >> 3) + 1);
  for (const ordinal of ordinals) bits[ordinal >> 3] = (bits[ordinal >> 3] ?? 0) | (1 << (ordinal & 7));
  return bits.toString('base64');
}

/**
 * Progress from the bytes of a row's state.
 * @throws when the bytes are not what `encodeRowState` wrote.
 */
export function decodeRowState(state: Buffer): Omit<LoadedRow, 'checkpoint'> & Pick<RowState, 'error'> {
  // Written by `encodeRowState` alone, into a table only these functions may write.
  const wire = JSON.parse(gunzipSync(state).toString()) as WireState;
  if (wire.v !== 1) throw new Error(`progress row has version ${JSON.stringify(wire.v)}, expected 1`);
  const records = Object.entries(wire.records).map(([number, record]) => [number, decodeRecord(record)] as const);
  const progress: Progress = new Map(records);
  return { progress, starts: wire.starts ?? 0, error: wire.error, ...decodeHold(wire) };
}

function decodeHold({ hold }: WireState): Pick<LoadedRow, 'hold'> {
  if (hold === undefined) return {};
  const [sinceMs, triedAtMs, arrivedAtMs] = hold;
  return { hold: { sinceMs, triedAtMs, arrivedAtMs } };
}

function decodeRecord({ n, s = {}, a = {} }: WireRecord): RecordProgress {
  return {
    entries: n,
    settled: new Map(Object.entries(s).map(([target, bits]) => [target, decodeBits(bits)])),
    attempts: new Map(Object.entries(a).map(([target, pairs]) => [target, new Map(pairs)])),
  };
}

function decodeBits(text: string): ReadonlySet<number> {
  const ordinals = new Set<number>();
  Buffer.from(text, 'base64').forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) ordinals.add(index * 8 + bit);
  });
  return ordinals;
}

/** The state of a row whose progress was too large for it: the key of the object that holds it. */
export function encodePointer(key: string): Buffer {
  return Buffer.from(POINTER + key);
}

/** The object's key, where the state is a pointer. */
export function decodePointer(state: Buffer): string | undefined {
  return state.subarray(0, POINTER.length).toString('latin1') === POINTER
    ? state.subarray(POINTER.length).toString()
    : undefined;
}
