import type { KinesisEventLike, KinesisRecordLike } from './decode/kinesis-event-like.ts';
import { deaggregate } from './kpl.ts';

export type { KinesisEventLike, KinesisRecordLike } from './decode/kinesis-event-like.ts';

/** A record of an event; where it was in an aggregate, with its position there. */
export type UserRecordOf<R extends KinesisRecordLike> = R & {
  readonly kinesis: { readonly subSequenceNumber?: number };
};

/** A response with partial failures. */
interface PartialFailures {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Options of {@link expandUserRecords}. */
export interface ExpandOptions {
  /** User records that an aggregate may have; a larger one stays as it is. Default 50,000. */
  readonly maxRecords?: number;
}

/**
 * The event with one record for each user record of the Kinesis Producer Library, for `processPartialResponse` of
 * `@aws-lambda-powertools/batch`, whose batch processor knows Kinesis records only. Other records stay as they are. A user
 * record has the sequence number of its aggregate: when it fails, the aggregate comes again, since that is the smallest that
 * Kinesis can repeat. Nothing is thrown for what is in a record.
 * @example
 * const processor = new BatchProcessor(EventType.KinesisDataStreams);
 * export const handler = async (event, context) =>
 *   uniqueFailures(await processPartialResponse(expandUserRecords(event), recordHandler, processor, { context }));
 */
export function expandUserRecords<R extends KinesisRecordLike, E extends KinesisEventLike & { Records: readonly R[] }>(
  event: E,
  options: ExpandOptions = {},
): E {
  return { ...event, Records: event.Records.flatMap((record) => expand(record, options)) };
}

function expand<R extends KinesisRecordLike>(record: R, options: ExpandOptions): readonly UserRecordOf<R>[] {
  // A program without types gives anything.
  const data = (record as R | null | undefined)?.kinesis?.data;
  const result = typeof data === 'string' ? deaggregate(Buffer.from(data, 'base64'), options) : undefined;
  if (result?.status !== 'aggregate') return [record];
  return result.records.map(({ partitionKey, data: bytes }, subSequenceNumber) => ({
    ...record,
    kinesis: { ...record.kinesis, partitionKey, data: bytes.toString('base64'), subSequenceNumber },
  }));
}

/** The response with each sequence number once: several user records of one aggregate may have failed. */
export function uniqueFailures<T extends PartialFailures>(response: T): T {
  const seen = new Set<string>();
  const first = response.batchItemFailures.filter(({ itemIdentifier }) => {
    if (seen.has(itemIdentifier)) return false;
    seen.add(itemIdentifier);
    return true;
  });
  return { ...response, batchItemFailures: first };
}
