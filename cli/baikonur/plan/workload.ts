import { parse } from 'yaml';
import { z } from 'zod';
import { errorText } from '../../../shared/errors/error-text.ts';
import { UsageError } from '../shell.ts';
import { readText } from './read-text.ts';

/** Logs of one kind that arrive evenly. */
export interface Load {
  /** Absent: of every type, so each route and whitelist takes them. */
  readonly type?: string;
  readonly logsPerSecond: number;
  /** Bytes of a log. */
  readonly bytes: number;
  /** Logs in a record, where they are aggregated; absent: one. */
  readonly logsPerRecord?: number;
}

const RATE = /^(\d+(?:\.\d+)?)\s*([KMG]i?)?B\/(s|day)$/i;
const SIZE = /^(\d+(?:\.\d+)?)\s*([KM]i?)?B?$/i;
const FACTORS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, ki: 1024, mi: 1024 ** 2, gi: 1024 ** 3 };
const DAY_SECONDS = 86_400;
/** Far more than the streams of an account take. */
const MAX_BYTES_PER_SECOND = 1e12;
/** @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html the largest record */
const MAX_LOG_BYTES = 10 * 1024 ** 2;

/**
 * Bytes a second, of `5MB/s`, `600KiB/s`, `40GB/day`.
 * @throws {UsageError}
 */
export function readRate(text: string): number {
  const [, number, factor = '', per] = RATE.exec(text) ?? [];
  const bytes = Number(number) * (FACTORS[factor.toLowerCase()] ?? 1);
  const bytesPerSecond = bytes / (per?.toLowerCase() === 'day' ? DAY_SECONDS : 1);
  if (bytesPerSecond <= MAX_BYTES_PER_SECOND) return bytesPerSecond;
  throw new UsageError([
    `--rate: expected such as 5MB/s or 40GB/day, at most ${MAX_BYTES_PER_SECOND / 1e9}GB/s, got ${JSON.stringify(text)}`,
  ]);
}

/**
 * Bytes of a log, of `600`, `600B`, `2KB`.
 * @throws {UsageError}
 */
export function readSize(text: string): number {
  const [, number, factor = ''] = SIZE.exec(text) ?? [];
  const bytes = Number(number) * (FACTORS[factor.toLowerCase()] ?? 1);
  if (bytes >= 1 && bytes <= MAX_LOG_BYTES) return bytes;
  throw new UsageError([
    `--size: expected bytes of a log such as 600 or 2KB, at most 10MiB, the largest record of a stream, got ${JSON.stringify(text)}`,
  ]);
}

const share = z.number().positive();
const withSize = z.strictObject({ share, bytes: z.number().min(1).max(MAX_LOG_BYTES).optional() });
const sharedOrSized = z.union([share, withSize]);
/** The messages of a union name neither what is expected nor what was given. */
const mixSchema = z.record(
  z.string().min(1),
  z.unknown().transform((given, context) => {
    const { data } = sharedOrSized.safeParse(given);
    if (data !== undefined) return data;
    const message = `expected a share above 0, or {share, bytes} with bytes from 1 to ${MAX_LOG_BYTES}, got ${JSON.stringify(given)}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }),
);

/**
 * The types of a mix file, each with its share of the logs: `app.web: 3`, or `access: { share: 1, bytes: 250 }`.
 * @throws {UsageError} where it cannot be read or is not of that form.
 */
export function readMix(file: string): Mix {
  try {
    const given = Object.entries(mixSchema.parse(parse(readText('--mix', file))));
    if (given.length === 0) throw new RangeError('it names no type');
    const pattern = given.find(([type]) => type.includes('*'))?.[0];
    if (pattern !== undefined)
      throw new RangeError(`a share is of one type, got the pattern ${JSON.stringify(pattern)}`);
    return given.map(([type, value]) => ({ type, ...(typeof value === 'number' ? { share: value } : value) }));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const detail = error instanceof z.ZodError ? z.prettifyError(error).split('\n').join(' ') : errorText(error);
    throw new UsageError([`--mix ${file}: expected types with their share, such as "app.web: 3": ${detail}`]);
  }
}

/** Shares of the logs, and sizes, by type. */
export type Mix = readonly { readonly type: string; readonly share: number; readonly bytes?: number | undefined }[];

/** The loads of a rate: of one kind, or of the types of a mix. */
export function loadsOf({ bytesPerSecond, bytes, mix }: Workload): readonly Load[] {
  if (mix === undefined) return [{ logsPerSecond: bytesPerSecond / bytes, bytes }];
  const shares = mix.reduce((sum, one) => sum + one.share, 0);
  const meanBytes = mix.reduce((sum, one) => sum + (one.share / shares) * (one.bytes ?? bytes), 0);
  const logsPerSecond = bytesPerSecond / meanBytes;
  return mix.map((one) => ({
    type: one.type,
    logsPerSecond: (one.share / shares) * logsPerSecond,
    bytes: one.bytes ?? bytes,
  }));
}

/** Logs that arrive at the router's stream. */
export interface Workload {
  readonly bytesPerSecond: number;
  /** Bytes of a log, where the mix does not say. */
  readonly bytes: number;
  readonly mix?: Mix;
}

/** Records a second of a load. */
export function recordsOf({ logsPerSecond, logsPerRecord = 1 }: Load): number {
  return logsPerSecond / logsPerRecord;
}

/** Bytes of a record of a load. */
export function recordBytes({ bytes, logsPerRecord = 1 }: Load): number {
  return bytes * logsPerRecord;
}

/** Sums of loads. */
export function sumOf(loads: readonly Load[]) {
  return {
    recordsPerSecond: loads.reduce((sum, load) => sum + recordsOf(load), 0),
    logsPerSecond: loads.reduce((sum, { logsPerSecond }) => sum + logsPerSecond, 0),
    bytesPerSecond: loads.reduce((sum, { logsPerSecond, bytes }) => sum + logsPerSecond * bytes, 0),
  };
}
