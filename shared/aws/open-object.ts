import type { Readable } from 'node:stream';
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';

/** Opens an object's bytes as a stream, so that an object of any size can be read; `undefined` where there is none. */
export type OpenObject = (object: {
  readonly bucket: string;
  readonly key: string;
  readonly signal?: AbortSignal;
}) => Promise<Readable | undefined>;

/** Objects of S3. */
export function createOpenObject(s3: S3Client): OpenObject {
  return async ({ bucket, key, signal }) => {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    try {
      const { Body } = await s3.send(command, signal === undefined ? {} : { abortSignal: signal });
      // In Node the SDK's body is always a Readable.
      return Body as Readable;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };
}
