import { groupDeadLetters } from '../../../../shared/pipeline/dead-letter/dead-letter-object.ts';
import { isRejected, type Result } from '../../../../shared/pipeline/result.ts';
import { testEntry, testResult } from '../../../../shared/pipeline/testing/results.ts';
import { NOW_MS } from '../../testing/run-command.ts';
import type { BucketServer } from './bucket-server.ts';

/** A log that was rejected. */
export interface RejectedLog extends Partial<Pick<Result, 'known' | 'target'>> {
  readonly data: string | Buffer;
  readonly reason?: 'bad_time' | 'not_json' | 'missing_field' | 'rejected_by_destination' | 'held_too_long';
  readonly error?: string;
  /** Minutes before the test's now at which it arrived and failed. */
  readonly ageMin?: number;
}

/** Writes rejected logs as the pipeline writes them. @returns the keys. */
export function storeDeadLetters(
  server: Pick<BucketServer, 'objects'>,
  functionName: string,
  logs: readonly RejectedLog[],
): readonly string[] {
  return [...Map.groupBy(logs, ({ ageMin = 10 }) => ageMin)].flatMap(([ageMin, same]) => {
    const nowMs = NOW_MS - ageMin * 60_000;
    const results = same.map((log, index) => toResult(log, ageMin * 1_000 + index, nowMs)).filter(isRejected);
    const naming = { functionName, stage: 'local', prefix: 'failed', unknownType: 'unknown', nowMs };
    return groupDeadLetters(results, naming).map(({ key, createBody }) => {
      server.objects.set(key, { body: createBody(), writtenAtMs: nowMs });
      return key;
    });
  });
}

function toResult(log: RejectedLog, index: number, arrivedAtMs: number) {
  const { data, reason = 'bad_time', error = 'time: expected a time, got "x"', ...more } = log;
  const entry = testEntry(index, { data: Buffer.from(data), arrivedAtMs });
  const { ageMin: _, ...known } = more;
  return testResult(index, { entry, outcome: { status: 'rejected', code: reason, error }, ...known });
}
