import type { Context, KinesisStreamEvent } from 'aws-lambda';
import { readKinesisEvent } from '../log/decode/kinesis-event.ts';
import type { OpenBatch } from './batch.ts';
import { createProgressKey } from './progress/progress-key.ts';

/** Share of the timeout, and least time, kept back for settling. */
const RESERVE_SHARE = 0.1;
const MIN_RESERVE_MS = 5000;
/** A function with a timeout of a few seconds still needs some of it for delivering. */
const MAX_RESERVE_SHARE = 0.5;

const INVALID_EVENT = 'expected a Kinesis event with at least one record under "Records"';

/**
 * The batch of a Lambda event.
 * @throws {TypeError} when the event is not one of a Kinesis stream.
 */
export function openBatch(
  event: KinesisStreamEvent,
  context: Pick<Context, 'functionName' | 'awsRequestId' | 'getRemainingTimeInMillis'>,
  now: () => number,
): OpenBatch {
  const startedAtMs = now();
  const records = Array.isArray(event?.Records) ? readKinesisEvent(event, startedAtMs) : [];
  const [first] = records;
  if (first === undefined) throw new TypeError(`${INVALID_EVENT}, got ${JSON.stringify(event)?.slice(0, 200)}`);
  return {
    progressKey: createProgressKey({
      function: context.functionName,
      streamArn: String(event.Records[0]?.eventSourceARN),
      shard: first.shardId,
    }),
    records,
    ...openInvocation(context, startedAtMs),
  };
}

/** The part of a batch that is the invocation's own, whatever its event is. */
export function openInvocation(
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  startedAtMs: number,
): Omit<OpenBatch, 'progressKey' | 'records'> {
  const reserve = reserveMs(context.getRemainingTimeInMillis());
  return {
    requestId: context.awsRequestId,
    startedAtMs,
    remainingMs: () => context.getRemainingTimeInMillis() - reserve,
    remainingTotalMs: () => context.getRemainingTimeInMillis(),
  };
}

/** Milliseconds of an invocation that are kept back for dead letters, progress row and response. */
export function reserveMs(timeoutMs: number): number {
  return Math.min(Math.max(timeoutMs * RESERVE_SHARE, MIN_RESERVE_MS), timeoutMs * MAX_RESERVE_SHARE);
}
