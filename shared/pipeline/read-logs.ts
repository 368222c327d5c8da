import { errorText } from '../errors/error-text.ts';
import type { DecodeEach } from '../log/decode/decode-records.ts';
import type { StreamRecord } from '../log/decode/kinesis-event.ts';
import type { Decoded, Validated } from '../log/log.ts';
import type { Reject } from '../log/reject.ts';
import type { ValidatedBatch } from './batch.ts';
import { createEntryCounter } from './entry-counter.ts';
import { rejected } from './outcome.ts';
import { entryResult, type Result } from './result.ts';
import { createLogSorter, type SelectTargets } from './sort-logs.ts';

/** How an entry is made of a record, and a log of an entry. */
export interface ReadOptions {
  readonly decode: DecodeEach;
  readonly validate: (decoded: Decoded) => Validated;
  readonly selectTargets: SelectTargets;
  /** Names of zones without an offset that validating met since the last call, each with its number of times. */
  readonly takeUnknownZones: () => Readonly<Record<string, number>>;
}

/** The part of a batch that reading adds. */
export type ReadLogs = Pick<
  ValidatedBatch,
  'decoded' | 'received' | 'entryCounts' | 'logs' | 'results' | 'unknownZones'
>;

const TOO_SLOW: Reject = {
  code: 'crashed',
  error: 'decoding it took longer than an invocation has for it: it is kept without being read',
};

/**
 * Decodes Kinesis records into entries, validates each entry and sorts the logs by target. All in one pass: nothing but
 * the log is left of an entry when the next one is decoded.
 * @param isOver whether the time for decoding is used up: what is left then comes again.
 */
export function readLogs(records: readonly StreamRecord[], options: ReadOptions, isOver?: () => boolean): ReadLogs {
  const { decode, validate, selectTargets, takeUnknownZones } = options;
  const sorter = createLogSorter(selectTargets);
  const rejects: Result[] = [];
  const counter = createEntryCounter();
  const take = (entry: Decoded): void => {
    counter.add(entry.entry);
    const validated = tryValidate(validate, entry);
    if (validated.status === 'valid') sorter.add(validated.log);
    else rejects.push(rejectedResult(validated, entry));
  };
  const decoded = decode(records, take, isOver && { isOver, reject: TOO_SLOW });
  return {
    decoded,
    received: counter.total(),
    entryCounts: counter.bySequence,
    logs: sorter.sorted(),
    results: rejects,
    unknownZones: takeUnknownZones(),
  };
}

/** A fault here rejects one entry; the batch goes on. */
function tryValidate(validate: ReadOptions['validate'], decoded: Decoded): Validated {
  try {
    return validate(decoded);
  } catch (cause) {
    const reject = { code: 'internal_error', error: `validating the entry failed: ${errorText(cause)}` } as const;
    return { status: 'rejected', entry: decoded.entry, reject };
  }
}

/** A compressed record is kept as it came, never as what it expands to. */
function rejectedResult(validated: Extract<Validated, { status: 'rejected' }>, decoded: Decoded): Result {
  const { reject } = validated;
  const raw = decoded.status === 'decoded' ? decoded.raw : undefined;
  const entry = raw === undefined ? validated.entry : { ...validated.entry, data: raw };
  return entryResult(entry, validated, rejected(reject.code, reject.error));
}
