import { type EventSourceMappingConfiguration, paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import type { LocalClients } from '../stack/aws-clients.ts';
import { createFeeds } from './cloudwatch/feeds.ts';
import type { Position } from './core/shard-state.ts';
import type { Log } from './log.ts';
import { type Mapping, readMapping } from './mapping.ts';
import { createMappingWorker, type MappingWorker } from './mapping-worker.ts';
import type { MappingStatus, RunnerStatus } from './status.ts';

/** Reads what is deployed, and keeps workers for it. */
export interface Runner {
  /** Looks at what is deployed now: starts, restarts and stops workers. @throws when the local AWS does not answer */
  readonly refresh: () => Promise<void>;
  /** One pass over all subscriptions. */
  readonly deliverSubscriptions: () => Promise<void>;
  readonly status: () => RunnerStatus;
  readonly stop: () => Promise<void>;
}

interface Running {
  readonly fingerprint: string;
  readonly worker: MappingWorker;
}

/**
 * The event-source runner: a worker for each shard of every deployed Kinesis mapping, a feed for each subscription filter.
 * @param last the status of an earlier runner of the same stack: reading continues at its checkpoints
 */
export function createRunner(clients: LocalClients, last: RunnerStatus | undefined, log: Log): Runner {
  const running: Map<string, Running> = new Map();
  const seenAtMs = new Map<string, number>();
  const feeds = createFeeds(clients, log);
  return {
    refresh: async () => {
      const mappings = (await listMappings(clients)).flatMap((config) => {
        const seenAt = seenAtMs.get(config.UUID ?? '') ?? Date.now();
        seenAtMs.set(config.UUID ?? '', seenAt);
        return readMapping(config, seenAt) ?? [];
      });
      for (const mapping of mappings) {
        await serve(mapping, { clients, running, last, log }).catch((error) =>
          log('mapping cannot be served', { mappingId: mapping.mappingId, error: String(error) }),
        );
      }
      await stopOthers(running, mappings);
    },
    deliverSubscriptions: feeds.deliver,
    status: () => ({
      mappings: [...running.values()].map(({ worker }) => worker.status()),
      subscriptions: feeds.status(),
    }),
    stop: async () => {
      await Promise.all([...running.values()].map(({ worker }) => worker.stop()));
    },
  };
}

interface Serving {
  readonly clients: LocalClients;
  /** By mapping id. */
  readonly running: Map<string, Running>;
  readonly last: RunnerStatus | undefined;
  readonly log: Log;
}

/** Starts the worker of a mapping, or replaces it where the mapping has changed; then looks for new shards. */
async function serve(mapping: Mapping, { clients, running, last, log }: Serving): Promise<void> {
  const { mappingId } = mapping;
  const fingerprint = JSON.stringify(mapping);
  const known = running.get(mappingId);
  if (known?.fingerprint !== fingerprint) {
    await known?.worker.stop();
    const before = known?.worker.status() ?? last?.mappings.find((status) => status.mappingId === mappingId);
    log('mapping found', { mappingId, function: mapping.functionArn, stream: mapping.streamArn });
    const worker = createMappingWorker({ clients, mapping, checkpoints: checkpointsOf(before), log });
    running.set(mappingId, { fingerprint, worker });
  }
  await running.get(mappingId)?.worker.refresh();
}

async function stopOthers(running: Map<string, Running>, mappings: readonly Mapping[]): Promise<void> {
  const wanted = new Set(mappings.map(({ mappingId }) => mappingId));
  for (const [mappingId, { worker }] of running) {
    if (wanted.has(mappingId)) continue;
    running.delete(mappingId);
    await worker.stop();
  }
}

function checkpointsOf(status: MappingStatus | undefined): Map<string, Position> {
  return new Map(
    (status?.shards ?? []).flatMap(({ shardId, checkpoint }) => (checkpoint ? [[shardId, checkpoint]] : [])),
  );
}

async function listMappings({ lambda }: LocalClients): Promise<EventSourceMappingConfiguration[]> {
  const found: EventSourceMappingConfiguration[] = [];
  for await (const page of paginateListEventSourceMappings({ client: lambda }, {})) {
    found.push(...(page.EventSourceMappings ?? []));
  }
  return found;
}
