import type { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { createGetMetrics } from './get-metrics.ts';
import { readMetrics } from './read-metrics.ts';

const RANGE = { fromMs: 0, toMs: 900_000 };
function metric(name: string) {
  return { namespace: 'N', metric: name, dimensions: { function: 'f' } };
}

/** A CloudWatch that has two points of each series, one a page: 1 and 2 times the number at the end of its name. */
function cloudWatch() {
  const calls: { readonly queries: number; readonly period: number | undefined }[] = [];
  const send = async ({ input }: GetMetricDataCommand) => {
    const queries = input.MetricDataQueries ?? [];
    calls.push({ queries: queries.length, period: queries[0]?.MetricStat?.Period });
    const isSecond = input.NextToken === 'second';
    return {
      MetricDataResults: queries.flatMap(({ Id, MetricStat }) => {
        const value = Number(/\d+$/.exec(MetricStat?.Metric?.MetricName ?? '')?.[0] ?? Number.NaN);
        if (Number.isNaN(value)) return [];
        return [{ Id, Timestamps: [new Date(isSecond ? 300_000 : 0)], Values: [isSecond ? 2 * value : value] }];
      }),
      ...(isSecond ? {} : { NextToken: 'second' }),
    };
  };
  return { calls, client: { send } as unknown as CloudWatchClient }; // all that is used of it
}

it('metrics by period: sum and maximum of each, over pages and calls', async () => {
  const { calls, client } = cloudWatch();
  const metrics = [...Array.from({ length: 260 }, (_, n) => metric(`M${n}`)), metric('none')];
  const found = await createGetMetrics(client)(metrics, RANGE);
  expect(found).toHaveLength(261);
  expect([...(found[259] ?? [])]).toEqual([
    [0, { sum: 259, max: 259 }],
    [300_000, { sum: 518, max: 518 }],
  ]);
  expect(found[260]?.size).toBe(0);
  expect(calls.map(({ queries }) => queries)).toEqual([500, 500, 22, 22]);
  expect(new Set(calls.map(({ period }) => period))).toEqual(new Set([300]));
});

it('one value for each series of a range: its sum, its maximum, or none', async () => {
  const { calls, client } = cloudWatch();
  const queries = [
    { ...metric('M5'), statistic: 'Sum' as const },
    { ...metric('M5'), statistic: 'Maximum' as const },
    { ...metric('none'), statistic: 'Sum' as const },
  ];
  expect(await readMetrics(client, queries, { ...RANGE, fromMs: 1 })).toEqual([15, 10, undefined]);
  expect(calls).toEqual([
    { queries: 3, period: 60 },
    { queries: 3, period: 60 },
  ]);
});
