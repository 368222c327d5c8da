/** Limits of one record, and of one call of PutRecords or PutRecordBatch. */
export interface OutputLimits {
  readonly maxRecords: number;
  /** Bytes of data and partition keys in one call. A single larger record still goes, alone. */
  readonly maxCallBytes: number;
  /** Bytes of data and partition key of one record. */
  readonly maxRecordBytes: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** Limits of Firehose. @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export const FIREHOSE_LIMITS: OutputLimits = {
  maxRecords: 500,
  maxCallBytes: 4 * MIB,
  maxRecordBytes: 1000 * KIB,
};

/**
 * Limits of a Kinesis data stream. The API takes up to 10 MiB a call; 5 MiB is what every SDK generation took, and
 * keeps the memory of a call small.
 * @param maxRecordSizeKiB the stream's `MaxRecordSizeInKiB`, 1024 to 10240.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export function kinesisLimits(maxRecordSizeKiB: number): OutputLimits {
  return {
    maxRecords: 500,
    maxCallBytes: 5 * MIB,
    maxRecordBytes: maxRecordSizeKiB * KIB,
  };
}
