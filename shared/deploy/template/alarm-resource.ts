import type { Topology } from '../topology/topology.ts';
import { arnHere, type Intrinsic, pascal, type Resource } from './cloudformation.ts';

const PERIOD_SECONDS = 300;
/** A metric that stopped is reported after two of three periods without a value. */
const SILENT_PERIODS = { evaluated: 3, silent: 2 } as const;

/** One metric, as CloudWatch finds it. */
interface Metric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly statistic: 'Sum' | 'Maximum' | 'Average';
  readonly periodSeconds?: number;
}

/** One alarm on one metric. */
export interface Alarm extends Metric {
  readonly description: string;
  /** Alarms when the metric is above it. */
  readonly above: number;
  /** Periods in a row; default 1. */
  readonly periods?: number;
}

/** An alarm on a metric that is never without a value as long as all is well. */
export interface SilenceAlarm extends Metric {
  readonly description: string;
}

/** An alarm on a sum over all series of a metric that have one dimension in common, whatever others they have. */
export interface QueryAlarm {
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly where: readonly [dimension: string, value: string];
  /** Alarms when the sum is above it. */
  readonly above: number;
}

type Named = readonly [logicalId: string, resource: Resource];

/** An alarm's logical id and resource. */
export function alarmResource(topology: Topology, subject: string, name: string, alarm: Alarm): Named {
  return named(topology, subject, name, alarm.description, {
    Namespace: alarm.namespace,
    MetricName: alarm.metric,
    Dimensions: listDimensions(alarm.dimensions),
    Statistic: alarm.statistic,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: alarm.above,
    Period: alarm.periodSeconds ?? PERIOD_SECONDS,
    EvaluationPeriods: alarm.periods ?? 1,
    TreatMissingData: 'notBreaching',
  });
}

/**
 * An alarm that rings when a metric has no value any more. `FILL` replaces missing values only where there is one in
 * the range, so a new alarm waits for the first value: a first deployment does not ring. When the range is empty, the
 * alarm stays as it was.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html FILL
 */
export function silenceResource(topology: Topology, subject: string, name: string, alarm: SilenceAlarm): Named {
  const { namespace, metric, dimensions, statistic, periodSeconds = PERIOD_SECONDS } = alarm;
  const stat = {
    Metric: { Namespace: namespace, MetricName: metric, Dimensions: listDimensions(dimensions) },
    Period: periodSeconds,
    Stat: statistic,
  };
  return named(topology, subject, name, alarm.description, {
    Metrics: [
      { Id: 'values', MetricStat: stat, ReturnData: false },
      { Id: 'filled', Expression: 'FILL(values, -1)', Label: metric, ReturnData: true },
    ],
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 0,
    EvaluationPeriods: SILENT_PERIODS.evaluated,
    DatapointsToAlarm: SILENT_PERIODS.silent,
    TreatMissingData: 'ignore',
  });
}

/** An alarm on a query of Metrics Insights. */
export function queryResource(topology: Topology, subject: string, name: string, alarm: QueryAlarm): Named {
  const { namespace, metric, where, above } = alarm;
  const [dimension, value] = where;
  const query = `SELECT SUM(${metric}) FROM "${namespace}" WHERE ${dimension} = '${value.replaceAll("'", "''")}'`;
  return named(topology, subject, name, alarm.description, {
    Metrics: [{ Id: 'sum', Expression: query, Label: metric, Period: PERIOD_SECONDS, ReturnData: true }],
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: above,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  });
}

function named(topology: Topology, subject: string, name: string, description: string, properties: object): Named {
  const actions = topology.settings.alarms.notify === 'each' ? alarmActions(topology) : [];
  return [
    `Alarm${pascal(subject)}${pascal(name)}`,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: topology.names.alarm(subject, name),
        AlarmDescription: `${description}. Runbook: ${runbook(topology, name)}`,
        ...properties,
        AlarmActions: actions,
        OKActions: actions,
      },
    },
  ];
}

/** Where the runbook of an alarm is: a URL where the stage file says one, else the file in this project. */
export function runbook({ settings }: Topology, name: string): string {
  return `${settings.alarms.runbooks ?? 'docs/runbooks'}/${name}.md`;
}

/** Who is notified: the stage's own topics, and the topic that `alarms.email` makes. */
export function alarmActions({ settings, names }: Topology): readonly (string | Intrinsic)[] {
  const { actions, email } = settings.alarms;
  return email === undefined ? actions : [...actions, arnHere('sns', names.topic)];
}

function listDimensions(dimensions: Metric['dimensions']) {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
