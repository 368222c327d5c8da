import { join } from 'node:path';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { MANIFESTS } from '../../../../services/manifests.ts';
import { loadTopology } from '../../../../shared/deploy/topology/read-config.ts';
import { figuresOfCloudWatch } from './metric-figures.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const TOPOLOGY = loadTopology(MANIFESTS, 'dev', ROOT);
const NOW_MS = Date.parse('2026-11-28T14:00:30Z');
const MINUTE_MS = 60_000;

interface Asked {
  readonly MetricDataQueries: readonly {
    readonly Id: string;
    readonly MetricStat: {
      readonly Metric: { readonly MetricName: string; readonly Dimensions: readonly { Name: string; Value: string }[] };
    };
  }[];
}

/** CloudWatch that has 60 in each of the last ten minutes of each series whose name is `known`. */
function cloudWatch(known: readonly string[]) {
  const calls: Asked[] = [];
  const times = Array.from({ length: 10 }, (_, minute) => new Date(NOW_MS - 30_000 - minute * MINUTE_MS));
  const client = {
    send: async ({ input }: { readonly input: Asked }) => {
      calls.push(input);
      const MetricDataResults = input.MetricDataQueries.map(({ Id, MetricStat: { Metric } }) => {
        const name = `${Metric.MetricName} ${Metric.Dimensions.map(({ Value }) => Value).join(' ')}`;
        const isKnown = known.some((one) => name.includes(one));
        return { Id, Timestamps: isKnown ? times : [], Values: isKnown ? times.map(() => 60) : [] };
      });
      return { MetricDataResults };
    },
  };
  // The one method that is called.
  return { calls, client: client as object as CloudWatchClient };
}

describe('figures of CloudWatch', () => {
  it('are sums of 15 minutes, and rates of whole minutes', async () => {
    const { client, calls } = cloudWatch(['LogsReceived', 'LogsDelivered', 'IncomingRecords', 'IteratorAge']);
    const { figures, incoming, rates } = await figuresOfCloudWatch({ cloudWatch: client })(TOPOLOGY, NOW_MS);
    expect(calls).toHaveLength(1);
    expect(figures.get('baikonur-dev-router-route')).toEqual({
      recent: { received: 600, delivered: 600, filtered: 0, rejected: 0, retryable: 0 },
      lagMs: 60,
    });
    const targets = new Map([['kinesis:baikonur-dev-archive', 1]]);
    expect(rates.functions.get('baikonur-dev-router-route')).toEqual({
      received: 1,
      delivered: 1,
      rejected: 0,
      targets,
    });
    expect(rates.functions.get('baikonur-dev-s3-sink-sink')?.targets).toEqual(new Map());
    expect(incoming.get('baikonur-dev-router')).toBeCloseTo(600 / 900);
    expect(rates.incoming.get('baikonur-dev-router')).toBe(1);
  });

  it('are not known where a stream has none', async () => {
    const { client } = cloudWatch([]);
    const { figures, incoming, rates } = await figuresOfCloudWatch({ cloudWatch: client })(TOPOLOGY, NOW_MS);
    expect([incoming.size, rates.incoming.size]).toEqual([0, 0]);
    expect(figures.get('baikonur-dev-router-route')).toEqual({
      recent: { received: 0, delivered: 0, filtered: 0, rejected: 0, retryable: 0 },
    });
  });
});
