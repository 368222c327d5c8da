/**
 * The event with which Lambda invokes a function for a Kinesis stream: the fields that are read. `KinesisStreamEvent` of
 * `@types/aws-lambda` is one.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export interface KinesisEventLike {
  readonly Records: readonly KinesisRecordLike[];
}

/** One record of a {@link KinesisEventLike}. */
export interface KinesisRecordLike {
  /** `shardId-000000000006:<sequence number>` */
  readonly eventID: string;
  readonly eventSourceARN: string;
  readonly kinesis: {
    readonly sequenceNumber: string;
    /** Absent where the stream distributes records by itself. */
    readonly partitionKey?: string;
    /** Epoch seconds with a fraction. */
    readonly approximateArrivalTimestamp?: number | null;
    /** Base64. */
    readonly data: string;
  };
}
