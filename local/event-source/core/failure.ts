import type { Batch } from './batch.ts';
import type { EventOrigin } from './event-record.ts';
import { toEventRecord } from './event-record.ts';
import type { StreamRecord } from './stream-record.ts';

/**
 * Why a batch goes to the on-failure destination. The first two are Lambda's own; `PayloadSizeExceeded` is ours, for a
 * record that alone is past the invocation limit (documented as going to the destination, under no documented name).
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export type Condition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded' | 'PayloadSizeExceeded';

/** The last answer of the function, where there was one. */
export interface LastResponse {
  readonly requestId: string;
  /** Absent when the function returned and reported failed items. */
  readonly functionError?: string;
}

/** A batch that goes to the on-failure destination. */
export interface Failure {
  readonly batch: Batch;
  readonly condition: Condition;
  readonly response?: LastResponse;
}

/** Context of a failure record: the function that failed, and the shell's clock and ids. */
export interface FailureContext {
  readonly origin: EventOrigin;
  readonly functionArn: string;
  readonly mappingId: string;
  readonly nowMs: number;
  /** Names the object, and the request where no invocation took place. */
  readonly id: string;
}

/**
 * The on-failure record: metadata for SQS and SNS; S3 also gets `payload`, the whole event as a string.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html (example records)
 */
export function failureRecord(failure: Failure, context: FailureContext, kind: 'metadata' | 'withPayload') {
  const records = failure.batch.records.map(({ record }) => record);
  const { response } = failure;
  return {
    requestContext: {
      requestId: response?.requestId ?? context.id,
      functionArn: context.functionArn,
      condition: failure.condition,
      approximateInvokeCount: failure.batch.invocations,
    },
    responseContext:
      response === undefined
        ? null
        : {
            statusCode: 200,
            executedVersion: '$LATEST',
            functionError: response.functionError ?? null,
          },
    version: '1.0',
    timestamp: iso(context.nowMs),
    KinesisBatchInfo: batchInfo(records, context.origin),
    ...(kind === 'withPayload' && {
      payload: JSON.stringify({ Records: records.map((record) => toEventRecord(record, context.origin)) }),
    }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function batchInfo(records: readonly StreamRecord[], { streamArn, shardId }: EventOrigin) {
  const [first, last] = [records[0], records.at(-1)];
  if (first === undefined || last === undefined) throw new Error('bug: a failed batch without records');
  return {
    shardId,
    startSequenceNumber: first.sequenceNumber,
    endSequenceNumber: last.sequenceNumber,
    approximateArrivalOfFirstRecord: iso(first.arrivedAtMs),
    approximateArrivalOfLastRecord: iso(last.arrivedAtMs),
    batchSize: records.length,
    streamArn,
  };
}

/**
 * Key of the on-failure object: `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function failureKey({ mappingId, origin, nowMs, id }: FailureContext): string {
  const [date = '', time = ''] = iso(nowMs).slice(0, 19).split('T');
  const file = `${date}T${time.replaceAll(':', '.')}-${id}`;
  return `aws/lambda/${mappingId}/${origin.shardId}/${date.replaceAll('-', '/')}/${file}`;
}
