import { CopyObjectCommand, DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Copies and removes objects of one bucket. */
export interface MoveObjects {
  /** Replaces what is there. An object of 5 GB is the largest. */
  readonly copy: (object: { readonly bucket: string; readonly from: string; readonly to: string }) => Promise<void>;
  /** No error where there is none. */
  readonly remove: (object: { readonly bucket: string; readonly key: string }) => Promise<void>;
}

/** Objects on S3. */
export function createMoveObjects(s3: S3Client): MoveObjects {
  return {
    copy: async ({ bucket, from, to }) => {
      // The source is part of a URL.
      const source = `${bucket}/${from.split('/').map(encodeURIComponent).join('/')}`;
      await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: source }));
    },
    remove: async ({ bucket, key }) => {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}
