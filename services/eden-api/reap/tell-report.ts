import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { ReapReport } from './reap.ts';

/** Logs a run, an audit line for each environment it touched, and its metrics, which the alarms watch. */
export function tellReport(
  { logger, metrics }: { readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>; readonly metrics: Metrics },
  report: ReapReport,
): void {
  const { reaped, sleepers, status, problems } = report;
  for (const { profile, name, reason, outcome, runId } of reaped) {
    logger.info('eden run', { audit: { operation: reason, apiKeyName: 'reaper', profile, name, outcome, runId } });
  }
  for (const { profile, name, action, outcome, runId } of sleepers) {
    logger.info('eden run', { audit: { operation: action, apiKeyName: 'reaper', profile, name, outcome, runId } });
  }
  const isRefused = status === 'refused' || problems.length > 0;
  if (isRefused) logger.error('reaper refused', { report });
  else logger.info('reaper run', { report });
  const count = (name: string, value: number): void => void metrics.addMetric(name, MetricUnit.Count, value);
  count('ReaperRefused', isRefused ? 1 : 0);
  count('EnvironmentsReaped', reaped.filter(({ outcome }) => outcome === 'deleted').length);
  if (status === 'done') {
    count('Environments', report.environments);
    count('EnvironmentsAsleep', report.asleep);
    count('OldEnvironments', report.olderThanDays.count);
    count('Orphans', report.orphans.length);
    metrics.addMetric('AlbRulesPercent', MetricUnit.Percent, report.albRulesPercent);
  }
  metrics.publishStoredMetrics();
}
