import type { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { topologyOf } from '../../../shared/deploy/topology/testing/topology-of.ts';
import { CommandError, UsageError } from '../shell.ts';
import { makePlan } from './make-plan.ts';
import { measure, readPeriod } from './measure.ts';
import { loadPrices } from './prices.ts';
import { printMeasurement } from './print-measurement.ts';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(2026, 10, 22, 10);
const RANGE = { fromMs: FROM_MS, toMs: FROM_MS + 2 * HOUR_MS };
const topology = topologyOf(
  ['stages/dev', 'mode: on-demand', 'mode: provisioned, shards: 1'],
  ['stages/dev', 'region: eu-west-1', 'region: us-east-1'],
);

/** Sums by hour, from the first hour of the range, of `IncomingRecords` and `IncomingBytes`. */
type Sums = Readonly<Record<string, readonly [records: readonly number[], bytes: readonly number[]]>>;

function cloudWatch(sums: Sums): CloudWatchClient {
  const send = async ({ input }: GetMetricDataCommand) => ({
    MetricDataResults: (input.MetricDataQueries ?? []).map(({ Id, MetricStat }) => {
      const { MetricName, Dimensions = [] } = MetricStat?.Metric ?? {};
      const values = sums[Dimensions[0]?.Value ?? '']?.[MetricName === 'IncomingRecords' ? 0 : 1] ?? [];
      return { Id, Timestamps: values.map((_, hour) => new Date(FROM_MS + hour * HOUR_MS)), Values: [...values] };
    }),
  });
  return { send } as unknown as CloudWatchClient; // all that is used of it
}

/** 2,000 records of 500 bytes a second in the first hour, nothing in the second; the delivery stream has half of it. */
const SUMS: Sums = {
  'app-dev-in': [[7_200_000], [3_600_000_000]],
  'app-dev-mid': [
    [7_200_000, 0],
    [3_600_000_000, 0],
  ],
  'app-dev-hose': [[3_600_000], [1_800_000_000]],
};

it('the plan has the mean of the range on each stream, and says the busiest hour and what is not known', async () => {
  const { rates, measurement } = await measure(topology, cloudWatch(SUMS), RANGE);
  const plan = makePlan(topology, {
    workload: { bytesPerSecond: 0, bytes: 1000 },
    measured: rates,
    prices: loadPrices('us-east-1'),
    waitMs: 100,
  });
  expect(plan.streams).toMatchObject([
    { name: 'in', recordsPerSecond: 1000, megabytesPerSecond: 0.5, shardsNeeded: 1 },
    { name: 'mid', recordsPerSecond: 1000 },
    { name: 'out', recordsPerSecond: 0 },
  ]);
  // 7,200,000 records / 7,200 s × 2,628,000 s = 2,628 million units × $0.014
  expect(plan.items).toContainEqual(
    expect.objectContaining({ subject: 'stream in', kind: 'writes', quantity: 2628, perMonth: 36.79 }),
  );
  // 500 records/s × 5,120 bytes × 2,628,000 / 2^30 = 6,265.64 GB × $0.029
  expect(plan.items).toContainEqual(
    expect.objectContaining({ subject: 'firehose hose', kind: 'writes', quantity: 6265.64, perMonth: 181.7 }),
  );
  expect(measurement).toEqual({
    from: '2026-11-22T10:00:00.000Z',
    until: '2026-11-22T12:00:00.000Z',
    notMeasured: ['stream out'],
    streams: [
      {
        ...{ subject: 'stream in', hours: 1, recordsPerSecond: 1000, megabytesPerSecond: 0.5 },
        busiest: { at: '2026-11-22T10:00:00.000Z', recordsPerSecond: 2000, megabytesPerSecond: 1, shardsNeeded: 2 },
      },
      expect.objectContaining({ subject: 'stream mid', hours: 2, recordsPerSecond: 1000 }),
      {
        ...{ subject: 'firehose hose', hours: 1, recordsPerSecond: 500, megabytesPerSecond: 0.25 },
        busiest: { at: '2026-11-22T10:00:00.000Z', recordsPerSecond: 1000, megabytesPerSecond: 0.5 },
      },
    ],
  });
  expect(printMeasurement(measurement, topology).join('\n')).toMatch(
    /stream in: 1,000 records\/s, 0\.5 MB\/s on average, 2,000 records\/s, 1 MB\/s in the busiest hour \(2026-11-22T10:00Z, which needs 2 shards: config\/ has 1\)\n.*taken as idle: stream out\nnot known from it: log types/s,
  );
});

it('a stream to which nothing came is idle, and one without any figure is said', async () => {
  const { rates } = await measure(topology, cloudWatch({ 'app-dev-in': [[0], [0]] }), RANGE);
  expect([rates.onStream('app-dev-in'), rates.onStream('app-dev-mid'), rates.toDelivery('app-dev-hose')]).toEqual([
    [],
    [],
    [],
  ]);
  await expect(measure(topology, cloudWatch({}), RANGE)).rejects.toThrow(CommandError);
});

it('a period ends with the last whole hour', () => {
  const nowMs = FROM_MS + 123_456;
  expect(readPeriod('7d', nowMs)).toEqual({ fromMs: FROM_MS - 7 * 24 * HOUR_MS, toMs: FROM_MS });
  expect(readPeriod('2h', nowMs)).toEqual({ fromMs: FROM_MS - 2 * HOUR_MS, toMs: FROM_MS });
});

it.each(['', '0h', '32d', '7', '1w', '-1d', '1.5h'])('refuses the period %j', (text) => {
  expect(() => readPeriod(text, FROM_MS)).toThrow(UsageError);
});
