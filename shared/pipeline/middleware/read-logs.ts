import type { MiddlewareObj } from '@middy/core';
import type { DecodeEach } from '../../log/decode/decode-records.ts';
import type { Decoded, Log, Validated } from '../../log/log.ts';
import type { Batch } from '../batch.ts';
import { createEntryCounter } from '../entry-counter.ts';
import { entryResult, type Result } from '../result.ts';
import { sentenceOf } from '../sentence-of.ts';

/** The two stages that make logs of records. */
export interface ReadStages {
  readonly decode: DecodeEach;
  readonly validate: (decoded: Decoded) => Validated;
}

const internalError = ({ entry }: Decoded, cause: unknown): Validated => ({
  status: 'rejected',
  entry,
  reject: {
    code: 'internal_error',
    error: `validating the entry failed: ${sentenceOf(cause)}`,
  },
});

/** A fault of our own costs one entry its way, never the batch. */
const attempt = (validate: ReadStages['validate'], decoded: Decoded): Validated => {
  try {
    return validate(decoded);
  } catch (cause) {
    return internalError(decoded, cause);
  }
};

/**
 * Takes the Kinesis records apart into entries, and makes each a log as it comes; what is none is decided: rejected.
 * One middleware for both stages, so that nothing but the log is left of an entry when the next one is decoded.
 */
export const readLogs = ({ decode, validate }: ReadStages): MiddlewareObj<Batch, unknown> => ({
  before: ({ event: batch }) => {
    const logs: Log[] = [];
    const decided: Result[] = [];
    const counter = createEntryCounter();
    batch.decoded = decode(batch.records, (decoded) => {
      counter.add(decoded.entry.sequenceNumber);
      const validated = attempt(validate, decoded);
      if (validated.status === 'valid') logs.push(validated.log);
      else decided.push(entryResult(validated.entry, validated, { status: 'rejected', ...validated.reject }));
    });
    batch.received = counter.total();
    batch.entryCounts = counter.bySequence;
    batch.logs = logs;
    batch.results = decided;
  },
});
