import { chunkRecords } from '../../../shared/delivery/chunk-records.ts';
import type { OutputLimits } from '../../../shared/delivery/output-limits.ts';
import type { Pack } from './pack.ts';
import { type PutOptions, putAll } from './put-all.ts';
import { recordBytes, type SendRecord } from './send-record.ts';
import type { Sendable, SendableChunk } from './sendable.ts';

/** The counts of one run, in records of the input (mostly lines) unless said otherwise. */
export interface SendCounts {
  lines: number;
  sent: number;
  /** Refused at every try, or not tried after that; and parts of the input that are no record. */
  failed: number;
  /** Larger than the stream takes. */
  tooLarge: number;
  records: number;
  /** Bytes of data and keys that were taken. */
  bytes: number;
  /** Records that were put again. */
  repeats: number;
}

/** How lines are sent. */
export interface SendOptions extends PutOptions {
  readonly pack: Pack;
  readonly limits: OutputLimits;
  /** Lines a second; absent: as fast as the stream takes them. */
  readonly rate?: number;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** One sentence about what went wrong. */
  readonly warn: (sentence: string) => void;
  readonly progress: (counts: SendCounts) => void;
}

/** With a given rate, lines are sent this many times a second, so that they are spread. */
const SLICES_A_SECOND = 5;

/**
 * Sends lines, in order, in as few calls as the limits allow, and no faster than the stream takes them. It ends with
 * the input, at Ctrl-C (the call under way comes back first), or when the stream takes nothing at all.
 */
export async function sendLines(chunks: AsyncIterable<SendableChunk>, options: SendOptions): Promise<SendCounts> {
  const { rate, now, sleep, signal } = options;
  const counts: SendCounts = { lines: 0, sent: 0, failed: 0, tooLarge: 0, records: 0, bytes: 0, repeats: 0 };
  const sendSlice = createSendSlice(options, counts);
  const startedAtMs = now();
  for await (const { records, bad } of chunks) {
    for (const { line, error } of bad) options.warn(`line ${line}: ${error}`);
    counts.lines += bad.length;
    counts.failed += bad.length;
    for (const lines of sliceLines(records, rate)) {
      if (signal.aborted) return counts;
      if (rate !== undefined) await sleep(startedAtMs + (counts.lines / rate) * 1000 - now(), signal);
      if (signal.aborted) return counts;
      counts.lines += lines.length;
      if ((await sendSlice(lines)) === 'stop') return counts;
    }
  }
  return counts;
}

/** Sends what fits; what is too large is reported and counted. */
function createSendSlice(options: SendOptions, counts: SendCounts) {
  const { pack, limits, warn, progress } = options;
  const fits = createFit(options, counts);
  return async (lines: readonly Sendable[]): Promise<'goOn' | 'stop'> => {
    const records = (await pack(lines.filter(fits.line))).filter(fits.record);
    let start = 0;
    for (const end of chunkRecords(records.map(recordBytes), limits)) {
      const report = await putAll(records.slice(start, end), options);
      start = end;
      counts.sent += countLines(report.sent);
      counts.failed += countLines(report.failed);
      counts.records += report.sent.length;
      counts.bytes += report.sent.reduce((sum, record) => sum + recordBytes(record), 0);
      counts.repeats += report.repeats;
      if (report.error !== undefined) warn(report.error);
      progress(counts);
      if (report.isFinal || (report.failed.length > 0 && report.sent.length === 0)) {
        counts.failed += countLines(records.slice(end));
        return 'stop';
      }
    }
    return 'goOn';
  };
}

/** Counts a line that is larger than a record may be. @returns whether it fits. */
function createFit({ limits, warn, stream }: SendOptions, counts: SendCounts) {
  const check = (bytes: number, lines: number, firstLine: number): boolean => {
    if (bytes <= limits.maxRecordBytes) return true;
    counts.tooLarge += lines;
    warn(`line ${firstLine}: ${bytes} bytes with its key, ${stream} takes at most ${limits.maxRecordBytes}`);
    return false;
  };
  return {
    line: ({ data, cutFrom, number }: Sendable) => check(cutFrom ?? data.length, 1, number),
    record: (record: SendRecord) => check(recordBytes(record), record.lines, record.firstLine),
  };
}

function countLines(records: readonly SendRecord[]): number {
  return records.reduce((sum, { lines }) => sum + lines, 0);
}

function sliceLines(lines: readonly Sendable[], rate: number | undefined): readonly (readonly Sendable[])[] {
  if (rate === undefined) return lines.length === 0 ? [] : [lines];
  const size = Math.max(1, Math.floor(rate / SLICES_A_SECOND));
  return Array.from({ length: Math.ceil(lines.length / size) }, (_, index) =>
    lines.slice(index * size, (index + 1) * size),
  );
}
