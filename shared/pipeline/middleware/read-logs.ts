import type { MiddlewareObj } from '@middy/core';
import { sentenceOf } from '../../errors/sentence-of.ts';
import type { DecodeEach } from '../../log/decode/decode-records.ts';
import type { Decoded, Validated } from '../../log/log.ts';
import type { Batch, SelectTargets } from '../batch.ts';
import { createEntryCounter } from '../entry-counter.ts';
import { rejected } from '../outcome.ts';
import { entryResult, type Result } from '../result.ts';
import { createLogSorter } from '../sort-logs.ts';

/** The three stages that make shipments of records. */
export interface ReadStages {
  readonly decode: DecodeEach;
  readonly validate: (decoded: Decoded) => Validated;
  /** Filters by type: a log without a target is wanted by no one here. */
  readonly selectTargets: SelectTargets;
}

/**
 * Takes the Kinesis records apart into entries, makes each a log as it comes, and sorts the logs by target; what is no
 * log, or wanted by no one, is decided: rejected, filtered. One middleware for the three stages, so that nothing but
 * the log is left of an entry when the next one is decoded, and each log is looked at while it is fresh.
 */
export function readLogs({ decode, validate, selectTargets }: ReadStages): MiddlewareObj<Batch, unknown> {
  return {
    before: ({ event: batch }) => {
      const sorter = createLogSorter(selectTargets);
      const rejects: Result[] = [];
      const counter = createEntryCounter();
      batch.decoded = decode(batch.records, (decoded) => {
        counter.add(decoded.entry);
        const validated = attempt(validate, decoded);
        if (validated.status === 'valid') sorter.add(validated.log);
        else rejects.push(rejectedResult(validated));
      });
      batch.received = counter.total();
      batch.entryCounts = counter.bySequence;
      const { shipments, wanted, matched, filtered } = sorter.sorted();
      batch.shipments = shipments;
      batch.wanted = wanted;
      batch.matched = matched;
      batch.results = [...rejects, ...filtered];
    },
  };
}

function rejectedResult(validated: Extract<Validated, { status: 'rejected' }>): Result {
  const { entry, reject } = validated;
  return entryResult(entry, validated, rejected(reject.code, reject.error));
}

/** A fault here rejects one entry; the batch goes on. */
function attempt(validate: ReadStages['validate'], decoded: Decoded): Validated {
  try {
    return validate(decoded);
  } catch (cause) {
    return internalError(decoded, cause);
  }
}

function internalError({ entry }: Decoded, cause: unknown): Validated {
  return {
    status: 'rejected',
    entry,
    reject: {
      code: 'internal_error',
      error: `validating the entry failed: ${sentenceOf(cause)}`,
    },
  };
}
