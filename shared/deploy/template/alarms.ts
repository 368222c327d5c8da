import type { StreamFunction, Topology } from '../topology/topology.ts';
import { type Alarm, alarmResource, silenceResource } from './alarm-resource.ts';
import type { Resource, Resources } from './cloudformation.ts';
import { mappingLogicalId } from './event-source-mapping.ts';

const MINUTE_MS = 60_000;

/** The alarms of one service and its functions. */
export function serviceAlarmResources(topology: Topology, functions: readonly StreamFunction[]): Resources {
  return Object.fromEntries([
    ...functions.flatMap((fn) => functionAlarms(topology, fn)),
    ...functions.flatMap((fn) =>
      Object.entries(seriesAlarms(topology, fn)).map(([name, alarm]) =>
        alarmResource(topology, fn.series.subject, name, alarm),
      ),
    ),
  ]);
}

function functionAlarms(topology: Topology, fn: StreamFunction): readonly (readonly [string, Resource])[] {
  const alarms = Object.entries(lambdaAlarms(topology, fn));
  return [
    ...alarms.map(([name, alarm]) => alarmResource(topology, fn.id, name, alarm)),
    // A mapping that is deployed switched off polls nothing.
    ...(topology.settings.pollStreams
      ? [
          silenceResource(topology, fn.id, 'mapping-stopped', {
            ...onMapping(fn),
            description: `The mapping of ${fn.name} reads its stream no more: disabled, deleted, or without rights`,
            metric: 'PolledEventCount',
            statistic: 'Sum',
          }),
        ]
      : []),
  ];
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html event source mapping metrics */
function onMapping(fn: StreamFunction) {
  return { namespace: 'AWS/Lambda', dimensions: { EventSourceMappingUUID: { Ref: mappingLogicalId(fn) } } };
}

function lambdaAlarms({ settings }: Topology, fn: StreamFunction): Readonly<Record<string, Alarm>> {
  const base = { namespace: 'AWS/Lambda', dimensions: { FunctionName: fn.name } } as const;
  const mapping = onMapping(fn);
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
      description: `The retries of ${fn.name}'s mapping are exhausted, or its records too old: their batches are in the dead-letter bucket under aws/lambda/`,
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

/** Alarms on what a function counts itself. */
function seriesAlarms({ settings }: Topology, { series }: StreamFunction): Readonly<Record<string, Alarm>> {
  const { subject, dimensions } = series;
  const base = { namespace: 'Baikonur', dimensions } as const;
  return {
    'dead-letters': {
      ...base,
      description: `${subject} writes dead letters`,
      metric: 'LogsRejected',
      statistic: 'Sum',
      above: 0,
    },
    'retries-exhausted': {
      ...base,
      description: `${subject} made dead letters of logs after too many attempts or too long a wait`,
      metric: 'RetriesExhausted',
      statistic: 'Sum',
      above: 0,
    },
    held: {
      ...base,
      description: `${subject} holds a shard, waiting for its destination`,
      metric: 'ShardHeldMs',
      statistic: 'Maximum',
      above: settings.alarms.heldMinutes * MINUTE_MS,
    },
    'ledger-mismatch': {
      ...base,
      description: `${subject} cannot account for every log it received`,
      metric: 'LedgerMismatch',
      statistic: 'Sum',
      above: 0,
    },
    'progress-truncated': {
      ...base,
      description: `${subject} truncated its progress: a retry delivers again what was delivered`,
      metric: 'ProgressTruncated',
      statistic: 'Sum',
      above: 0,
    },
  };
}
