import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

/** An object of a listing. */
interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** When it was written, epoch milliseconds. */
  readonly writtenAtMs: number;
}

/** A page of a listing, in the order of the keys' bytes. */
interface ListedPage {
  readonly objects: readonly ListedObject[];
  /** With a delimiter: the common beginnings of keys, each ends in `/`. */
  readonly folders: readonly string[];
}

/** Lists a bucket page by page (1,000 keys), so that a listing of any length needs the memory of one page. */
export type ListObjects = (query: ListQuery) => AsyncGenerator<ListedPage>;

/** The keys that are listed. */
interface ListQuery {
  readonly bucket: string;
  readonly prefix: string;
  /** Keys after this one. */
  readonly after?: string;
  /** Only the folders and objects directly below the prefix, which then ends in `/` or is empty. */
  readonly shallow?: boolean;
  readonly signal?: AbortSignal;
}

/** Listings of S3. */
export function createListObjects(s3: S3Client): ListObjects {
  return async function* list({ bucket, prefix, after, shallow = false, signal }) {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(shallow ? { Delimiter: '/' } : {}),
        ...(token === undefined ? { StartAfter: after } : { ContinuationToken: token }),
      });
      const page = await s3.send(command, signal === undefined ? {} : { abortSignal: signal });
      yield {
        objects: (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified }) => ({
          key: Key,
          bytes: Size,
          writtenAtMs: LastModified?.getTime() ?? 0,
        })),
        folders: (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []),
      };
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  };
}
