import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { compress, DEFAULT_GZIP_LEVEL, type ObjectCompression } from '../services/s3-sink/compress.ts';
import type { BatchEvent } from './batches/make-batches.ts';
import { FLOORS } from './floor/floors.ts';
import { compare, type Measure } from './measure.ts';
import type { BatchFile } from './measure-row.ts';
import { startSide } from './side-process.ts';
import type { WorkName } from './works/work.ts';

/** zstd compared with gzip on one batch, each at its default level. */
export interface CompressionRow {
  readonly batch: string;
  /** Of the whole s3-sink, an invocation each. */
  readonly gzipMs: number;
  readonly zstdMs: number;
  /** How many times as fast the whole sink is with zstd. */
  readonly timesAsFast: number;
  /** CPU time of zstd alone, divided by that of gzip alone, on the same bodies. */
  readonly alone: number;
  readonly gzipBytes: number;
  readonly zstdBytes: number;
}

const GZIP: ObjectCompression = { format: 'gzip', level: DEFAULT_GZIP_LEVEL };
const ZSTD: ObjectCompression = { format: 'zstd', level: 'auto' };

/**
 * Measures s3-sink with zstd against itself with gzip, each in a process of its own, in alternating rounds; and the
 * two compressions alone, in this process.
 * @param program bundled from `side.ts`.
 */
export async function measureCompression(
  { name, file }: BatchFile,
  { program, rounds }: { readonly program: string; readonly rounds: number },
): Promise<CompressionRow> {
  const start = (work: WorkName) => startSide(program, { side: 'work', work, file });
  const [gzip, zstd] = [start('s3-sink'), start('s3-sink-zstd')];
  try {
    const { cpuMs, floorCpuMs, ratio } = await compare(
      async (calls) => (await gzip.run(calls)).cpuMs,
      async (calls) => (await zstd.run(calls)).cpuMs,
      rounds,
    );
    const sizes = await Promise.all([gzip.run(1), zstd.run(1)]);
    const [gzipBytes, zstdBytes] = sizes.map(({ bytesOut }) => bytesOut) as [number, number];
    const alone = await compareAlone(file, rounds);
    return { batch: name, gzipMs: cpuMs, zstdMs: floorCpuMs, timesAsFast: ratio, alone, gzipBytes, zstdBytes };
  } finally {
    await Promise.all([gzip.stop(), zstd.stop()]);
  }
}

async function compareAlone(file: string, rounds: number): Promise<number> {
  const event: BatchEvent = JSON.parse(readFileSync(file, 'utf8'));
  const bodies: { readonly body: Buffer; readonly logs: number }[] = [];
  // The floor of s3-sink sends bodies, never records.
  FLOORS['s3-sink'](event, (sent) => {
    const body = gunzipSync(sent as Buffer);
    bodies.push({ body, logs: body.toString('latin1').split('\n').length - 1 });
  });
  const measure =
    (compression: ObjectCompression): Measure =>
    async (calls) => {
      const start = process.cpuUsage();
      for (let call = 0; call < calls; call++) for (const { body, logs } of bodies) compress(body, compression, logs);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000 / calls;
    };
  return (await compare(measure(ZSTD), measure(GZIP), rounds)).ratio;
}
