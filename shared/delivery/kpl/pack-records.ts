import { hash } from 'node:crypto';
import type { OutputRecord } from '../../pipeline/ports.ts';
import { type AggregateBuilder, createAggregateBuilder } from './aggregate-builder.ts';

/** How records are packed. */
export interface PackSettings {
  /** Bytes of one aggregate. A larger record is alone. */
  readonly maxBytes: number;
  /** Equal parts of the hash keys: the stream's shards. Records of one aggregate are of one part. */
  readonly shards: number;
}

/** A record to send: an aggregate of several records, or one of them as it is. */
export interface PackedRecord {
  readonly record: OutputRecord;
  /** Positions of what is in it, in order; at least one. */
  readonly positions: readonly number[];
}

/** The first 32 bits of a hash key say enough about its part. */
const HASH_KEY_PREFIXES = 2 ** 32;

/**
 * Packs the records of a Kinesis stream into aggregates as the Kinesis Producer Library does. A record keeps its partition
 * key, and records of one key keep their order. An aggregate goes to one shard by the hash key of its first record, and so
 * holds only records that belong there. All of its records have that hash key, also explicitly: a reader of the KCL drops
 * an aggregate with a record that hashes outside the shard, as it would after the shards were divided.
 * @see https://github.com/awslabs/amazon-kinesis-client, AggregatorUtil
 */
export function packRecords(records: readonly OutputRecord[], settings: PackSettings): readonly PackedRecord[] {
  const packs: Pack[] = [];
  const open = new Map<number, Pack>();
  records.forEach((record, position) => {
    const { partitionKey = '', data } = record;
    const part = partOf(partitionKey, settings.shards);
    const pack = open.get(part);
    if (pack?.builder.add({ partitionKey, data, explicitHashKey: pack.hashKey }, settings.maxBytes) === true) {
      pack.positions.push(position);
      return;
    }
    const next = startPack(record, position, settings);
    packs.push(next);
    open.set(part, next);
  });
  return packs.map(finish);
}

/** An aggregate that takes more records. */
interface Pack {
  readonly first: OutputRecord;
  readonly hashKey: string;
  readonly builder: AggregateBuilder;
  readonly positions: number[];
}

function startPack(first: OutputRecord, position: number, { maxBytes }: PackSettings): Pack {
  const { partitionKey = '', data } = first;
  const hashKey = hashKeyOf(partitionKey);
  const builder = createAggregateBuilder();
  builder.add({ partitionKey, data, explicitHashKey: hashKey }, maxBytes);
  return { first, hashKey, builder, positions: [position] };
}

/** The hash key of a partition key: its MD5, as decimal text. @see PutRecords, ExplicitHashKey */
export function hashKeyOf(partitionKey: string): string {
  return BigInt(`0x${hash('md5', partitionKey)}`).toString();
}

/** A record alone is sent as it is. A log is text, and so never looks like an aggregate. */
function finish({ first, builder, positions }: Pack): PackedRecord {
  return { record: positions.length === 1 ? first : { ...first, data: builder.encode() }, positions };
}

/** The part of the hash keys to which a partition key belongs. @see PutRecords: the MD5 of the key is its hash key */
function partOf(partitionKey: string, shards: number): number {
  if (shards === 1) return 0;
  return Math.floor((hash('md5', partitionKey, 'buffer').readUInt32BE(0) * shards) / HASH_KEY_PREFIXES);
}
