import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type GetObject, PortError } from '../pipeline/ports.ts';
import { callAwsRepeatable } from './call.ts';

/**
 * Reads one S3 object whole. Only `NoSuchKey` means that there is none: without s3:ListBucket S3 answers 403 for
 * a missing key, and that is a failure like any other.
 * @param options.timeoutMs for the whole object, default 30 s.
 */
export function createGetObject(client: S3Client, { timeoutMs = 30_000 } = {}): GetObject {
  return async ({ bucket, key, signal }) => {
    const read = async (abortSignal: AbortSignal): Promise<Buffer> => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    };
    const target = `s3://${bucket}/${key}`;
    try {
      return await callAwsRepeatable(read, { operation: 'S3 GetObject', target, timeoutMs, signal });
    } catch (error) {
      if (error instanceof PortError && error.code === 'NoSuchKey') return undefined;
      throw error;
    }
  };
}
