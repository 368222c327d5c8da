import { decodeChunks } from './decode/decode-chunks.ts';
import { type DecodedEntry, toDecodedEntry } from './decode/entry.ts';
import type { KinesisEventLike } from './decode/kinesis-event-like.ts';
import { type DecodeOptions, sourceOptions } from './decode/options.ts';

export type { WrapMessage } from '../../shared/log/decode/cloudwatch.ts';
export type { CloudwatchOrigin } from '../../shared/log/entry.ts';
export type { DecodedEntry, EntryOrigin, KinesisEntry, RejectedEntry, RejectReason } from './decode/entry.ts';
export type { KinesisEventLike, KinesisRecordLike } from './decode/kinesis-event-like.ts';
export type { DecodeOptions } from './decode/options.ts';

/**
 * The entries of the event with which Lambda invokes a function for a Kinesis stream, in the order of the shard. In one
 * pass, each step where it applies: base64, KPL aggregation, gzip or zstd, CloudWatch Logs envelope or ndjson, UTF-8, JSON.
 *
 * Nothing that is in the event throws: what cannot be decoded is an entry of status `rejected`, and the next one follows.
 * A record becomes the same whatever the other records are. Entries are made as they are taken, so that about one record
 * is held at a time; who stops early has decoded no more than that. Control messages of CloudWatch Logs carry no entry.
 * @throws {TypeError} at the call, when an option is wrong.
 * @example
 * for (const entry of decodeKinesisEvent(event)) {
 *   if (entry.status === 'entry') console.log(entry.identity, JSON.parse(entry.data.toString()));
 *   else console.warn(entry.reason, entry.error);
 * }
 */
export function decodeKinesisEvent(
  event: KinesisEventLike,
  options: DecodeOptions = {},
): Generator<DecodedEntry, undefined> {
  const { nowMs = Date.now() } = options;
  return toEntries(event, sourceOptions(options), nowMs);
}

function* toEntries(
  event: unknown,
  options: ReturnType<typeof sourceOptions>,
  nowMs: number,
): Generator<DecodedEntry, undefined> {
  for (const result of decodeChunks(event, options, nowMs)) yield toDecodedEntry(result);
}
