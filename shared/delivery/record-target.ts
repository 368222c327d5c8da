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
}

interface KinesisTarget {
  readonly name: string;
  readonly put: PutRecords;
  readonly maxRecordSizeKiB: number;
  readonly partitionKey: (log: Log) => string;
}

const NEWLINE = 0x0a;

/** A Kinesis data stream: the original bytes, one record a log. */
export function createKinesisTarget({ name, put, maxRecordSizeKiB, partitionKey }: KinesisTarget): RecordTarget {
  return {
    name,
    put,
    limits: kinesisLimits(maxRecordSizeKiB),
    toRecord: (log) => ({ data: log.data, partitionKey: partitionKey(log) }),
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
