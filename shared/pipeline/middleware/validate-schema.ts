import type { MiddlewareObj } from '@middy/core';
import type { Decoded, Validated } from '../../log/log.ts';
import type { Batch } from '../batch.ts';

const internalError = ({ entry }: Decoded, cause: unknown): Validated => ({
  status: 'rejected',
  entry,
  reject: {
    code: 'internal_error',
    error: `validating the entry failed: ${cause instanceof Error ? cause.message : String(cause)}`,
  },
});

/** Turns entries into logs. A fault of our own costs one entry its way, never the batch. */
export const validateSchema = (validate: (decoded: Decoded) => Validated): MiddlewareObj<Batch, unknown> => ({
  before: ({ event: batch }) => {
    batch.validated = batch.decoded.entries.map((decoded) => {
      try {
        return validate(decoded);
      } catch (cause) {
        return internalError(decoded, cause);
      }
    });
  },
});
