import { hash } from 'node:crypto';
import { deaggregateSync } from 'aws-kinesis-agg';
import fc from 'fast-check';
import { readAggregate } from '../../log/decode/kpl.ts';
import type { OutputRecord } from '../../pipeline/ports.ts';
import { type PackedRecord, packRecords } from './pack-records.ts';

const HASH_KEYS = 2n ** 128n;

function record(partitionKey: string, data: Buffer | string): OutputRecord {
  return { partitionKey, data: Buffer.from(data) };
}

/** The records that aws-kinesis-agg reads, as Lambda gives it the aggregate. */
function readByAws({ record: { data, partitionKey = '' } }: PackedRecord) {
  const kinesis = { data: data.toString('base64'), partitionKey, sequenceNumber: '1', kinesisSchemaVersion: '1.0' };
  const read: { partitionKey: string; explicitPartitionKey?: string; data: Buffer }[] = [];
  // It reads no more of the payload than these fields.
  deaggregateSync({ ...kinesis, approximateArrivalTimestamp: 0 }, true, (error, users) => {
    if (error) throw error;
    read.push(...(users ?? []).map((user) => ({ ...user, data: Buffer.from(user.data, 'base64') })));
  });
  return read;
}

function shardOf(hashKey: bigint, shards: number): number {
  return Number((hashKey * BigInt(shards)) / HASH_KEYS);
}

const records = fc.array(
  fc.record({
    // The table of aws-kinesis-agg is an object: keys that look like array indices would be put in another order.
    partitionKey: fc.string({ unit: 'grapheme', maxLength: 6 }).map((key) => `k${key}`),
    data: fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.concat([Buffer.from('{'), bytes])),
  }),
  { maxLength: 60 },
);

describe('packRecords', () => {
  it('gives aws-kinesis-agg and our own reader every record, byte for byte, in the order of its key', () => {
    fc.assert(
      fc.property(
        records,
        fc.constantFrom(1, 2, 3, 16),
        fc.integer({ min: 100, max: 3000 }),
        (given, shards, maxBytes) => {
          const packs = packRecords(given, { maxBytes, shards });
          const seen: { partitionKey: string; data: Buffer }[] = [];
          for (const pack of packs) {
            const originals = pack.positions.map((position) => given[position]);
            const plain = ({ partitionKey, data }: { partitionKey: string; data: Buffer }) => ({ partitionKey, data });
            expect(readByAws(pack).map(plain)).toEqual(originals);
            if (pack.positions.length > 1) expect(readAggregate(pack.record.data, 100)).toEqual(originals);
            if (pack.positions.length > 1) expect(pack.record.data.length).toBeLessThanOrEqual(maxBytes);
            seen.push(...readByAws(pack).map(plain));
          }
          expect(packs.flatMap(({ positions }) => positions).toSorted((a, b) => a - b)).toEqual([...given.keys()]);
          const byKey = (all: typeof seen) => Map.groupBy(all, ({ partitionKey }) => partitionKey);
          expect(byKey(seen)).toEqual(byKey(given));
        },
      ),
    );
  });

  it('packs together only what goes to one shard, and says so to readers that check', () => {
    fc.assert(
      fc.property(records, fc.constantFrom(1, 2, 4, 7), (given, shards) => {
        for (const pack of packRecords(given, { maxBytes: 10_000, shards })) {
          const own = pack.positions.map((position) => BigInt(`0x${hash('md5', given[position]?.partitionKey ?? '')}`));
          expect(new Set(own.map((hashKey) => shardOf(hashKey, shards))).size).toBe(1);
          if (pack.positions.length === 1) continue;
          const explicit = readByAws(pack).map(({ explicitPartitionKey }) => explicitPartitionKey);
          expect(new Set(explicit)).toEqual(new Set([String(own[0])]));
        }
      }),
    );
  });

  it('leaves a record alone as it is, and one that is larger than an aggregate', () => {
    const given = [record('a', 'x'), record('a', 'y'.repeat(500)), record('a', 'z')];
    const packs = packRecords(given, { maxBytes: 300, shards: 1 });
    expect(packs).toEqual(given.map((one, position) => ({ record: one, positions: [position] })));
  });

  it('has keys of 256 characters of three bytes', () => {
    const given = ['€', '語'].map((key) => record(key.repeat(256), '{}'));
    const [pack] = packRecords(given, { maxBytes: 3000, shards: 1 });
    expect(pack && readByAws(pack).map(({ partitionKey }) => partitionKey)).toEqual(
      given.map(({ partitionKey }) => partitionKey),
    );
  });
});
