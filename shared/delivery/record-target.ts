import type { Log } from '../log/log.ts';
import { toOneLine } from '../log/one-line.ts';
import type { OutputRecord, PutRecords } from '../pipeline/ports.ts';
import { FIREHOSE_LIMITS, kinesisLimits, type OutputLimits } from './output-limits.ts';

/** One stream or delivery stream that takes logs as records. */
export interface RecordTarget<Item = Log> {
  /** As the port wants it: the stream's name. */
  readonly name: string;
  readonly put: PutRecords;
  readonly limits: OutputLimits;
  readonly toRecord: (log: Item) => OutputRecord;
  /** Present: several logs are put into one record. */
  readonly aggregation?: Aggregation;
}

/** Logs in aggregates of the Kinesis Producer Library. */
export interface Aggregation {
  /** Bytes of one aggregate at most, if the stream's records may be so large. */
  readonly maxBytes: number;
  /** Into how many equal parts the stream divides the hash keys. */
  readonly shards: number;
}

interface KinesisTarget {
  readonly name: string;
  readonly put: PutRecords;
  readonly maxRecordSizeKiB: number;
  readonly partitionKey: (log: Log) => string;
  readonly aggregation?: Aggregation | undefined;
}

const NEWLINE = 0x0a;

/** A Kinesis data stream: the original bytes, one record a log unless they are aggregated. */
export function createKinesisTarget({
  name,
  put,
  maxRecordSizeKiB,
  partitionKey,
  aggregation,
}: KinesisTarget): RecordTarget {
  return {
    name,
    put,
    limits: kinesisLimits(maxRecordSizeKiB),
    toRecord: (log) => ({ data: log.data, partitionKey: partitionKey(log) }),
    ...(aggregation === undefined ? {} : { aggregation }),
  };
}

/** A Firehose delivery stream: each log as a line. */
export function createFirehoseTarget({ name, put }: { name: string; put: PutRecords }): RecordTarget {
  return {
    name,
    put,
    limits: FIREHOSE_LIMITS,
    toRecord: toLine,
  };
}

/** The log on one line, with a newline behind it: Firehose joins records without a separator. */
function toLine({ data: original }: Log): OutputRecord {
  const text = toOneLine(original);
  const data = Buffer.allocUnsafe(text.length + 1);
  text.copy(data);
  data[text.length] = NEWLINE;
  return { data };
}
