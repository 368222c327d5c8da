import type { CleanReport } from './clean.ts';

/** The part of a structured logger that is used. */
interface ReportLogger {
  readonly info: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly error: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** Lines of a plan in one log event: CloudWatch Logs cuts events at 1 MiB. */
const LINES_PER_EVENT = 1_000;

/** Logs the plan and the result, as an error if an index was not deleted that should have been. */
export function logReport(logger: ReportLogger, report: CleanReport): void {
  const { lines, status, matching, refusal, failures, deleted } = report;
  const deletions = lines.filter(({ action }) => action === 'delete');
  const kept = countBy(lines.flatMap(({ action, reason }) => (action === 'keep' ? [reason] : [])));
  for (let from = 0; from < deletions.length; from += LINES_PER_EVENT) {
    logger.info('indices to delete', { plan: deletions.slice(from, from + LINES_PER_EVENT) });
  }
  const summary = { status, matching, planned: deletions.length, deleted: deleted.length, kept };
  if (refusal !== undefined) logger.error('nothing was deleted: a cap was exceeded', { ...summary, refusal });
  else if (status === 'incomplete') logger.error('some indices could not be deleted', { ...summary, failures });
  else logger.info('run ended', summary);
}

function countBy(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}
