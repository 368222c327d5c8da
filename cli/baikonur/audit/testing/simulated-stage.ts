import { Logger } from '@aws-lambda-powertools/logger';
import { topologyOf } from '../../../../shared/deploy/topology/testing/topology-of.ts';
import type { StreamFunction, Topology } from '../../../../shared/deploy/topology/topology.ts';
import { createMetrics, functionDimensions } from '../../../../shared/observability/metrics.ts';
import { createObserver } from '../../../../shared/observability/observe-batches.ts';
import { createLogPipeline, type StreamHandler } from '../../../../shared/pipeline/log-pipeline.ts';
import { DELIVERED, type Outcome, rejected, retryable } from '../../../../shared/pipeline/outcome.ts';
import { REDRIVE_FORM } from '../../../../shared/pipeline/redrive/redrive-event.ts';
import { kinesisEvent, lambdaContext, sequenceNumberAt } from '../../../../shared/pipeline/testing/kinesis-events.ts';
import { createMemoryBucket, createMemoryProgressTable } from '../../../../shared/pipeline/testing/memory-ports.ts';
import { parseCommonSettings } from '../../../../shared/settings/common-settings.ts';

const { functions, ...rest } = topologyOf();

/** A router that writes to one stream, and s3-sink that reads it. */
export const TOPOLOGY: Topology = {
  ...rest,
  functions: functions.filter(({ service }) => service === 'router' || service === 's3-sink'),
};

interface StreamRecord {
  readonly data: string;
  readonly arrivedAtMs: number;
}

/** One shard of each stream, by name. */
type Shards = ReadonlyMap<string, StreamRecord[]>;

/** The stage at work: real pipelines, real metrics, streams in memory. */
export interface SimulatedStage {
  readonly shards: Shards;
  /** The lines of each function, by its name. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
  /** Sends logs to the first stream. */
  readonly send: (count: number) => void;
  /** One invocation of each function, with what it has not read yet. */
  readonly run: () => Promise<void>;
  readonly isRead: () => boolean;
  /** Gives a log to the router again, for its target, as `redrive` does. */
  readonly redrive: () => Promise<void>;
}

/** @param random 0 to 1; decides about batches and outcomes. */
export function simulateStage(random: () => number): SimulatedStage {
  const shards = new Map(TOPOLOGY.streams.map(({ name }) => [name, [] as StreamRecord[]]));
  const lines = new Map(TOPOLOGY.functions.map(({ name }) => [name, [] as string[]]));
  const positions = new Map(TOPOLOGY.functions.map(({ name }) => [name, 0]));
  const handlers = TOPOLOGY.functions.map(
    (fn) => [fn, createHandler(fn, shards, lines.get(fn.name) ?? [], random)] as const,
  );
  let sent = 0;
  const recordsOf = ({ source }: StreamFunction) => shards.get(source.name) ?? [];
  return {
    shards,
    lines,
    send: (count) => {
      for (let n = 0; n < count; n++) {
        const log = { log_type: 'app', log_id: `id-${sent++}`, time: '2026-11-28T00:00:00Z' };
        shards
          .get(TOPOLOGY.streams[0]?.name ?? '')
          ?.push({ data: random() < 0.05 ? 'no log' : JSON.stringify(log), arrivedAtMs: Date.now() });
      }
    },
    run: async () => {
      for (const [fn, handler] of handlers) {
        const from = positions.get(fn.name) ?? 0;
        const batch = recordsOf(fn).slice(from, from + 1 + Math.floor(random() * 40));
        if (batch.length > 0) positions.set(fn.name, await invoke(handler, batch, from));
      }
    },
    redrive: async () => {
      const [router] = handlers;
      if (router !== undefined) await redriveOne(router, sent++);
    },
    isRead: () => TOPOLOGY.functions.every((fn) => positions.get(fn.name) === recordsOf(fn).length),
  };
}

async function redriveOne([fn, handler]: readonly [StreamFunction, StreamHandler], number: number): Promise<void> {
  const data = Buffer.from(`{"log_type":"app","log_id":"id-${number}","time":"2026-11-28T00:00:00Z"}`);
  const arrivedAt = new Date(Date.now() - 60_000).toISOString();
  const identity = `${fn.source.name}/shard/${sequenceNumberAt(number)}`;
  const record = { identity, partitionKey: 'k', arrivedAt, data: data.toString('base64') };
  const named = { function: fn.name, stage: TOPOLOGY.stage, target: '-', generation: 1 };
  await handler({ form: REDRIVE_FORM, run: 'test', ...named, records: [record] }, lambdaContext(60_000));
}

/** @returns the position at which the shard goes on. */
async function invoke(handler: StreamHandler, batch: readonly StreamRecord[], from: number): Promise<number> {
  const event = kinesisEvent(batch.map((record, index) => ({ ...record, position: from + index })));
  const { batchItemFailures } = await handler(event, lambdaContext(60_000));
  const checkpoint = batchItemFailures[0]?.itemIdentifier;
  const index = batch.findIndex((_, n) => sequenceNumberAt(from + n) === checkpoint);
  return from + (index === -1 ? batch.length : index);
}

function createHandler(fn: StreamFunction, shards: Shards, printed: string[], random: () => number): StreamHandler {
  const settings = parseCommonSettings({ ...fn.environment, AWS_LAMBDA_FUNCTION_NAME: fn.name }, fn.service);
  const { putObject, getObject } = createMemoryBucket();
  const logger = new Logger({ serviceName: fn.service });
  const observe = createObserver(
    { logger, metrics: createMetrics(functionDimensions(settings)), now: Date.now },
    { functionName: fn.name },
  );
  return createLogPipeline({
    settings,
    maxTries: 1,
    env: { IS_LOCAL: 'true' },
    ports: { putObject, getObject, progress: createMemoryProgressTable() },
    observe: (report) => printed.push(...linesOf(() => observe(report))),
    now: Date.now,
    createSignal: () => new AbortController().signal,
    strict: true,
    ...(fn.service === 'router' && { selectTargets: () => fn.targets.map(({ kind, name }) => `${kind}:${name}`) }),
    deliver: async (logs, { target }) =>
      logs.map(({ data }): Outcome => {
        const dice = random();
        if (dice < 0.05) return retryable('destination', 'HTTP 503');
        if (dice < 0.1) return rejected('oversize', 'too large');
        // The clock goes on, sometimes over the end of a period.
        if (random() < 0.02) jest.setSystemTime(Date.now() + 20_000);
        shards.get(target.replace('kinesis:', ''))?.push({ data: data.toString(), arrivedAtMs: Date.now() });
        return DELIVERED;
      }),
  });
}

function linesOf(print: () => void): readonly string[] {
  const lines: string[] = [];
  const take = (line: unknown): boolean => lines.push(String(line)) > 0;
  const writes = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockImplementation(take));
  try {
    print();
  } finally {
    for (const write of writes) write.mockRestore();
  }
  return lines;
}
