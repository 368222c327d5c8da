import { gzipSync, constants as zlibConstants, zstdCompressSync } from 'node:zlib';
import type { Compression } from '../../shared/log/decode/compression.ts';

/** How the bodies of objects are compressed. */
export type ObjectCompression =
  | { readonly format: 'gzip' /** 0 to 9. */; readonly level: number }
  /** 1 to 19; `auto`: by the size of the logs. */
  | { readonly format: 'zstd'; readonly level: number | 'auto' };

/** The values of `S3_COMPRESSION`. Each is the `Content-Encoding` of its objects, too. */
export const COMPRESSION_FORMATS = ['gzip', 'zstd'] as const satisfies readonly Compression[];

/** End of an object's key, by which Athena, Hadoop, DuckDB and others know how to read it. */
export const EXTENSIONS = { gzip: 'gz', zstd: 'zst' } as const satisfies Readonly<Record<Compression, string>>;

export const DEFAULT_GZIP_LEVEL = 6;

/**
 * Higher levels take a window of more than 8 MiB, which a decoder need not have.
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.1.2
 */
export const MAX_ZSTD_LEVEL = 19;

/** From so many bytes a log on, there is time for a better search: the sink does little else for each byte. */
const LAZY_FROM_BYTES = 400;
const DEEPER_FROM_BYTES = 800;

type Params = Readonly<Record<number, number>>;

/** Logs repeat long pieces of text: looking for short ones costs time, and makes objects larger. */
const SMALL_LOGS: Params = {
  [zlibConstants.ZSTD_c_compressionLevel]: 3,
  [zlibConstants.ZSTD_c_minMatch]: 6,
};
const MEDIUM_LOGS: Params = {
  ...SMALL_LOGS,
  [zlibConstants.ZSTD_c_strategy]: zlibConstants.ZSTD_lazy,
  [zlibConstants.ZSTD_c_searchLog]: 2,
  [zlibConstants.ZSTD_c_hashLog]: 15,
  [zlibConstants.ZSTD_c_chainLog]: 15,
};
const LARGE_LOGS: Params = { ...MEDIUM_LOGS, [zlibConstants.ZSTD_c_searchLog]: 3 };

/**
 * Compresses a body in one piece on the invocation's own thread: a function of one vCPU gains nothing from a second one.
 * zstd gets a checksum of the content, as gzip always has. The same body has the same bytes again.
 * @param logs in the body.
 */
export function compress(body: Buffer, { format, level }: ObjectCompression, logs: number): Buffer {
  if (format === 'gzip') return gzipSync(body, { level });
  return zstdCompressSync(body, {
    params: {
      ...(level === 'auto' ? logParams(body.length / logs) : { [zlibConstants.ZSTD_c_compressionLevel]: level }),
      [zlibConstants.ZSTD_c_checksumFlag]: 1,
    },
    chunkSize: boundOf(body),
  });
}

/** Fast, with objects that are hardly larger than with gzip 6: `npm run bench -- --compression`. */
function logParams(bytesOfALog: number): Params {
  if (bytesOfALog < LAZY_FROM_BYTES) return SMALL_LOGS;
  return bytesOfALog < DEEPER_FROM_BYTES ? MEDIUM_LOGS : LARGE_LOGS;
}

/**
 * More than any output has. With so much room zstd reads the body where it is, and needs no copy of its window; memory
 * that nothing is written to is not taken.
 * @see https://github.com/facebook/zstd/blob/dev/lib/zstd.h ZSTD_COMPRESSBOUND
 */
function boundOf(body: Buffer): number {
  return body.length + (body.length >>> 8) + 1024;
}
