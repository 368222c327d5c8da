import { Logger } from '@aws-lambda-powertools/logger';
import type { BatchReport } from '../pipeline/batch-report.ts';
import { createMetrics } from './metrics.ts';
import { createObserver, METRICS_OF_A_FUNCTION } from './observe-batches.ts';

const NOW_MS = Date.UTC(2026, 10, 28, 12);
const DAY_MS = 86_400_000;
const COUNTS = { delivered: 5, filtered: 2, rejected: 0, retryable: 0, alreadyDelivered: 0 };

function report(more: Partial<BatchReport>): BatchReport {
  return {
    requestId: 'request',
    ledger: { ...COUNTS, received: 7, targets: {}, mismatches: [] },
    settled: { filtered: 1, arrivals: [] },
    records: 7,
    controlMessages: 0,
    unknownZones: {},
    bytesIn: 1,
    bytesOut: 1,
    deliveryMs: 1,
    durationMs: 1,
    oldestLogAgeMs: 1,
    shardHeldMs: 0,
    reasons: {},
    progressTruncated: false,
    problems: [],
    ...more,
  };
}

function emitted(given: BatchReport, nowMs = NOW_MS + 10) {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  try {
    const metrics = createMetrics({ service: 'router', stage: 'dev', function: 'app-dev-router-route' });
    createObserver(
      { logger: new Logger(), metrics, now: () => nowMs },
      { functionName: 'app-dev-router-route' },
    )(given);
  } finally {
    write.mockRestore();
  }
  return lines.map((line) => JSON.parse(line)).filter((line) => '_aws' in line);
}

it('counts a function by its name, what it filtered once', () => {
  const [all, ...others] = emitted(report({}));
  expect(all).toMatchObject({ service: 'router', stage: 'dev', function: 'app-dev-router-route', LogsFiltered: 1 });
  expect(all._aws.CloudWatchMetrics[0].Dimensions).toEqual([['service', 'stage', 'function']]);
  expect(others).toEqual([]);
});

it('counts what it delivered to each of several targets, under the target', () => {
  const targets = {
    'kinesis:archive': { ...COUNTS, matched: 5 },
    'firehose:partner': { ...COUNTS, delivered: 3, matched: 5 },
  };
  const [all, ...byTarget] = emitted(report({ ledger: { ...report({}).ledger, targets } }));
  expect(all).not.toHaveProperty('target');
  expect(byTarget.map(({ target, LogsDelivered }) => [target, LogsDelivered])).toEqual([
    ['kinesis:archive', 5],
    ['firehose:partner', 3],
  ]);
  expect(byTarget.map(({ _aws }) => _aws.CloudWatchMetrics[0].Dimensions)).toEqual([
    [['service', 'stage', 'function', 'target']],
    [['service', 'stage', 'function', 'target']],
  ]);
});

it('counts what is settled at the time of its arrival, as far back as CloudWatch takes it', () => {
  const arrivals = [
    { fromMs: NOW_MS - 20 * DAY_MS, records: 1, logs: 50 },
    { fromMs: NOW_MS - DAY_MS, records: 2, logs: 2 },
  ];
  const [all, ...settled] = emitted(report({ settled: { filtered: 0, arrivals } }));
  expect(all).not.toHaveProperty('RecordsSettled');
  expect(settled.map(({ _aws, RecordsSettled, LogsSettled }) => [_aws.Timestamp, RecordsSettled, LogsSettled])).toEqual(
    [
      [NOW_MS + 10 - 13 * DAY_MS, 1, 50],
      [NOW_MS - DAY_MS, 2, 2],
    ],
  );
});

it('counts an invocation that was at work at the end of a period', () => {
  const [, across] = emitted(report({ durationMs: 1000 }), NOW_MS + 500);
  expect([across.LogsAcrossPeriods, across._aws.Timestamp]).toEqual([7, NOW_MS - 300_000]);
});

it('says how many metrics a function has', () => {
  const arrivals = [{ fromMs: NOW_MS, records: 1, logs: 1 }];
  const names = emitted(report({ settled: { filtered: 0, arrivals } })).flatMap(({ _aws }) =>
    _aws.CloudWatchMetrics.flatMap(({ Metrics }: { Metrics: { Name: string }[] }) => Metrics.map(({ Name }) => Name)),
  );
  expect(names).toHaveLength(METRICS_OF_A_FUNCTION);
});

it('counts of an event of an operator what was delivered, and nothing of its age', () => {
  const targets = { 'kinesis:archive': { ...COUNTS, matched: 5 } };
  const redrive = { run: 'r', target: 'kinesis:archive', generation: 1 };
  const settled = { filtered: 2, arrivals: [{ fromMs: 0, records: 7, logs: 7 }] };
  const [all, ...others] = emitted(report({ redrive, settled, ledger: { ...report({}).ledger, targets } }));
  expect(all).toMatchObject({ LogsDelivered: 5, LogsRedriven: 5 });
  for (const name of ['LogsReceived', 'LogsFiltered', 'OldestLogAgeMs']) expect(all).not.toHaveProperty(name);
  expect(others).toMatchObject([{ target: 'kinesis:archive', LogsDelivered: 5 }]);
});
