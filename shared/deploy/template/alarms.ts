import type { StreamFunction, Topology } from '../topology/topology.ts';
import { pascal, type Resource, type Resources } from './cloudformation.ts';
import { mappingLogicalId } from './event-source-mapping.ts';

const MINUTE_MS = 60_000;
const PERIOD_SECONDS = 300;

/** One alarm on one metric. */
interface Alarm {
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly statistic: 'Sum' | 'Maximum' | 'Average';
  /** Alarms when the metric is above it. */
  readonly above: number;
  readonly periodSeconds?: number;
  readonly periods?: number;
}

/** The alarms of one service and its functions. */
export function serviceAlarmResources(
  topology: Topology,
  service: string,
  functions: readonly StreamFunction[],
): Resources {
  if (functions.length === 0) return {};
  return Object.fromEntries([
    ...functions.flatMap((fn) =>
      Object.entries(lambdaAlarms(topology, fn)).map(([name, alarm]) => alarmResource(topology, fn.id, name, alarm)),
    ),
    ...Object.entries(serviceAlarms(topology, service)).map(([name, alarm]) =>
      alarmResource(topology, service, name, alarm),
    ),
  ]);
}

function lambdaAlarms({ settings }: Topology, fn: StreamFunction): Readonly<Record<string, Alarm>> {
  const base = { namespace: 'AWS/Lambda', dimensions: { FunctionName: fn.name } } as const;
  const mapping = { namespace: 'AWS/Lambda', dimensions: { EventSourceMappingUUID: { Ref: mappingLogicalId(fn) } } };
  return {
    'iterator-age': {
      ...base,
      description: `${fn.name} is behind its stream`,
      metric: 'IteratorAge',
      statistic: 'Maximum',
      above: settings.alarms.iteratorAgeMinutes * MINUTE_MS,
    },
    errors: { ...base, description: `${fn.name} fails`, metric: 'Errors', statistic: 'Sum', above: 0 },
    throttles: { ...base, description: `${fn.name} is throttled`, metric: 'Throttles', statistic: 'Sum', above: 0 },
    'given-up': {
      ...mapping,
      description: `The mapping of ${fn.name} gave records up: their batches are in the dead-letter bucket under aws/lambda/`,
      metric: 'OnFailureDestinationDeliveredEventCount',
      statistic: 'Sum',
      above: 0,
    },
    dropped: {
      ...mapping,
      description: `The mapping of ${fn.name} dropped records`,
      metric: 'DroppedEventCount',
      statistic: 'Sum',
      above: 0,
    },
  };
}

/** An alarm's logical id and resource. */
export function alarmResource(
  topology: Topology,
  subject: string,
  name: string,
  alarm: Alarm,
): readonly [string, Resource] {
  return [
    `Alarm${pascal(subject)}${pascal(name)}`,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: topology.names.alarm(subject, name),
        AlarmDescription: alarm.description,
        Namespace: alarm.namespace,
        MetricName: alarm.metric,
        Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
        Statistic: alarm.statistic,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: alarm.above,
        Period: alarm.periodSeconds ?? PERIOD_SECONDS,
        EvaluationPeriods: alarm.periods ?? 1,
        TreatMissingData: 'notBreaching',
        AlarmActions: topology.settings.alarms.actions,
        OKActions: topology.settings.alarms.actions,
      },
    },
  ];
}

function serviceAlarms({ stage, settings }: Topology, service: string): Readonly<Record<string, Alarm>> {
  const base = { namespace: 'Baikonur', dimensions: { service, stage } } as const;
  return {
    'dead-letters': {
      ...base,
      description: `${service} writes dead letters`,
      metric: 'LogsRejected',
      statistic: 'Sum',
      above: 0,
    },
    'retries-exhausted': {
      ...base,
      description: `${service} gave logs up after too many attempts or too long a wait; they are dead letters`,
      metric: 'RetriesExhausted',
      statistic: 'Sum',
      above: 0,
    },
    held: {
      ...base,
      description: `${service} holds a shard, waiting for its destination`,
      metric: 'ShardHeldMs',
      statistic: 'Maximum',
      above: settings.alarms.heldMinutes * MINUTE_MS,
    },
    'ledger-mismatch': {
      ...base,
      description: `${service} cannot account for every log it received`,
      metric: 'LedgerMismatch',
      statistic: 'Sum',
      above: 0,
    },
    'progress-truncated': {
      ...base,
      description: `${service} truncated its progress: a retry delivers again what was delivered`,
      metric: 'ProgressTruncated',
      statistic: 'Sum',
      above: 0,
    },
  };
}
