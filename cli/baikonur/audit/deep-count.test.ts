import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { countArchives } from './deep-count.ts';
import { describeDeep } from './run-deep.ts';

const TEXT = '{"log_id":"a"}\n{"log_id":"b"}\n{"log_id":"a"}\nno JSON\n';

/** A bucket in which every listing has the objects whose keys it asks for. */
function bucketOf(objects: Readonly<Record<string, Buffer>>) {
  const all = Object.entries(objects).map(([key, { length }]) => ({ key, bytes: length, writtenAtMs: 0 }));
  return {
    list: async function* ({ prefix }: { readonly prefix: string }) {
      const folders = new Set(
        all.flatMap(({ key }) => (key.startsWith(prefix) ? `${prefix}${key.slice(prefix.length).split('/')[0]}/` : [])),
      );
      yield { objects: all.filter(({ key }) => key.startsWith(prefix)), folders: [...folders] };
    },
    open: async ({ key }: { readonly key: string }) => Readable.from([objects[key] ?? Buffer.alloc(0)]),
  };
}

function archiveOf(folder: string, layout: 'baikonur' | 'hive' = 'baikonur', idField = 'log_id') {
  return { bucket: 'b', folder, layout, idField };
}

const DAY = { day: '2026-11-22', type: 'app.web', onObject: () => undefined };

it.each([
  ['baikonur', 'a/b', 'logs/a!2fb/2026-11/22/x.gz', gzipSync(TEXT)],
  ['baikonur', 'app.web', 'logs/app.web/2026-11/22/x.gz', gzipSync(TEXT)],
  ['hive', 'app.web', 'logs/log_type=app.web/dt=2026-11-22/hour=00/x.zst', zstdCompressSync(TEXT)],
] as const)('counts lines and repeats of a day and type: %s', async (layout, type, key, body) => {
  const ports = bucketOf({ [key]: body, 'logs/other/2026-11/22/x.gz': gzipSync(TEXT) });
  const found = await countArchives(ports, [archiveOf('logs/', layout)], { ...DAY, type });
  expect(found).toMatchObject({ objects: 1, bytes: body.length, lines: 4, distinct: 3, repeated: 1 });
});

it('counts every archive and names each; a log that two of them have is no repeat', async () => {
  const ports = bucketOf({
    'logs/app.web/2026-11/22/x': Buffer.from(TEXT),
    'copy/app.web/2026-11/22/y': Buffer.from('{"log_id":"a"}\n'),
  });
  const objects: number[] = [];
  const archives = [archiveOf('logs/'), archiveOf('copy/'), archiveOf('none/')];
  const found = await countArchives(ports, archives, { ...DAY, onObject: (count) => void objects.push(count) });
  expect(found).toMatchObject({ objects: 2, lines: 5, distinct: 4, repeated: 1 });
  expect(objects).toEqual([1, 2]);
  expect(describeDeep(found)).toEqual([
    'app.web of 2026-11-22 in s3://b/logs/: 4 lines in 1 object, 53 B; 3 distinct logs, 1 repeated',
    'app.web of 2026-11-22 in s3://b/copy/: 1 line in 1 object, 15 B; 1 distinct log, 0 repeated',
    "app.web of 2026-11-22 in s3://b/none/: the archive has no object of it; the day is that of the logs' times, UTC",
  ]);
});

it.each([
  ['an id of a path', 'meta.id', '{"meta":{"id":"a"}}\n{"meta":{"id":"a"}}\n{"meta.id":"b"}\n', 1],
  [
    'ids beyond the digits of a double',
    'log_id',
    '{"log_id":12345678901234567890}\n{"log_id":12345678901234567891}\n',
    0,
  ],
  ['numbers', 'log_id', '{"log_id":7}\n{"log_id":7}\n', 1],
  ['lines without an id', 'log_id', '{}\n{}\n[]\n', 0],
])('knows repeats by %s', async (_name, idField, text, repeated) => {
  const ports = bucketOf({ 'logs/app.web/2026-11/22/x': Buffer.from(text) });
  expect(await countArchives(ports, [archiveOf('logs/', 'baikonur', idField)], DAY)).toMatchObject({ repeated });
});

it('reads objects side by side, eight at a time', async () => {
  const names = Array.from({ length: 20 }, (_, n) => [
    `logs/app.web/2026-11/22/${n}`,
    Buffer.from(`{"log_id":${n}}\n`),
  ]);
  const { list, open } = bucketOf(Object.fromEntries(names));
  const at: { now: number; most: number } = { now: 0, most: 0 };
  const counting: typeof open = async (object) => {
    at.now++;
    at.most = Math.max(at.most, at.now);
    await new Promise((resolve) => setImmediate(resolve));
    at.now--;
    return open(object);
  };
  const found = await countArchives({ list, open: counting }, [archiveOf('logs/')], DAY);
  expect({ ...found, most: at.most }).toMatchObject({ objects: 20, lines: 20, repeated: 0, most: 8 });
});

it('names an object that is damaged', async () => {
  const key = 'logs/app.web/2026-11/22/x.gz';
  const ports = bucketOf({ [key]: gzipSync(TEXT).subarray(0, 20) });
  await expect(countArchives(ports, [archiveOf('logs/')], DAY)).rejects.toThrow(
    `s3://b/${key}: it cannot be read to its end: `,
  );
});

it('says where not each id was compared', () => {
  const counts = { objects: 9, bytes: 9, lines: 90, distinct: 88, repeated: 2 };
  const archives = [{ bucket: 'b', folder: 'logs/', ...counts, oneIdOf: 8 }];
  expect(describeDeep({ day: '2026-11-22', type: '*', ...counts, archives })[0]).toMatch(
    /; about 88 distinct logs, 2 repeated \(too many ids to compare: one of 8 was\)$/,
  );
});

it('an id that two types have is no repeat', async () => {
  const ports = bucketOf({
    'logs/app.web/2026-11/22/x': Buffer.from('{"log_id":"a"}\n'),
    'logs/app.job/2026-11/22/x': Buffer.from('{"log_id":"a"}\n'),
  });
  const found = await countArchives(ports, [archiveOf('logs/')], { ...DAY, type: 'app*' });
  expect(found).toMatchObject({ lines: 2, repeated: 0 });
});
