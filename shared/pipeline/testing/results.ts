import type { Entry } from '../../log/entry.ts';
import type { Log } from '../../log/log.ts';
import type { RejectCode } from '../../log/reject.ts';
import { ONLY_TARGET, type RetryScope } from '../outcome.ts';
import type { JudgedResult, Result } from '../result.ts';
import { sequenceNumberAt } from './kinesis-events.ts';

/** A result of a test; by default a delivered one. Outcome and attempts are the test's business. */
export function testResult(
  position: number,
  more: Partial<Result> & { readonly attempts?: number } = {},
): JudgedResult {
  return {
    entry: testEntry(position),
    target: ONLY_TARGET,
    known: {},
    outcome: { status: 'delivered' },
    attempts: 0,
    ...more,
  } as JudgedResult;
}

/** An entry of a test, at a position in the shard. */
export function testEntry(position: number, more: Partial<Entry> = {}): Entry {
  return {
    identity: `stream/shard/${sequenceNumberAt(position)}${more.ordinal ? `.${more.ordinal}` : ''}`,
    sequenceNumber: sequenceNumberAt(position),
    ordinal: 0,
    partitionKey: 'key',
    arrivedAtMs: 0,
    data: Buffer.from(`{"n":${position}}`),
    ...more,
  };
}

/** A log of a test, at a position in the shard. */
export function testLog(position: number, more: Partial<Log> = {}): Log {
  return { ...testEntry(position), logType: 'app', logId: `id-${position}`, timeNs: 0n, ...more };
}

/** The outcome of a delivery that must be tried again. */
export function retryable(scope: RetryScope): Result['outcome'] {
  return { status: 'retryable', scope, error: 'HTTP 503' };
}

/** The outcome of a delivery that can never succeed. */
export function rejected(code: RejectCode): Result['outcome'] {
  return { status: 'rejected', code, error: 'it is wrong' };
}
