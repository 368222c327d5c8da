import type { Log } from '../../shared/log/log.ts';
import { fetchStored, groupLookups } from './stored-documents.ts';

const KIB = 1024;

function lookup(bytes: number, id = 'a') {
  const data = Buffer.alloc(bytes, 'x');
  const entry = { identity: 's/0/1', sequenceNumber: '1', ordinal: 0, partitionKey: '', arrivedAtMs: 0, data };
  const log: Log = { ...entry, logType: 'app', logId: id, timeNs: 0n };
  return { index: 'i', id, log };
}

it.each<[string, readonly number[], readonly number[]]>([
  ['none', [], []],
  ['small ones by number', Array.from({ length: 130 }, () => 100), [64, 64, 2]],
  ['large ones by size', [300 * KIB, 200 * KIB, 12 * KIB, 1], [3, 1]],
  ['one that is larger is alone', [10, 600 * KIB, 10], [1, 1, 1]],
])('groups: %s', (_, sizes, expected) => {
  expect(groupLookups(sizes.map((bytes) => lookup(bytes))).map((group) => group.length)).toEqual(expected);
});

it.each<[string, readonly number[], number]>([
  ['of a small log three times its size', [1_000], 3_000 + 16 * KIB],
  ['of a group the sum', [1_000, 2_000], 9_000 + 32 * KIB],
  ['of a large log 1.5 MiB', [1_000_000], 1_536 * KIB + 16 * KIB],
  ['of a larger one its own size', [5_000_000], 5_000_000 + 16 * KIB],
])('an answer is read to its end, if it has no more bytes than the limit: %s', async (_, sizes, expected) => {
  const limits: unknown[] = [];
  await fetchStored(
    sizes.map((bytes) => lookup(bytes)),
    {
      call: async ({ exact }) => {
        limits.push(exact?.maxBytes);
        return { status: 'failed', error: 'reset' };
      },
    },
  );
  expect(limits).toEqual([expected]);
});
