import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readLogFile } from './read-log-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const LOG = '{"log_type":"a","log_id":"1"}\n';

it.each<[string, (file: string) => Promise<unknown>, RegExp]>([
  ['is not there', async () => undefined, /logs\.ndjson: there is no such file$/],
  ['is a folder', (file) => mkdir(file), /logs\.ndjson is a folder; expected a file with one log a line$/],
  ['is empty', (file) => writeFile(file, ''), /logs\.ndjson is empty: there is no log to send$/],
  ['has empty lines only', (file) => writeFile(file, '\n\r\n'), /is empty: there is no log to send$/],
  ['has 200 MB', (file) => writeFile(file, '').then(() => truncate(file, 200_000_000)), /has 191 MiB; .* up to 64 MiB/],
  [
    'is UTF-16',
    (file) => writeFile(file, Buffer.from(`\ufeff${LOG}`, 'utf16le')),
    /is UTF-16; logs are UTF-8\. .*iconv/,
  ],
  ['is UTF-16 without a mark', (file) => writeFile(file, Buffer.from(LOG, 'utf16le')), /is UTF-16; logs are UTF-8/],
  [
    'has 65 MiB, compressed',
    (file) => writeFile(file, gzipSync(Buffer.alloc(65 << 20, LOG))),
    /has more than 64 MiB of text;/,
  ],
  ['is cut gzip', (file) => writeFile(file, gzipSync(LOG).subarray(0, 20)), /cannot be read: unexpected end of file$/],
  ['is UTF-16 in gzip', (file) => writeFile(file, gzipSync(Buffer.from(LOG, 'utf16le'))), /is UTF-16; logs are UTF-8/],
  ['is big-endian', (file) => writeFile(file, Buffer.from(`\ufeff${LOG}`, 'utf16le').swap16()), /is UTF-16/],
])('refuses a file that %s', async (_name, make, sentence) => {
  const file = join(folder, 'logs.ndjson');
  await make(file);
  await expect(readLogFile(file)).rejects.toThrow(sentence);
});

it('reads lines, one of 50 MB too, and a single byte', async () => {
  const file = join(folder, 'logs.ndjson');
  await writeFile(file, `${LOG}${'x'.repeat(50_000_000)}\n\n${LOG}`);
  expect((await readLogFile(file)).map(({ number, data }) => [number, data.length])).toEqual([
    [1, 29],
    [2, 50_000_000],
    [4, 29],
  ]);
  await writeFile(file, '1');
  expect(await readLogFile(file)).toHaveLength(1);
});

it.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('reads the lines of a file in %s', async (_name, compress) => {
  const file = join(folder, 'logs.ndjson');
  await writeFile(file, compress(`${LOG}${LOG}`));
  expect((await readLogFile(file)).map(({ data }) => data.toString())).toEqual([LOG.trim(), LOG.trim()]);
});
