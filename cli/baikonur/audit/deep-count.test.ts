import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { countArchive } from './deep-count.ts';

const TEXT = '{"log_id":"a"}\n{"log_id":"b"}\n{"log_id":"a"}\nno JSON\n';

it.each([
  ['baikonur', 'a/b', 'logs/a!2fb/2026-11/22/x.gz', gzipSync(TEXT)],
  ['baikonur', 'app.web', 'logs/app.web/2026-11/22/x.gz', gzipSync(TEXT)],
  ['hive', 'app.web', 'logs/log_type=app.web/dt=2026-11-22/hour=00/x.zst', zstdCompressSync(TEXT)],
] as const)('counts lines and repeats of a day and type: %s', async (layout, type, key, body) => {
  const prefixes: string[] = [];
  const ports = {
    list: async function* ({ prefix }: { readonly prefix: string }) {
      prefixes.push(prefix);
      yield { objects: [{ key, bytes: body.length, writtenAtMs: 0 }], folders: [] };
    },
    open: async () => Readable.from([body]),
  };
  const archive = { archive: { bucket: 'b', folder: 'logs/', layout }, idField: 'log_id' };
  const found = await countArchive(ports, archive, { day: '2026-11-22', type, onObject: () => undefined });
  expect(found).toMatchObject({ objects: 1, bytes: body.length, lines: 4, distinct: 3, repeated: 1 });
  expect(key.startsWith(prefixes[0] ?? '-')).toBe(true);
});
