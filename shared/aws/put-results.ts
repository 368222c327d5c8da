import { PortError, type PutResult } from '../pipeline/ports.ts';
import type { CallDescription } from './port-error.ts';

/** One record's answer, as PutRecords and PutRecordBatch both give it. */
interface RecordAnswer {
  readonly ErrorCode?: string | undefined;
  readonly ErrorMessage?: string | undefined;
}

const OK: PutResult = { status: 'ok' };

/**
 * The answers of a call as results, in the order of its records.
 * @throws {PortError} `BadAnswer` when it does not have one answer for each of them: that must not count as a confirmation.
 */
export function toPutResults(
  answers: readonly RecordAnswer[] | undefined,
  expected: number,
  { operation, target }: CallDescription,
): readonly PutResult[] {
  if (answers?.length === expected) return answers.map(toPutResult);
  throw new PortError(
    `${operation} to ${target}: expected answers for ${expected} records, got ${answers?.length ?? 0}`,
    { code: 'BadAnswer' },
  );
}

function toPutResult({ ErrorCode: code, ErrorMessage: message }: RecordAnswer): PutResult {
  return code ? { status: 'failed', code, message: message ?? 'no message' } : OK;
}
