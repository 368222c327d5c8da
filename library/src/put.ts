import { readFailure } from '../../services/s3-sink/answer.ts';
import { objectBody } from '../../services/s3-sink/object-body.ts';
import { FIREHOSE_LIMITS, kinesisLimits } from '../../shared/delivery/output-limits.ts';
import { createPartitionKey } from '../../shared/delivery/partition-key.ts';
import { putPlain } from '../../shared/delivery/put-plain.ts';
import type { RecordTarget } from '../../shared/delivery/record-target.ts';
import { DELIVERED, type Outcome } from '../../shared/pipeline/outcome.ts';
import type { PutObject, PutRecords } from '../../shared/pipeline/ports.ts';
import { bufferOf } from './buffer-of.ts';
import { checkOptions, isText, isWhole } from './check-options.ts';
import { deliverWithRetries, type PutOptions } from './put/context.ts';

export type { Outcome, Rejected, Retryable, RetryScope } from '../../shared/pipeline/outcome.ts';
export type { OutputRecord, PutObject, PutRecords, PutResult } from '../../shared/pipeline/ports.ts';
export { PortError } from '../../shared/pipeline/ports.ts';
export type { PutOptions } from './put/context.ts';

/** A record for a Kinesis data stream. */
export interface StreamRecord {
  /** Text is written as UTF-8. */
  readonly data: Uint8Array | string;
  /** 1 to 256 characters; default: a random one. */
  readonly partitionKey?: string | undefined;
}

/** Options of {@link putRecords}. */
export interface PutRecordsOptions extends PutOptions {
  /** Name or ARN. */
  readonly stream: string;
  /** The stream's `MaxRecordSizeInKiB`; default 1024. */
  readonly maxRecordSizeKiB?: number;
}

/** Options of {@link putRecordBatch}. */
export interface PutRecordBatchOptions extends PutOptions {
  readonly deliveryStream: string;
  /** Whether a newline is put behind each record: Firehose joins records without a separator. Default false. */
  readonly asLines?: boolean;
}

/** Options of {@link putRows}. */
export interface PutRowsOptions extends PutOptions {
  readonly bucket: string;
  readonly key: string;
  /** 0 to 9; default 6. */
  readonly gzipLevel?: number;
}

const DEFAULT_RECORD_KIB = 1024;
/** @see Kinesis quotas, MaxRecordSizeInKiB */
const MAX_RECORD_KIB = 10_240;
const MAX_GZIP_LEVEL = 9;
const DEFAULT_GZIP_LEVEL = 6;

/**
 * Writes records to a Kinesis data stream, in order, in as few calls as its limits allow. Only what failed is sent again.
 * @param put the port, made by `createPutRecords` of the subpath `put/kinesis`, or one of your own.
 * @returns one outcome for each record, in order: `delivered`; `rejected`, it can never succeed (`oversize`,
 * `rejected_by_destination`); `retryable`, it failed for now, and its scope says whose fault it was. Never rejects for what
 * the stream answers.
 * @throws {TypeError} at the call, when an option is wrong.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export function putRecords(
  put: PutRecords,
  records: readonly StreamRecord[],
  { stream, maxRecordSizeKiB = DEFAULT_RECORD_KIB, ...options }: PutRecordsOptions,
): Promise<readonly Outcome[]> {
  checkOptions(
    {
      put: typeof put === 'function' || 'a function',
      stream: isText(stream) || 'its name or ARN',
      maxRecordSizeKiB:
        (isWhole(maxRecordSizeKiB, 1) && maxRecordSizeKiB <= MAX_RECORD_KIB) || `KiB from 1 to ${MAX_RECORD_KIB}`,
    },
    { put, stream, maxRecordSizeKiB },
  );
  const randomKey = createPartitionKey('random', Math.random) as () => string; // it reads nothing of a log
  const target: RecordTarget<StreamRecord> = {
    name: stream,
    put,
    limits: kinesisLimits(maxRecordSizeKiB),
    toRecord: ({ data, partitionKey }) => ({ data: bufferOf(data), partitionKey: partitionKey ?? randomKey() }),
  };
  return deliverWithRetries((items, context) => putPlain(target, items, context), records, stream, options);
}

/**
 * Writes records to a Firehose delivery stream, as {@link putRecords} does to a Kinesis data stream.
 * @param put the port, made by `createPutRecordBatch` of the subpath `put/firehose`, or one of your own.
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function putRecordBatch(
  put: PutRecords,
  records: readonly (Uint8Array | string)[],
  { deliveryStream, asLines = false, ...options }: PutRecordBatchOptions,
): Promise<readonly Outcome[]> {
  checkOptions(
    { put: typeof put === 'function' || 'a function', deliveryStream: isText(deliveryStream) || 'its name' },
    { put, deliveryStream },
  );
  const target: RecordTarget<Uint8Array | string> = {
    name: deliveryStream,
    put,
    limits: FIREHOSE_LIMITS,
    toRecord: (data) => ({ data: asLines ? Buffer.concat([bufferOf(data), Buffer.from('\n')]) : bufferOf(data) }),
  };
  return deliverWithRetries((items, context) => putPlain(target, items, context), records, deliveryStream, options);
}

/**
 * Writes rows as one S3 object: NDJSON, gzip. Newlines between the tokens of a row's JSON are taken out.
 * @param put the port, made by `createPutObject` of the subpath `put/s3`, or one of your own.
 * @returns one outcome for each row: S3 takes an object as a whole, so that all are the same.
 */
export function putRows(
  put: PutObject,
  rows: readonly (Uint8Array | string)[],
  { bucket, key, gzipLevel = DEFAULT_GZIP_LEVEL, ...options }: PutRowsOptions,
): Promise<readonly Outcome[]> {
  checkOptions(
    {
      put: typeof put === 'function' || 'a function',
      bucket: isText(bucket) || 'its name',
      key: isText(key) || 'a text',
      gzipLevel: (isWhole(gzipLevel, 0) && gzipLevel <= MAX_GZIP_LEVEL) || `a level from 0 to ${MAX_GZIP_LEVEL}`,
    },
    { put, bucket, key, gzipLevel },
  );
  const deliver = async (
    items: readonly (Uint8Array | string)[],
    { signal }: { readonly signal: AbortSignal },
  ): Promise<readonly Outcome[]> => {
    const body = objectBody(items.map(bufferOf), { format: 'gzip', level: gzipLevel });
    const outcome = await put({
      bucket,
      key,
      body,
      contentType: 'application/x-ndjson',
      contentEncoding: 'gzip',
      signal,
    })
      .then(() => DELIVERED)
      .catch(readFailure);
    return items.map(() => outcome);
  };
  return rows.length === 0 ? Promise.resolve([]) : deliverWithRetries(deliver, rows, `s3://${bucket}/${key}`, options);
}
