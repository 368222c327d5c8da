import type { CleanReport } from './clean.ts';

/** What is needed of a structured logger. */
interface ReportLogger {
  readonly info: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly error: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** Lines of a plan in one log event: a larger event would be cut by CloudWatch Logs at 1 MiB. */
const LINES_PER_EVENT = 1_000;

/** Writes the plan, and what came of it: an error where something stayed that should have gone. */
export function logReport(logger: ReportLogger, report: CleanReport): void {
  const { lines, status, matching, refusal, failures, deleted } = report;
  const deletions = lines.filter(({ action }) => action === 'delete');
  const kept = countBy(lines.flatMap(({ action, reason }) => (action === 'keep' ? [reason] : [])));
  for (let from = 0; from < deletions.length; from += LINES_PER_EVENT) {
    logger.info('indices to delete', { plan: deletions.slice(from, from + LINES_PER_EVENT) });
  }
  const summary = { status, matching, planned: deletions.length, deleted: deleted.length, kept };
  if (refusal !== undefined) logger.error('nothing was deleted: a cap was passed', { ...summary, refusal });
  else if (status === 'incomplete') logger.error('some indices could not be deleted', { ...summary, failures });
  else logger.info('run ended', summary);
}

function countBy(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}
