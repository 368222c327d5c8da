import type { Log } from '../log/log.ts';

/** Where a forwarded record's partition key comes from; `source` keeps the key with which the log arrived. */
export const PARTITION_KEYS = ['source', 'log_id', 'log_type', 'random'] as const;

export type PartitionKeySource = (typeof PARTITION_KEYS)[number];

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html */
const MAX_CHARS = 256;

/**
 * Builds the function that gives a log its partition key, 1 to 256 characters. A log that arrived without a key
 * (CloudWatch, streams that distribute records themselves) gets its identity, the same in every retry.
 * @param random uniform in [0, 1).
 */
export function createPartitionKey(source: PartitionKeySource, random: () => number): (log: Log) => string {
  switch (source) {
    case 'source':
      return ({ partitionKey, identity }) => legal(partitionKey, identity);
    case 'log_id':
      return ({ logId, identity }) => legal(logId, identity);
    case 'log_type':
      return ({ logType, identity }) => legal(logType, identity);
    case 'random':
      return () => randomKey(random);
  }
}

/** A key may not be empty, not be longer than 256 characters, and half a surrogate pair would fail the whole call. */
function legal(key: string, fallback: string): string {
  if (key === '') return fallback.slice(0, MAX_CHARS);
  return key.length <= MAX_CHARS && key.isWellFormed() ? key : key.slice(0, MAX_CHARS).toWellFormed();
}

function randomKey(random: () => number): string {
  return Math.floor(random() * 2 ** 48).toString(36);
}
