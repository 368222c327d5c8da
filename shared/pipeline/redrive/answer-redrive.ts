import { cutErrorText } from '../../errors/error-text.ts';
import type { JudgedBatch } from '../batch.ts';
import { type Retryable, retryable } from '../outcome.ts';
import { progressOf, type RecordProgress } from '../progress/progress.ts';
import { toSettledEntries } from '../progress/settled-entries.ts';
import { allResults, type JudgedResult } from '../result.ts';
import { REDRIVE_FORM, type RedriveAnswer, type RedriveOutcome, type RedriveRecord } from './redrive-event.ts';

const WORST_FIRST: readonly RedriveOutcome['status'][] = [
  'retryable',
  'rejected',
  'delivered',
  'alreadyDelivered',
  'filtered',
];

const NOT_DECODED = retryable('postponed', 'not decoded: no time or memory was left in the invocation');

/** The outcomes of a batch as one for each record of the event, in its order. */
export function answerRedrive(batch: JudgedBatch, records: readonly RedriveRecord[]): RedriveAnswer {
  const results = allResults(batch);
  const byRecord = Map.groupBy(results, ({ entry }) => Number(entry.sequenceNumber));
  const progress = progressOf(results, batch.entryCounts());
  const isCut = batch.decoded.cutAt !== undefined;
  const outcomes = records.map(({ identity }, index) =>
    outcomeOf(identity, byRecord.get(index) ?? [], progress.get(`${index}`), isCut),
  );
  return { form: REDRIVE_FORM, outcomes };
}

/** @param isCut whether a record without an entry may be one that was not decoded. */
function outcomeOf(
  identity: string,
  results: readonly JudgedResult[],
  progress: RecordProgress | undefined,
  isCut: boolean,
): RedriveOutcome {
  if (results.length === 0) return isCut ? failed({ identity, counts: {} }, NOT_DECODED) : filtered(identity);
  const counts: Record<string, number> = {};
  for (const { outcome } of results) counts[outcome.status] = (counts[outcome.status] ?? 0) + 1;
  const status = WORST_FIRST.find((candidate) => counts[candidate] !== undefined) ?? 'retryable';
  const worst = results.find(({ outcome }) => outcome.status === status)?.outcome;
  if (worst?.status === 'retryable') {
    const settled = toSettledEntries(progress);
    return failed({ identity, counts, ...(settled && { settled }) }, worst);
  }
  if (worst?.status !== 'rejected') return { identity, status, counts };
  return { identity, status, counts, reason: worst.code, error: cutErrorText(worst.error) };
}

function failed(of: Omit<RedriveOutcome, 'status'>, { scope, error }: Retryable): RedriveOutcome {
  return { ...of, status: 'retryable', scope, error: cutErrorText(error) };
}

/** A control message of CloudWatch Logs holds no log. */
function filtered(identity: string): RedriveOutcome {
  return { identity, status: 'filtered', counts: {} };
}
