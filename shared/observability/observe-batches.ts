import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { BatchReport, Observe } from '../pipeline/batch-report.ts';

/** Message of the one line that sums an invocation up; the local ledger and `baikonur audit` look for it. */
export const SUMMARY_MESSAGE = 'batch settled';

/** The same line where an operator's event was handled: it is no part of what arrived on a stream. */
const REDRIVE_MESSAGE = 'redrive settled';

type MetricSource = readonly [
  name: string,
  unit: (typeof MetricUnit)[keyof typeof MetricUnit],
  value: (report: BatchReport) => number,
];

const METRICS: readonly MetricSource[] = [
  ['LogsReceived', MetricUnit.Count, ({ ledger }) => ledger.received],
  ['LogsDelivered', MetricUnit.Count, ({ ledger }) => ledger.delivered],
  ['LogsFiltered', MetricUnit.Count, ({ ledger }) => ledger.filtered],
  ['LogsRejected', MetricUnit.Count, ({ ledger }) => ledger.rejected],
  ['LogsRetryable', MetricUnit.Count, ({ ledger }) => ledger.retryable],
  ['LogsAlreadyDelivered', MetricUnit.Count, ({ ledger }) => ledger.alreadyDelivered],
  [
    'RetriesExhausted',
    MetricUnit.Count,
    ({ reasons }) => (reasons['retries_exhausted'] ?? 0) + (reasons['held_too_long'] ?? 0),
  ],
  ['ControlMessages', MetricUnit.Count, ({ controlMessages }) => controlMessages],
  ['TimesInUnknownZone', MetricUnit.Count, ({ unknownZones }) => sumOf(Object.values(unknownZones))],
  ['BytesIn', MetricUnit.Bytes, ({ bytesIn }) => bytesIn],
  ['BytesOut', MetricUnit.Bytes, ({ bytesOut }) => bytesOut],
  ['DeliveryMs', MetricUnit.Milliseconds, ({ deliveryMs }) => deliveryMs],
  ['OldestLogAgeMs', MetricUnit.Milliseconds, ({ oldestLogAgeMs }) => oldestLogAgeMs],
  ['ShardHeldMs', MetricUnit.Milliseconds, ({ shardHeldMs }) => shardHeldMs],
  ['LedgerMismatch', MetricUnit.Count, ({ ledger }) => (ledger.mismatches.length > 0 ? 1 : 0)],
  ['ProgressTruncated', MetricUnit.Count, ({ progressTruncated }) => (progressTruncated ? 1 : 0)],
];

/**
 * Reports each invocation as one summary line and as metrics (EMF, namespace `Baikonur`, dimensions `service` and `stage`).
 * An operator's event has no metrics: its logs were counted when they arrived, and their age is no delay of the function.
 * @param identity names that make the numbers findable.
 */
export function createObserver(
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
  identity: { readonly functionName: string },
): Observe {
  return (report) => {
    const { requestId, ledger, ...rest } = report;
    const summary = { function: identity.functionName, ...ledger, ...rest };
    const isRedrive = report.redrive !== undefined;
    logger[levelOf(report)](isRedrive ? REDRIVE_MESSAGE : SUMMARY_MESSAGE, { requestId, summary });
    if (isRedrive) return;
    for (const [name, unit, value] of METRICS) metrics.addMetric(name, unit, value(report));
    metrics.publishStoredMetrics();
  };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The line's level says whether someone should look at it. */
function levelOf({ ledger, problems, reasons }: BatchReport): 'info' | 'warn' | 'error' {
  if (ledger.mismatches.length > 0) return 'error';
  return problems.length > 0 || Object.keys(reasons).length > 0 ? 'warn' : 'info';
}
