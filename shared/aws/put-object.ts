import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { PutObject } from '../pipeline/ports.ts';
import { callAws } from './call.ts';

/**
 * Writes one S3 object, with the checksum the SDK computes.
 * @param options.timeoutMs for one object, default 30 s.
 */
export function createPutObject(client: S3Client, { timeoutMs = 30_000 } = {}): PutObject {
  return async ({ bucket, key, body, contentType, contentEncoding, signal }) => {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
      ContentEncoding: contentEncoding,
    });
    await callAws((abortSignal) => client.send(command, { abortSignal }), {
      operation: 'S3 PutObject',
      target: `s3://${bucket}/${key}`,
      timeoutMs,
      signal,
    });
  };
}
