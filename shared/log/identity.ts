/** Where in the stream a record stands. */
interface RecordPlace {
  readonly streamName: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/**
 * The identity of a record, or of a KPL user record within: `streamName/shardId/sequenceNumber[.subSequence]`. Entries
 * split off it (CloudWatch log events, ndjson lines) append `/index`. Stable over every retry and batch boundary.
 * @param subSequence position of the KPL user record in its aggregate, from 0.
 */
export const recordIdentity = ({ streamName, shardId, sequenceNumber }: RecordPlace, subSequence?: number): string =>
  subSequence === undefined
    ? `${streamName}/${shardId}/${sequenceNumber}`
    : `${streamName}/${shardId}/${sequenceNumber}.${subSequence}`;

/** An identity as part of an object name: `/` written `_`. */
export const identityInName = (identity: string): string => identity.replaceAll('/', '_');
