import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** A small object, and the version by which it is replaced only if no one else replaced it. */
interface VersionedObject {
  readonly body: string;
  readonly version: string;
}

/** Small objects that several processes write. */
export interface VersionedObjects {
  readonly read: (object: { readonly bucket: string; readonly key: string }) => Promise<VersionedObject | undefined>;
  /** @param object.expected the version that is there; absent: none may be. @returns the new one; `undefined`: it was another. */
  readonly write: (object: {
    readonly bucket: string;
    readonly key: string;
    readonly body: string;
    readonly expected: string | undefined;
  }) => Promise<string | undefined>;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
const OTHER_VERSION = new Set(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey']);

/** Small objects on S3, with conditional writes. */
export function createVersionedObjects(s3: S3Client): VersionedObjects {
  return {
    read: async ({ bucket, key }) => {
      try {
        const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return { body: (await Body?.transformToString()) ?? '', version: ETag };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    write: async ({ bucket, key, body, expected }) => {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: 'application/json',
        ...(expected === undefined ? { IfNoneMatch: '*' } : { IfMatch: expected }),
      });
      try {
        return (await s3.send(command)).ETag ?? '';
      } catch (error) {
        if (error instanceof Error && OTHER_VERSION.has(error.name)) return undefined;
        throw error;
      }
    },
  };
}
