/** One record of a Kinesis data stream, as the pipeline sees it. */
export interface StreamRecord {
  readonly streamName: string;
  readonly shardId: string;
  /** Decimal text of up to 56 digits. */
  readonly sequenceNumber: string;
  /** Empty where the stream has none (on-demand streams with automatic distribution). */
  readonly partitionKey: string;
  /** Epoch milliseconds at which Kinesis took the record. */
  readonly arrivedAtMs: number;
  /** Base64, as Lambda hands it over. */
  readonly data: string;
}

/** The fields that are read of the event with which Lambda invokes a function for a Kinesis stream. */
interface KinesisEvent {
  readonly Records: readonly KinesisEventRecord[];
}

interface KinesisEventRecord {
  /** `shardId-000000000006:<sequence number>` */
  readonly eventID: string;
  readonly eventSourceARN: string;
  readonly kinesis: {
    readonly sequenceNumber: string;
    readonly partitionKey?: string;
    /** Epoch seconds with a fraction. Lambda always sets it; events that other programs make may lack it. */
    readonly approximateArrivalTimestamp?: number | null;
    readonly data: string;
  };
}

/** Seconds of the farthest instant that a Date can hold. */
const MAX_TIME_S = 8.64e12;

/**
 * The records of the event with which Lambda invokes a function for a Kinesis stream, in the order of the shard.
 * Lambda makes each batch of one shard of one stream, so that only the first record is asked for their names.
 * @param nowMs the arrival of a record that has none, or none that a Date can hold.
 * @throws {TypeError} when the event is not one of a Kinesis stream.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export function readKinesisEvent(event: KinesisEvent, nowMs: number): readonly StreamRecord[] {
  if (!Array.isArray(event?.Records)) throw new TypeError('event: expected a Kinesis event with an array `Records`');
  const [first] = event.Records;
  if (first === undefined) return [];
  const shard = { streamName: streamNameOf(first.eventSourceARN), shardId: shardIdOf(first) };
  return readShardRecords(event.Records, shard, nowMs);
}

/** As {@link readKinesisEvent}, of records that are known to be of one shard. */
export function readShardRecords(
  records: readonly KinesisEventRecord[],
  { streamName, shardId }: Pick<StreamRecord, 'streamName' | 'shardId'>,
  nowMs: number,
): readonly StreamRecord[] {
  return records.map(({ kinesis }) => ({
    streamName,
    shardId,
    sequenceNumber: kinesis.sequenceNumber,
    partitionKey: kinesis.partitionKey ?? '',
    arrivedAtMs: arrivalMs(kinesis.approximateArrivalTimestamp, nowMs),
    data: kinesis.data,
  }));
}

/** Of a record of an event. */
export function shardIdOf({ eventID }: Pick<KinesisEventRecord, 'eventID'>): string {
  return eventID.slice(0, eventID.indexOf(':'));
}

function arrivalMs(seconds: number | null | undefined, nowMs: number): number {
  return typeof seconds === 'number' && Math.abs(seconds) <= MAX_TIME_S ? Math.round(seconds * 1000) : nowMs;
}

/** `arn:aws:kinesis:<region>:<account>:stream/<name>[/consumer/<name>:<time>]` → name. */
function streamNameOf(arn: string): string {
  const name = findStreamName(arn);
  if (name === undefined) {
    throw new TypeError(`eventSourceARN: expected the ARN of a Kinesis stream, got ${JSON.stringify(arn)}`);
  }
  return name;
}

/** `undefined`: it is no ARN of a stream. */
export function findStreamName(arn: string): string | undefined {
  return /:stream\/([^/]+)/.exec(arn)?.[1];
}
