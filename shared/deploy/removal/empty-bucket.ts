import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';

/** A version of an object, or the mark that it was deleted. */
interface Version {
  readonly Key: string;
  readonly VersionId?: string;
}

/** Options of {@link emptyBucket}. */
interface EmptyOptions {
  /** Receives the number of versions that were deleted so far. */
  readonly onDeleted?: (count: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Deletes every version of every object of a bucket, and every mark of a deletion. Repeatable: it goes on where an earlier
 * run stopped.
 * @returns the number of versions that were deleted
 * @throws the SDK's error; Error when S3 refuses to delete an object; the signal's reason
 */
export async function emptyBucket(client: S3Client, bucket: string, options: EmptyOptions = {}): Promise<number> {
  const { onDeleted, signal } = options;
  for (let deleted = 0; ; ) {
    signal?.throwIfAborted();
    const versions = await listVersions(client, bucket);
    if (versions.length === 0) return deleted;
    await deleteVersions(client, bucket, versions);
    deleted += versions.length;
    onDeleted?.(deleted);
  }
}

/** The first page: what is deleted is not listed again. */
async function listVersions(client: S3Client, bucket: string): Promise<readonly Version[]> {
  const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].flatMap(({ Key, VersionId }) =>
    Key === undefined ? [] : [{ Key, ...(VersionId === undefined ? {} : { VersionId }) }],
  );
}

async function deleteVersions(client: S3Client, bucket: string, versions: readonly Version[]): Promise<void> {
  const { Errors = [] } = await client.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [...versions], Quiet: true } }),
  );
  const [refused] = Errors;
  if (refused !== undefined) {
    throw new Error(`s3://${bucket}/${refused.Key}: ${refused.Code}: ${refused.Message}`);
  }
}
