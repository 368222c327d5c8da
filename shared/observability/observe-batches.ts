import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { BatchReport, Observe } from '../pipeline/batch-report.ts';
import { periodsEnded } from '../pipeline/settled.ts';

/** Message of the one line that sums an invocation up; the local ledger and `baikonur audit` look for it. */
export const SUMMARY_MESSAGE = 'batch settled';

/** The same line where an operator's event was handled: it is no part of what arrived on a stream. */
export const REDRIVE_MESSAGE = 'redrive settled';

type MetricSource = readonly [
  name: string,
  unit: (typeof MetricUnit)[keyof typeof MetricUnit],
  value: (report: BatchReport) => number,
];

const METRICS: readonly MetricSource[] = [
  ['LogsReceived', MetricUnit.Count, ({ ledger }) => ledger.received],
  ['LogsDelivered', MetricUnit.Count, ({ ledger }) => ledger.delivered],
  ['LogsFiltered', MetricUnit.Count, ({ settled }) => settled.filtered],
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

/** Series of a function that reads a stream, beside one for each of several targets: each is paid for. */
export const METRICS_OF_A_FUNCTION = METRICS.length + 2;

/** CloudWatch refuses values that are older than 14 days. */
const MAX_AGE_MS = 13 * 86_400_000;

/** Where reports go, and the clock (epoch milliseconds). */
interface Telemetry {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
}

/**
 * Reports each invocation as one summary line and as metrics: EMF, namespace `Baikonur`, dimensions `service`, `stage` and
 * `function`. Of an operator's event only what was delivered is a metric: its logs were counted when they arrived, and
 * their age is no delay of the function.
 * @param identity names that make the numbers findable.
 */
export function createObserver(
  { logger, metrics, now }: Telemetry,
  identity: { readonly functionName: string },
): Observe {
  return (report) => {
    const { requestId, ledger, ...rest } = report;
    const summary = { function: identity.functionName, ...ledger, ...rest };
    const isRedrive = report.redrive !== undefined;
    logger[levelOf(report)](isRedrive ? REDRIVE_MESSAGE : SUMMARY_MESSAGE, { requestId, summary });
    if (isRedrive) return countRedriven(metrics, report);
    for (const [name, unit, value] of METRICS) metrics.addMetric(name, unit, value(report));
    metrics.publishStoredMetrics();
    countByTarget(metrics, report);
    const nowMs = now();
    countSettled(metrics, report, nowMs);
    countAcross(metrics, report, nowMs);
  };
}

/** Who reads a target settles these logs too; `LogsRedriven` says how many of the delivered ones they are. */
function countRedriven(metrics: Metrics, report: BatchReport): void {
  const { delivered } = report.ledger;
  metrics.addMetric('LogsDelivered', MetricUnit.Count, delivered);
  metrics.addMetric('LogsRedriven', MetricUnit.Count, delivered);
  metrics.publishStoredMetrics();
  countByTarget(metrics, report);
}

/** With the dimension `target`, of a function that has several: what it delivered to each. */
function countByTarget(metrics: Metrics, { ledger }: BatchReport): void {
  for (const [target, { delivered }] of Object.entries(ledger.targets)) {
    metrics.addDimension('target', target);
    metrics.addMetric('LogsDelivered', MetricUnit.Count, delivered);
    metrics.publishStoredMetrics();
  }
}

/**
 * At the time of arrival, not of the invocation: so the sums of a period compare with what was written to the stream in it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html Timestamp
 */
function countSettled(metrics: Metrics, { settled }: BatchReport, nowMs: number): void {
  for (const { fromMs, records, logs } of settled.arrivals) {
    metrics.setTimestamp(Math.max(fromMs, nowMs - MAX_AGE_MS));
    metrics.addMetric('RecordsSettled', MetricUnit.Count, records);
    metrics.addMetric('LogsSettled', MetricUnit.Count, logs);
    metrics.publishStoredMetrics();
  }
}

/**
 * Entries of an invocation that was at work at the end of a period: some were delivered in it, and all count in the next.
 * Almost every invocation begins and ends in one period, and then there is no such metric.
 */
function countAcross(metrics: Metrics, { ledger, durationMs }: BatchReport, nowMs: number): void {
  for (const endedMs of periodsEnded(nowMs - durationMs, nowMs)) {
    metrics.setTimestamp(endedMs);
    metrics.addMetric('LogsAcrossPeriods', MetricUnit.Count, ledger.received);
    metrics.publishStoredMetrics();
  }
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The line's level says whether someone should look at it. */
function levelOf({ ledger, problems, reasons }: BatchReport): 'info' | 'warn' | 'error' {
  if (ledger.mismatches.length > 0) return 'error';
  return problems.length > 0 || Object.keys(reasons).length > 0 ? 'warn' : 'info';
}
