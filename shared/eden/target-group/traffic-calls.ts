import { type CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { allPages, boundTo, callAws } from '../aws/call.ts';
import type { Traffic, TrafficWindow } from '../environment/idle.ts';

/** Reads the traffic of a target group of an ALB. @throws AwsCallError */
export type ReadTraffic = (
  of: { readonly targetGroupArn: string; readonly albArn: string },
  window: TrafficWindow,
) => Promise<Traffic>;

const NAMESPACE = 'AWS/ApplicationELB';

/**
 * Creates the look-up of a target group's traffic. RequestCount has the requests that came in from clients: neither health
 * checks nor what the tasks send count.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function createReadTraffic(client: CloudWatchClient, callTimeoutMs?: number): ReadTraffic {
  const bounded = boundTo(callTimeoutMs);
  return async ({ targetGroupArn, albArn }, { fromMs, untilMs, periodMs }) => {
    const Dimensions = [
      { Name: 'TargetGroup', Value: targetGroupArn.split(':').at(-1) ?? '' },
      { Name: 'LoadBalancer', Value: albArn.replace(/^.*:loadbalancer\//, '') },
    ];
    const query = (Id: string, MetricName: string, Stat: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: NAMESPACE, MetricName, Dimensions }, Period: periodMs / 1000, Stat },
    });
    return await callAws({ action: 'cloudwatch:GetMetricData', resource: targetGroupArn }, async () => {
      const input = {
        StartTime: new Date(fromMs),
        EndTime: new Date(untilMs),
        MetricDataQueries: [query('requests', 'RequestCount', 'Sum'), query('hosts', 'HealthyHostCount', 'Maximum')],
      };
      const pages = await allPages(paginateGetMetricData({ client }, input, bounded()));
      const results = pages.flatMap(({ MetricDataResults }) => MetricDataResults ?? []);
      const points = (id: string) =>
        results
          .filter(({ Id }) => Id === id)
          .flatMap(({ Timestamps = [], Values = [] }) =>
            Timestamps.map((at, index): readonly [number, number] => [at.getTime(), Values[index] ?? 0]),
          );
      return { requests: points('requests'), hosts: points('hosts') };
    });
  };
}
