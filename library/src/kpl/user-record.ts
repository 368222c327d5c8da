/** One record as a producer gives it to the Kinesis Producer Library (KPL), before aggregation. */
export interface UserRecord {
  readonly partitionKey: string;
  /** Decimal text: it overrides the hash of the partition key. */
  readonly explicitHashKey?: string | undefined;
  /** Text is written as UTF-8. */
  readonly data: Uint8Array | string;
}
