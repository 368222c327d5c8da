/** A shard of a stream. */
interface Shard {
  readonly streamName: string;
  readonly shardId: string;
}

/** The common prefix of the identities of a shard's entries: `streamName/shardId/`. */
export function identityPrefix({ streamName, shardId }: Shard): string {
  return `${streamName}/${shardId}/`;
}

/**
 * The identity of a record, or of a KPL user record within: `streamName/shardId/sequenceNumber[.subSequence]`. Entries
 * split off it (CloudWatch log events, ndjson lines) append `/index`. Stable over every retry and batch boundary.
 * @param prefix of the shard, see {@link identityPrefix}: made once, as most batches are of one shard.
 * @param subSequence position of the KPL user record in its aggregate, from 0.
 */
export function recordIdentity(prefix: string, sequenceNumber: string, subSequence?: number): string {
  return subSequence === undefined ? prefix + sequenceNumber : `${prefix}${sequenceNumber}.${subSequence}`;
}

/** An identity as part of an object name: `/` written `_`. */
export function identityInName(identity: string): string {
  return identity.replaceAll('/', '_');
}
