import { Readable } from 'node:stream';
import { type KinesisClient, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { decompressStream } from '../../shared/lines/decompress-stream.ts';
import { readShard } from '../event-source/read-shard.ts';
import type { LocalClients } from '../stack/aws-clients.ts';
import { type DestinationContents, linesOf, type StoredObject } from './destination-contents.ts';
import type { Stage } from './stage.ts';

const ON_FAILURE_PREFIX = 'aws/lambda/';
const READS_AT_ONCE = 8;

/** When a run began, and what the buckets contained before: only newer objects and records are counted. */
export interface Baseline {
  readonly sinceMs: number;
  /** `<bucket>/<key>` */
  readonly objects: ReadonlySet<string>;
}

/** Lists what the destinations contain now. */
export async function takeBaseline({ s3 }: LocalClients, stage: Stage, sinceMs: number): Promise<Baseline> {
  const buckets = [stage.archiveBucket, stage.deadLetterBucket, stage.deliveryBucket];
  const keys = await pMap(buckets, async (bucket) => (await listKeys(s3, bucket)).map((key) => `${bucket}/${key}`));
  return { sinceMs, objects: new Set(keys.flat()) };
}

async function listKeys(s3: S3Client, bucket: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
  }
  return keys;
}

/** Reads what the destinations contain since the baseline. */
export async function readContents(
  clients: LocalClients,
  stage: Stage,
  baseline: Baseline,
): Promise<DestinationContents> {
  const { s3, kinesis } = clients;
  const readAll = async (bucket: string, isWanted: (key: string) => boolean): Promise<StoredObject[]> => {
    const keys = (await listKeys(s3, bucket)).filter(
      (key) => !baseline.objects.has(`${bucket}/${key}`) && isWanted(key),
    );
    return pMap(keys, (key) => readObject(s3, bucket, key), { concurrency: READS_AT_ONCE });
  };
  const isDeadLetters = (key: string): boolean => key.endsWith('.ndjson.gz');
  const isOnFailure = (key: string): boolean => key.startsWith(ON_FAILURE_PREFIX);
  const deadLetters = await readAll(stage.deadLetterBucket, isDeadLetters);
  const streams = await pMap(stage.streams, async (name) => [
    name,
    await countRecords(kinesis, name, baseline.sinceMs),
  ]);
  return {
    archive: await readAll(stage.archiveBucket, () => true),
    deadLetters: deadLetters.flatMap(({ lines }) => lines.map((line) => JSON.parse(line.toString()))),
    onFailure: (await readAll(stage.deadLetterBucket, isOnFailure)).map(({ key }) => key),
    delivery: await readAll(stage.deliveryBucket, () => true),
    streams: Object.fromEntries(streams),
  };
}

async function readObject(s3: S3Client, bucket: string, key: string): Promise<StoredObject> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const parts: Buffer[] = [];
  const stored = Readable.from([(await Body?.transformToByteArray()) ?? new Uint8Array()]);
  for await (const part of decompressStream(stored)) parts.push(part);
  return { key, lines: linesOf(Buffer.concat(parts)) };
}

async function countRecords(kinesis: KinesisClient, name: string, sinceMs: number): Promise<number> {
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: name }));
  const counts = Shards.map(async ({ ShardId: shardId = '' }) => {
    let count = 0;
    let from: Parameters<typeof readShard>[2] = { kind: 'AT_TIMESTAMP', atMs: sinceMs };
    for (;;) {
      const { records } = await readShard(kinesis, { streamName: name, shardId }, from, 10_000);
      const last = records.at(-1);
      if (last === undefined) return count;
      count += records.length;
      from = { kind: 'after', sequenceNumber: last.sequenceNumber };
    }
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
