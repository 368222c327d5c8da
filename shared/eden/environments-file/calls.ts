import { GetObjectCommand, GetObjectTaggingCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Bound, callAws } from '../aws/call.ts';
import type { EdenReads, EdenWrites, StoredObject } from '../aws/ports.ts';

type FilePorts = Pick<EdenReads, 'getObject'> & Pick<EdenWrites, 'putObject'>;
type ObjectKey = Parameters<FilePorts['getObject']>[0];

/** Creates the calls on the Environments JSON: the object is read whole and written back under a condition. */
export function createFilePorts(client: S3Client, bounded: Bound): FilePorts {
  return {
    getObject: async (at) => {
      const found = await callAws<readonly StoredObject[]>(
        { action: 's3:GetObject', resource: `s3://${at.bucket}/${at.key}` },
        async () => [await readObject(client, at, bounded)],
        ({ name }) => (name === 'NoSuchKey' ? [] : undefined),
      );
      return found[0];
    },
    putObject: ({ bucket, key }, object, etag) =>
      callAws(
        { action: 's3:PutObject', resource: `s3://${bucket}/${key}` },
        async () => {
          const { text, metadata, tagging, ...headers } = object;
          const command = new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: text,
            ContentType: headers.contentType,
            CacheControl: headers.cacheControl,
            ContentDisposition: headers.contentDisposition,
            ContentLanguage: headers.contentLanguage,
            Metadata: metadata && { ...metadata },
            Tagging: tagging,
            ...(etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }),
          });
          await client.send(command, bounded());
          return 'written' as const;
        },
        ({ name }) =>
          /^PreconditionFailed$|^ConditionalRequestConflict$|^NoSuchKey$/.test(name) ? 'conflict' : undefined,
      ),
  };
}

async function readObject(client: S3Client, { bucket, key }: ObjectKey, bounded: Bound): Promise<StoredObject> {
  const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), bounded());
  const text = (await answer.Body?.transformToString()) ?? '';
  const tagging = (answer.TagCount ?? 0) > 0 ? await readTags(client, { bucket, key }, bounded) : undefined;
  return {
    text,
    etag: answer.ETag ?? '',
    contentType: answer.ContentType,
    cacheControl: answer.CacheControl,
    contentDisposition: answer.ContentDisposition,
    contentLanguage: answer.ContentLanguage,
    metadata: answer.Metadata,
    tagging,
  };
}

async function readTags(client: S3Client, { bucket, key }: ObjectKey, bounded: Bound): Promise<string> {
  const { TagSet = [] } = await client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key }), bounded());
  return new URLSearchParams(TagSet.map(({ Key, Value }): [string, string] => [Key ?? '', Value ?? ''])).toString();
}
