import type { S3Client } from '@aws-sdk/client-s3';
import { emptyBucket } from './empty-bucket.ts';

interface Call {
  readonly input: { readonly Delete?: { readonly Objects: readonly { readonly Key: string }[] } };
}

/** A bucket in memory that lists `page` versions at a time; every third version is the mark of a deletion. */
function bucketOf(count: number, { page = 1000, refuses = false } = {}) {
  let versions = Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, VersionId: String(index) }));
  const client = {
    send: async ({ input: { Delete } }: Call) => {
      if (Delete === undefined) {
        const listed = versions.slice(0, page);
        const isMark = ({ VersionId }: { VersionId: string }) => Number(VersionId) % 3 === 0;
        return { Versions: listed.filter((one) => !isMark(one)), DeleteMarkers: listed.filter(isMark) };
      }
      if (refuses) return { Errors: [{ Key: 'k0', Code: 'AccessDenied', Message: 'no' }] };
      const deleted = new Set(Delete.Objects.map(({ Key }) => Key));
      versions = versions.filter(({ Key }) => !deleted.has(Key));
      return {};
    },
  };
  // The two calls that are used are there.
  return { client: client as unknown as S3Client, left: () => versions.length };
}

it.each([0, 1, 1000, 2500])('deletes %d versions and marks, and says how far it is', async (count) => {
  const { client, left } = bucketOf(count);
  const told: number[] = [];
  expect(await emptyBucket(client, 'b', { onDeleted: (deleted) => told.push(deleted) })).toBe(count);
  expect(left()).toBe(0);
  expect(told).toHaveLength(Math.ceil(count / 1000));
});

it('stops where S3 refuses, with its words', async () => {
  const { client } = bucketOf(3, { refuses: true });
  await expect(emptyBucket(client, 'b')).rejects.toThrow('s3://b/k0: AccessDenied: no');
});

it('can be interrupted, and goes on later', async () => {
  const { client, left } = bucketOf(30, { page: 10 });
  const ended = new AbortController();
  await expect(emptyBucket(client, 'b', { onDeleted: () => ended.abort(), signal: ended.signal })).rejects.toThrow();
  expect(left()).toBe(20);
  expect(await emptyBucket(client, 'b')).toBe(20);
});
