import type { AwsAnswer } from './aws-error.ts';
import type { AwsRequest } from './aws-request.ts';
import type { StrictState } from './strict-state.ts';
import { serviceOf } from './tasks.ts';

interface Query {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: {
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    };
    readonly Period: number;
  };
}

const MINUTE_MS = 60_000;

/** Counts a request that a target group was chosen for. */
export function countRequest(state: StrictState, targetGroupArn: string, nowMs: number): void {
  const minutes = state.requests.get(targetGroupArn) ?? new Map<number, number>();
  const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
  state.requests.set(targetGroupArn, minutes);
}

/**
 * Answers GetMetricData for an ALB's target groups. As on AWS, RequestCount has no point where no request came, and
 * HealthyHostCount has one for every minute in which there were targets.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function answerMetrics(state: StrictState, { action, input }: AwsRequest): AwsAnswer | undefined {
  if (action !== 'GetMetricData') return undefined;
  const [startMs, endMs] = [Number(input.StartTime) * 1000, Number(input.EndTime) * 1000];
  const results = ((input.MetricDataQueries ?? []) as readonly Query[]).map((query) => {
    const points = pointsOf(state, query, { startMs, endMs });
    const Timestamps = points.map(([ms]) => ms / 1000);
    return {
      Id: query.Id,
      Label: query.Id,
      Timestamps,
      Values: points.map(([, value]) => value),
      StatusCode: 'Complete',
    };
  });
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { status: 200, headers, body: JSON.stringify({ MetricDataResults: results, Messages: [] }) };
}

function pointsOf(
  state: StrictState,
  { MetricStat: { Metric, Period } }: Query,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): readonly (readonly [number, number])[] {
  const group = Metric.Dimensions.find(({ Name }) => Name === 'TargetGroup')?.Value ?? '';
  const arns = [...state.protocols.keys()].filter((arn) => arn.endsWith(`:${group}`));
  const points: (readonly [number, number])[] = [];
  const periodMs = Period * 1000;
  for (let fromMs = Math.floor(startMs / periodMs) * periodMs; fromMs < endMs; fromMs += periodMs) {
    const value =
      Metric.MetricName === 'RequestCount'
        ? requestsIn(state, arns, fromMs, fromMs + periodMs)
        : hostsIn(state, arns, fromMs, fromMs + periodMs);
    if (value > 0) points.push([fromMs, value]);
  }
  return points;
}

function requestsIn(state: StrictState, arns: readonly string[], fromMs: number, untilMs: number): number {
  const minutes = arns.flatMap((arn) => [...(state.requests.get(arn) ?? [])]);
  return minutes.filter(([ms]) => ms >= fromMs && ms < untilMs).reduce((sum, [, count]) => sum + count, 0);
}

function hostsIn(state: StrictState, arns: readonly string[], fromMs: number, untilMs: number): number {
  const periods = arns.flatMap((arn) => serviceOf(state, arn)?.service.periods ?? []);
  return periods.some((one) => one.fromMs < untilMs && (one.untilMs ?? Number.POSITIVE_INFINITY) > fromMs) ? 1 : 0;
}
