import { createAggregateBuilder, MAX_RECORDS } from '../../shared/delivery/kpl/aggregate-builder.ts';
import { MAGIC } from '../../shared/delivery/kpl/wire.ts';
import { readAggregate } from '../../shared/log/decode/kpl.ts';
import { bufferOf } from './buffer-of.ts';
import { checkOptions, isWhole } from './check-options.ts';
import { explicitHashKeysOf } from './kpl/explicit-hash-keys.ts';
import type { UserRecord } from './kpl/user-record.ts';

export type { UserRecord } from './kpl/user-record.ts';

/** A user record of an aggregate. Its data are a view into the aggregate's bytes. */
export interface DeaggregatedRecord extends UserRecord {
  readonly data: Buffer;
}

/** Result of {@link deaggregate}. */
export type Deaggregated =
  /** In order: the position is the sub-sequence number. There is at least one. */
  | { readonly status: 'aggregate'; readonly records: readonly DeaggregatedRecord[] }
  /** No aggregate: no magic number, a wrong checksum or protobuf, or no record inside. It is an ordinary record. */
  | { readonly status: 'plain' }
  /** An aggregate of more records than `maxRecords`. */
  | { readonly status: 'too_many' };

/** Options of {@link deaggregate}. */
export interface DeaggregateOptions {
  /** User records that an aggregate may have; default 50,000: a record of 1 MiB may hold 170,000 empty ones. */
  readonly maxRecords?: number;
}

/** Options of {@link aggregate}. */
export interface AggregateOptions {
  /** Bytes of one record, without its partition key; default 51,200, as the KPL has it. A larger user record is alone. */
  readonly maxBytes?: number;
}

/** A record for PutRecords. */
export interface AggregatedRecord {
  /** Of the first user record: all of them go to its shard. */
  readonly partitionKey: string;
  readonly explicitHashKey?: string | undefined;
  readonly data: Buffer;
  /** User records in it. With one the data are its own bytes, as with the KPL. */
  readonly count: number;
}

const DEFAULT_MAX_BYTES = 51_200;

/**
 * Takes a record of the Kinesis Producer Library apart. Never throws, whatever the bytes, and copies nothing.
 * @throws {TypeError} when an option is wrong.
 * @see https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 * @example
 * const result = deaggregate(Buffer.from(record.kinesis.data, 'base64'));
 * const payloads = result.status === 'aggregate' ? result.records.map(({ data }) => data) : [];
 */
export function deaggregate(data: Uint8Array, { maxRecords = MAX_RECORDS }: DeaggregateOptions = {}): Deaggregated {
  checkOptions({ maxRecords: isWhole(maxRecords, 1) || 'a whole number above 0' }, { maxRecords });
  const bytes = bufferOf(data);
  const records = readAggregate(bytes, maxRecords);
  if (records === undefined) return { status: 'plain' };
  if (records === 'too_many') return { status: 'too_many' };
  const hashKeys = explicitHashKeysOf(bytes);
  if (hashKeys === undefined) return { status: 'aggregate', records };
  return {
    status: 'aggregate',
    records: records.map((record, index) => ({ ...record, explicitHashKey: hashKeys[index] })),
  };
}

/**
 * Packs user records, in order, into as few records as the limit allows, as the Kinesis Producer Library does. Records
 * that must keep to their own shards are given in separate calls: an aggregate goes where its first record goes. None
 * has more than 50,000 records.
 * @throws {TypeError} when an option is wrong, once the first record is taken.
 * @example
 * const records = [...aggregate(logs.map((log) => ({ partitionKey: log.id, data: Buffer.from(JSON.stringify(log)) })))];
 */
export function* aggregate(
  records: Iterable<UserRecord>,
  { maxBytes = DEFAULT_MAX_BYTES }: AggregateOptions = {},
): Generator<AggregatedRecord, undefined> {
  checkOptions({ maxBytes: isWhole(maxBytes, 1) || 'a whole number above 0' }, { maxBytes });
  let builder = createAggregateBuilder();
  let first: UserRecord | undefined;
  for (const record of records) {
    const item = { ...record, data: bufferOf(record.data) };
    if (first !== undefined && !builder.add(item, maxBytes)) {
      yield finish(builder, first);
      builder = createAggregateBuilder();
      first = undefined;
    }
    if (first === undefined) {
      first = record;
      builder.add(item, maxBytes);
    }
  }
  if (first !== undefined) yield finish(builder, first);
}

/** A record alone goes as it is, unless it would be taken for an aggregate. */
function finish(builder: ReturnType<typeof createAggregateBuilder>, first: UserRecord): AggregatedRecord {
  const { partitionKey, explicitHashKey } = first;
  const count = builder.count();
  const data = bufferOf(first.data);
  const isPlain = count === 1 && !data.subarray(0, MAGIC.length).equals(MAGIC);
  return {
    partitionKey,
    ...(explicitHashKey !== undefined && { explicitHashKey }),
    data: isPlain ? data : builder.encode(),
    count,
  };
}
