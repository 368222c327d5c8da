import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import type { FilterPattern } from './core/filter-pattern.ts';
import { INFINITE, MAX_EVENT_BYTES, type MappingSettings } from './core/mapping-settings.ts';

/** Where a shard is first read. */
export type StartingPosition =
  | { readonly kind: 'TRIM_HORIZON' }
  | { readonly kind: 'AT_TIMESTAMP'; readonly atMs: number };

/** A deployed event source mapping of a Kinesis stream, in the core's terms. */
export interface Mapping {
  readonly mappingId: string;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly region: string;
  readonly startingPosition: StartingPosition;
  /** ARN of the on-failure destination: an S3 bucket or an SQS queue. */
  readonly onFailureArn: string | undefined;
  /** Without the stream's retention, which the mapping does not know. */
  readonly settings: Omit<MappingSettings, 'retentionMs'>;
}

/** Pauses between retries: short, since a person waits. Lambda's own are not documented. */
const BACKOFF = { baseMs: 100, capMs: 5_000 };

/**
 * Reads a mapping as `ListEventSourceMappings` tells it; absent settings are Lambda's defaults. `State` is
 * ignored: at stage `local` mappings are deployed disabled, so that only this runner polls.
 * @param seenAtMs when the mapping was first seen: what `LATEST` means
 * @returns `undefined` for what is no Kinesis mapping
 */
export function readMapping(config: EventSourceMappingConfiguration, seenAtMs: number): Mapping | undefined {
  const { UUID: mappingId, FunctionArn: functionArn, EventSourceArn: streamArn } = config;
  if (!mappingId || !functionArn || !streamArn?.includes(':kinesis:')) return undefined;
  const onFailureArn = config.DestinationConfig?.OnFailure?.Destination;
  return {
    mappingId,
    functionArn,
    streamArn,
    region: streamArn.split(':')[3] ?? '',
    startingPosition: startOf(config, seenAtMs),
    onFailureArn,
    settings: {
      batchSize: config.BatchSize ?? 100,
      maxEventBytes: MAX_EVENT_BYTES,
      windowMs: (config.MaximumBatchingWindowInSeconds ?? 0) * 1000,
      parallelizationFactor: config.ParallelizationFactor ?? 1,
      maximumRetryAttempts: config.MaximumRetryAttempts ?? INFINITE,
      maximumRecordAgeMs: seconds(config.MaximumRecordAgeInSeconds),
      bisectOnFunctionError: config.BisectBatchOnFunctionError ?? false,
      reportBatchItemFailures: config.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      hasOnFailure: onFailureArn !== undefined,
      filters: filtersOf(config),
      backoff: BACKOFF,
    },
  };
}

function startOf(config: EventSourceMappingConfiguration, seenAtMs: number): StartingPosition {
  if (config.StartingPosition === 'AT_TIMESTAMP') {
    return { kind: 'AT_TIMESTAMP', atMs: config.StartingPositionTimestamp?.getTime() ?? seenAtMs };
  }
  return config.StartingPosition === 'LATEST' ? { kind: 'AT_TIMESTAMP', atMs: seenAtMs } : { kind: 'TRIM_HORIZON' };
}

function seconds(value: number | undefined): number {
  return value === undefined || value < 0 ? INFINITE : value * 1000;
}

function filtersOf(config: EventSourceMappingConfiguration): FilterPattern[] {
  return (config.FilterCriteria?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern ?? '{}'));
}
