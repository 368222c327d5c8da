import { existsSync, readFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip, createZstdCompress, type Gzip, type ZstdCompress } from 'node:zlib';
import { createDecoder } from '../decode/decode-records.ts';
import { ALL_PARTS } from '../decode/decoder-parts.ts';
import { streamRecords } from './stream-records.ts';

/** The output of the program, as JSON. */
export interface BombReport {
  /** How many records ended how: a reject's code, or `decoded`. */
  readonly codes: Readonly<Record<string, number>>;
  /** How many calls it took, each going on where the one before had stopped. */
  readonly calls: number;
  /** The most memory the process ever had, above what it had before the first call. */
  readonly peakMb: number;
}

/*
 * A program of its own, since it measures its memory: `node decode-bombs.ts gzip|zstd|brackets|objects COUNT` decodes a batch
 * of COUNT bombs, call by call as Lambda would.
 */
const MEBI = 1024 * 1024;
const [kind = '', count = '70'] = process.argv.slice(2);
const COUNT = Number(count);

const bombs: Record<string, () => Promise<Buffer>> = {
  gzip: () => compressed(createGzip(), '0', 200),
  zstd: () => compressed(createZstdCompress(), '0', 200),
  // Just under the cap of a record, so that it is looked into.
  brackets: () => compressed(createZstdCompress(), '[', 60),
  objects: () => compressed(createZstdCompress(), ' ', 60, '{}'),
};

const make = bombs[kind];
if (make === undefined) throw new RangeError('usage: decode-bombs.ts gzip|zstd|brackets|objects COUNT');
const bomb = await make();
const records = streamRecords(Array<Buffer>(COUNT).fill(bomb));
const decode = createDecoder({
  parts: ALL_PARTS,
  maxDecompressedBytes: 64 * MEBI,
  maxBatchDecompressedBytes: 256 * MEBI,
  recordFormat: 'json',
  fields: { logType: 'log_type', logId: 'log_id', time: 'time' },
  cloudwatchWrap: [],
});

const PROC_STATUS = '/proc/self/status';
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
  peakRss = Math.max(peakRss, process.memoryUsage.rss(), highestRss());
}
const report: BombReport = { codes, calls, peakMb: Math.round((peakRss - rssBefore) / MEBI) };
process.stdout.write(JSON.stringify(report));

/**
 * The most memory that this program ever had, in bytes. Linux keeps it by program; `maxRSS` is that of the process, and
 * begins with the memory of the parent that started it.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html VmHWM
 */
function highestRss(): number {
  if (!existsSync(PROC_STATUS)) return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(PROC_STATUS, 'utf8'))?.[1]) * 1024;
}

/** In one member or frame each, made piece by piece so that the maker needs no memory. */
async function compressed(stream: Gzip | ZstdCompress, byte: string, mebibytes: number, end = ''): Promise<Buffer> {
  const chunk = Buffer.alloc(MEBI, byte);
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  for (let i = 0; i < mebibytes; i++) {
    await new Promise<void>((resolve) => {
      stream.write(chunk, () => resolve());
    });
  }
  stream.end(end);
  await finished(stream);
  return Buffer.concat(parts);
}
