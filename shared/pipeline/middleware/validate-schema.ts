import type { MiddlewareObj } from '@middy/core';
import type { Decoded, Log, Validated } from '../../log/log.ts';
import type { Batch } from '../batch.ts';
import { entryResult, type Result } from '../result.ts';

const internalError = ({ entry }: Decoded, cause: unknown): Validated => ({
  status: 'rejected',
  entry,
  reject: {
    code: 'internal_error',
    error: `validating the entry failed: ${cause instanceof Error ? cause.message : String(cause)}`,
  },
});

/** A fault of our own costs one entry its way, never the batch. */
const attempt = (validate: (decoded: Decoded) => Validated, decoded: Decoded): Validated => {
  try {
    return validate(decoded);
  } catch (cause) {
    return internalError(decoded, cause);
  }
};

/** Turns entries into logs; what is none is decided: rejected. */
export const validateSchema = (validate: (decoded: Decoded) => Validated): MiddlewareObj<Batch, unknown> => ({
  before: ({ event: batch }) => {
    const logs: Log[] = [];
    const decided: Result[] = [];
    for (const decoded of batch.decoded.entries) {
      const validated = attempt(validate, decoded);
      if (validated.status === 'valid') logs.push(validated.log);
      else decided.push(entryResult(validated.entry, validated, { status: 'rejected', ...validated.reject }));
    }
    batch.logs = logs;
    batch.results = decided;
    batch.decoded = { ...batch.decoded, entries: [] };
  },
});
