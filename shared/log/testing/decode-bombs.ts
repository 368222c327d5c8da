import { finished } from 'node:stream/promises';
import { createGzip, createZstdCompress, type Gzip, type ZstdCompress } from 'node:zlib';
import { createDecoder } from '../decode/decode-records.ts';
import { streamRecords } from './stream-records.ts';

/**
 * A program of its own: decodes a batch of 70 bombs call by call, as Lambda would call, and prints what became of them and
 * the most memory the process ever had above the start. Argument: `gzip`, `zstd` or `brackets`.
 */
const MEBI = 1024 * 1024;
const COUNT = 70;

/** In one member or frame each, made piece by piece so that the maker needs no memory. */
const compressed = async (stream: Gzip | ZstdCompress, byte: string, mebibytes: number): Promise<Buffer> => {
  const chunk = Buffer.alloc(MEBI, byte);
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  for (let i = 0; i < mebibytes; i++) {
    await new Promise<void>((resolve) => {
      stream.write(chunk, () => resolve());
    });
  }
  stream.end();
  await finished(stream);
  return Buffer.concat(parts);
};

const bombs: Record<string, () => Promise<Buffer>> = {
  gzip: () => compressed(createGzip(), '0', 200),
  zstd: () => compressed(createZstdCompress(), '0', 200),
  // Just under the cap of a record, so that it is looked into.
  brackets: () => compressed(createZstdCompress(), '[', 60),
};

const make = bombs[process.argv[2] ?? ''];
if (make === undefined) throw new RangeError('usage: decode-bombs.ts gzip|zstd|brackets');
const bomb = await make();
const records = streamRecords(Array<Buffer>(COUNT).fill(bomb));
const decode = createDecoder({
  maxDecompressedBytes: 64 * MEBI,
  maxBatchDecompressedBytes: 256 * MEBI,
  recordFormat: 'json',
  fields: { logType: 'log_type', logId: 'log_id', time: 'time' },
  cloudwatchWrap: [],
});

const codes: Record<string, number> = {};
const rssBefore = process.memoryUsage.rss();
let peakRss = rssBefore;
let calls = 0;
for (let next = 0; next < COUNT; calls++) {
  const batch = decode(records.slice(next));
  for (const decoded of batch.entries) {
    const code = decoded.status === 'rejected' ? decoded.reject.code : decoded.status;
    codes[code] = (codes[code] ?? 0) + 1;
  }
  const cut = records.findIndex(({ sequenceNumber }) => sequenceNumber === batch.cutAt);
  next = cut === -1 ? COUNT : cut;
  peakRss = Math.max(peakRss, process.memoryUsage.rss(), process.resourceUsage().maxRSS * 1024);
}
process.stdout.write(JSON.stringify({ codes, calls, peakMb: Math.round((peakRss - rssBefore) / MEBI) }));
