/** Where an entry came from when CloudWatch Logs carried it: the envelope of its subscription. */
export interface CloudwatchOrigin {
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly eventId: string;
  /** Epoch milliseconds of the log event, as CloudWatch Logs gives it. */
  readonly eventTimeMs: number;
  /** `@aws.account`, `@aws.region` and the like, where the subscription asks for them. */
  readonly systemFields?: Readonly<Record<string, string>>;
}

/**
 * One payload that arrived: a Kinesis record, a KPL user record, a CloudWatch log event or a line of an
 * ndjson record. It exists before anyone knows whether it is a valid log.
 */
export interface Entry {
  /** `streamName/shardId/sequenceNumber[.subSequence][/index]`: stable over every retry and batch boundary. */
  readonly identity: string;
  /** Sequence number of the Kinesis record that carried the entry (decimal text; compare as BigInt). */
  readonly sequenceNumber: string;
  /** Position among the entries of its Kinesis record, from 0: the entry's bit in the progress row. */
  readonly ordinal: number;
  /** Of the KPL user record where there is one, else of the Kinesis record; empty when the stream has none. */
  readonly partitionKey: string;
  /** Epoch milliseconds at which Kinesis took the record. */
  readonly arrivedAtMs: number;
  /** The original bytes, never a re-serialisation. */
  readonly data: Buffer;
  /** Where it came from, if CloudWatch Logs carried it. Always present as a key: one shape for all entries. */
  readonly cloudwatch?: CloudwatchOrigin | undefined;
}

/** The time from which an incomplete time of a log is completed, epoch milliseconds: that of its log event, else its arrival. */
export function referenceTimeMs(entry: Entry): number {
  return entry.cloudwatch?.eventTimeMs ?? entry.arrivedAtMs;
}
