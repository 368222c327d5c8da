import { CopyObjectCommand, DeleteObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';

/** Copies and removes objects of one bucket. */
export interface MoveObjects {
  /** Replaces what is there; nothing where there is no object `from`. An object of 5 GB is the largest. */
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
      try {
        await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: source }));
      } catch (error) {
        // Moved already, by a process that died before it said so.
        if (!(error instanceof S3ServiceException && error.name === 'NoSuchKey')) throw error;
      }
    },
    remove: async ({ bucket, key }) => {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}
