import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import { createMetrics } from '../../../shared/observability/metrics.ts';
import { createObserver } from '../../../shared/observability/observe-batches.ts';
import { readCpuRows } from '../../plan-tables/cpu-rows.ts';
import cpu from './cpu.json' with { type: 'json' };
import { LOG_BYTES_OF_AN_INVOCATION } from './function-items.ts';

it('the CPU times are those of docs/performance.md (else: npm run docs:plan, twice)', () => {
  const page = readFileSync(join(__dirname, '../../../docs/performance.md'), 'utf8');
  expect(cpu.rows.length).toBeGreaterThan(10);
  expect(cpu.rows).toEqual(readCpuRows(page));
});

/** Lambda's own lines: START, END, REPORT. */
const PLATFORM_BYTES = 350;
/** CloudWatch Logs counts 26 bytes more an event. @see docs.aws.amazon.com/AmazonCloudWatchLogs PutLogEvents */
const EVENT_BYTES = 26;

it('an invocation logs about as many bytes as the plan counts', () => {
  const lines: string[] = [];
  const take = (line: unknown) => lines.push(String(line)) > 0;
  const write = jest.spyOn(process.stdout, 'write').mockImplementation(take);
  const arrivals = [{ fromMs: Date.UTC(2026, 10, 28), records: 500, logs: 500 }];
  const counts = { delivered: 500, filtered: 0, rejected: 0, retryable: 0, alreadyDelivered: 0 };
  try {
    const name = 'baikonur-dev-router-route';
    const metrics = createMetrics({ service: 'router', stage: 'dev', function: name });
    const logger = new Logger({ serviceName: 'router', persistentLogAttributes: { stage: 'dev' }, logLevel: 'INFO' });
    createObserver(
      { logger, metrics, now: () => Date.UTC(2026, 10, 28, 0, 1) },
      { functionName: name },
    )({
      requestId: '5e6a0c5a-54c5-4b0e-9f0e-1b2f3c4d5e6f',
      ledger: {
        ...counts,
        received: 500,
        targets: { 'kinesis:baikonur-dev-archive': { ...counts, matched: 500 } },
        mismatches: [],
      },
      settled: { filtered: 0, arrivals },
      records: 500,
      controlMessages: 0,
      unknownZones: {},
      bytesIn: 300_000,
      bytesOut: 300_000,
      deliveryMs: 120,
      durationMs: 140,
      oldestLogAgeMs: 5000,
      shardHeldMs: 0,
      reasons: {},
      progressTruncated: false,
      problems: [],
    });
  } finally {
    write.mockRestore();
  }
  expect(lines).toHaveLength(4);
  const bytes = lines.reduce(
    (sum, line) => sum + Buffer.byteLength(line) + EVENT_BYTES,
    PLATFORM_BYTES + 3 * EVENT_BYTES,
  );
  expect([bytes, Math.abs(bytes - LOG_BYTES_OF_AN_INVOCATION) / bytes < 0.1]).toEqual([bytes, true]);
});
