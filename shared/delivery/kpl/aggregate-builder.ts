import { hash } from 'node:crypto';
import { bytesFieldBytes, createFieldWriter, FIELDS, MAGIC, MD5_BYTES, numberFieldBytes } from './wire.ts';

/** A record of 1 MiB may hold 170,000 empty ones; readers have a limit. */
export const MAX_RECORDS = 50_000;

interface Item {
  readonly keyIndex: number;
  readonly hashKeyIndex: number | undefined;
  readonly data: Uint8Array;
}

/** A record before aggregation. */
interface AggregateItem {
  readonly partitionKey: string;
  /** Decimal text: it overrides the hash of the partition key. */
  readonly explicitHashKey?: string | undefined;
  readonly data: Uint8Array;
}

/** Records that are becoming one aggregate of the Kinesis Producer Library (KPL). */
export interface AggregateBuilder {
  /** Adds a record if the aggregate still has at most so many bytes then. The first one is always added. */
  readonly add: (record: AggregateItem, maxBytes: number) => boolean;
  readonly count: () => number;
  /** The bytes of the aggregate. */
  readonly encode: () => Buffer;
}

/** Starts an aggregate that has no records. */
export function createAggregateBuilder(): AggregateBuilder {
  const keys = createTable();
  const hashKeys = createTable();
  const items: Item[] = [];
  let bytes = MAGIC.length + MD5_BYTES;
  return {
    add: ({ partitionKey, explicitHashKey, data }, maxBytes) => {
      const added =
        keys.bytesFor(partitionKey) + (explicitHashKey === undefined ? 0 : hashKeys.bytesFor(explicitHashKey));
      const item = {
        keyIndex: keys.indexFor(partitionKey),
        hashKeyIndex: explicitHashKey === undefined ? undefined : hashKeys.indexFor(explicitHashKey),
        data,
      };
      const total = bytes + added + bytesFieldBytes(itemBytes(item));
      if (items.length > 0 && (total > maxBytes || items.length >= MAX_RECORDS)) return false;
      keys.insert(partitionKey);
      if (explicitHashKey !== undefined) hashKeys.insert(explicitHashKey);
      items.push(item);
      bytes = total;
      return true;
    },
    count: () => items.length,
    encode: () => encode(bytes, [keys.texts(), hashKeys.texts()], items),
  };
}

interface Table {
  readonly bytesFor: (text: string) => number;
  readonly indexFor: (text: string) => number;
  readonly insert: (text: string) => void;
  readonly texts: () => Iterable<string>;
}

function createTable(): Table {
  const indexes = new Map<string, number>();
  return {
    bytesFor: (text) => (indexes.has(text) ? 0 : bytesFieldBytes(Buffer.byteLength(text))),
    indexFor: (text) => indexes.get(text) ?? indexes.size,
    insert: (text) => {
      if (!indexes.has(text)) indexes.set(text, indexes.size);
    },
    texts: () => indexes.keys(),
  };
}

function itemBytes({ keyIndex, hashKeyIndex, data }: Item): number {
  const hashKey = hashKeyIndex === undefined ? 0 : numberFieldBytes(hashKeyIndex);
  return numberFieldBytes(keyIndex) + hashKey + bytesFieldBytes(data.length);
}

function encode(
  bytes: number,
  [keys, hashKeys]: readonly [Iterable<string>, Iterable<string>],
  items: readonly Item[],
): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  const write = createFieldWriter(buffer);
  write.raw(MAGIC);
  for (const key of keys) write.bytes(FIELDS.partitionKeyTable, Buffer.from(key));
  for (const key of hashKeys) write.bytes(FIELDS.explicitHashKeyTable, Buffer.from(key));
  for (const item of items) {
    write.head(FIELDS.records, itemBytes(item));
    write.number(FIELDS.partitionKeyIndex, item.keyIndex);
    if (item.hashKeyIndex !== undefined) write.number(FIELDS.explicitHashKeyIndex, item.hashKeyIndex);
    write.bytes(FIELDS.data, item.data);
  }
  write.raw(hash('md5', buffer.subarray(MAGIC.length, write.length()), 'buffer'));
  return buffer;
}
