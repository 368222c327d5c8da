import type { Entry } from '../../log/entry.ts';
import type { RejectCode } from '../../log/reject.ts';
import { ONLY_TARGET, type RetryScope } from '../outcome.ts';
import type { Result } from '../result.ts';
import { sequenceNumberAt } from './kinesis-events.ts';

/** An entry of a test, at a position in the shard. */
export const testEntry = (position: number, more: Partial<Entry> = {}): Entry => ({
  identity: `stream/shard/${sequenceNumberAt(position)}${more.ordinal ? `.${more.ordinal}` : ''}`,
  sequenceNumber: sequenceNumberAt(position),
  ordinal: 0,
  partitionKey: 'key',
  arrivedAtMs: 0,
  data: Buffer.from(`{"n":${position}}`),
  ...more,
});

/** A result of a test; by default a delivered one. */
export const testResult = (position: number, more: Partial<Result> = {}): Result => ({
  entry: testEntry(position),
  target: ONLY_TARGET,
  known: {},
  outcome: { status: 'delivered' },
  attempts: 0,
  ...more,
});

/** The outcome of a delivery that must be tried again. */
export const retryable = (scope: RetryScope): Result['outcome'] => ({ status: 'retryable', scope, error: 'HTTP 503' });

/** The outcome of a delivery that can never succeed. */
export const rejected = (code: RejectCode): Result['outcome'] => ({ status: 'rejected', code, error: 'it is wrong' });
