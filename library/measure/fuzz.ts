import { setImmediate as nextTurn } from 'node:timers/promises';
import { createMessageWrapper, decodeSubscription } from '../src/cloudwatch.ts';
import { type DecodeOptions, decodeKinesisEvent, type KinesisEventLike } from '../src/decode.ts';
import { deaggregate } from '../src/kpl.ts';
import { expandUserRecords } from '../src/powertools.ts';
import { createLogReader } from '../src/schema.ts';
import { createTimeParser } from '../src/time.ts';
import { hostileEvent, hostilePayload, hostileTime } from './hostile-inputs.ts';
import { createRandom, type Random } from './random.ts';

/** Report of a run. */
export interface FuzzReport {
  readonly inputs: number;
  readonly entries: number;
  /** Entries that were rejected, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Problems, with the number of the input; a few. */
  readonly problems: readonly string[];
  /** The most memory of the process above what it had before the first input. */
  readonly peakMb: number;
  readonly seconds: number;
}

/** Cap of a record in the run. */
export const MAX_RECORD_BYTES = 256 * 1024;
const MEBI = 1024 * 1024;
const MAX_PROBLEMS = 10;
const INPUTS_PER_TURN = 100;
/** A Kinesis record of this run is smaller than this, so that no entry can have more. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

const OPTIONS: readonly DecodeOptions[] = [
  { maxRecordBytes: MAX_RECORD_BYTES },
  { maxRecordBytes: MAX_RECORD_BYTES, recordFormat: 'ndjson' },
  { maxRecordBytes: MAX_RECORD_BYTES, content: 'bytes', pick: ['a.b'] },
  { maxRecordBytes: MAX_RECORD_BYTES, wrapMessage: createMessageWrapper([{ pattern: '*', logType: 'cwl' }]) },
];

const readLogs = createLogReader({ maxRecordBytes: MAX_RECORD_BYTES, parseTime: createTimeParser() });
const parseTime = createTimeParser();

/**
 * Gives random and mutated inputs to all that decodes. Problems are: something throws; an entry is no JSON object though
 * it must be; an entry has more bytes than the cap; two entries of an event have one identity.
 * @param seed the same seed gives the same inputs.
 */
export async function fuzz(inputs: number, seed: number): Promise<FuzzReport> {
  const random = createRandom(seed);
  const rejected: Record<string, number> = {};
  const problems: string[] = [];
  const before = process.memoryUsage.rss();
  const startedAtMs = performance.now();
  let entries = 0;
  for (let number = 0; number < inputs; number++) {
    // As between invocations: zlib frees what a fault left only in the next turn of the event loop.
    if (number % INPUTS_PER_TURN === 0) await nextTurn();
    try {
      for (const reason of tryOne(random, number)) {
        entries++;
        if (reason !== undefined) rejected[reason] = (rejected[reason] ?? 0) + 1;
      }
    } catch (error) {
      if (problems.length < MAX_PROBLEMS)
        problems.push(`input ${number}: ${error instanceof Error ? error.stack : error}`);
    }
  }
  return {
    inputs,
    entries,
    rejected,
    problems,
    peakMb: Math.max(0, Math.round((process.resourceUsage().maxRSS * 1024 - before) / MEBI)),
    seconds: Math.round((performance.now() - startedAtMs) / 1000),
  };
}

/** @returns the reasons of the entries, `undefined` for good ones. */
function tryOne(random: Random, number: number): readonly (string | undefined)[] {
  switch (number % 8) {
    case 5:
      return [deaggregate(hostilePayload(random)).status === 'plain' ? 'no aggregate' : undefined];
    case 6: {
      const result = decodeSubscription(hostilePayload(random), { maxBytes: MAX_RECORD_BYTES });
      return [result.status === 'rejected' ? result.reason : undefined];
    }
    case 7:
      return [parseTime(hostileTime(random), 'text', random.below(2 ** 31)).status === 'ok' ? undefined : 'no time'];
    case 4:
      return [...readLogs(hostileEvent(random) as KinesisEventLike)].map((log) =>
        log.status === 'rejected' ? log.reason : undefined,
      );
    default:
      return decodeOne(hostileEvent(random), OPTIONS[number % OPTIONS.length] ?? {});
  }
}

function decodeOne(event: unknown, options: DecodeOptions): readonly (string | undefined)[] {
  const identities = new Set<string>();
  // Hostile events are no events.
  const decoded = [...decodeKinesisEvent(event as KinesisEventLike, options)];
  for (const entry of decoded) {
    if (entry.identity !== undefined && identities.has(entry.identity)) throw new Error(`twice: ${entry.identity}`);
    if (entry.identity !== undefined) identities.add(entry.identity);
    const bytes = entry.data?.length ?? 0;
    if (bytes > Math.max(MAX_RECORD_BYTES, MAX_PAYLOAD_BYTES)) throw new Error(`${bytes} bytes`);
    if (entry.status === 'entry' && options.content !== 'bytes') checkObject(entry.data);
  }
  const isEvent = decoded.every((entry) => entry.status === 'entry' || !entry.reason.startsWith('bad_'));
  if (isEvent && decoded.length > 0) expandUserRecords(event as KinesisEventLike);
  return decoded.map((entry) => (entry.status === 'rejected' ? entry.reason : undefined));
}

function checkObject(data: Buffer): void {
  const value: unknown = JSON.parse(data.toString());
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('an entry that is no object');
}
