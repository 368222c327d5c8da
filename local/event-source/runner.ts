import { type EventSourceMappingConfiguration, paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import type { LocalClients } from '../stack/aws-clients.ts';
import { createSubscriptionFeed, listSubscriptions, type SubscriptionFeed } from './cloudwatch/subscription.ts';
import type { Position } from './core/shard-state.ts';
import type { Log } from './log.ts';
import { type Mapping, readMapping } from './mapping.ts';
import { createMappingWorker, type MappingWorker } from './mapping-worker.ts';
import type { MappingStatus, RunnerStatus, SubscriptionStatus } from './status.ts';

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

interface Feeding {
  readonly feed: SubscriptionFeed;
  status: SubscriptionStatus;
}

/**
 * The event-source runner: for every deployed Kinesis mapping a worker a shard, for every subscription filter a feed.
 * @param last the status of an earlier runner of the same stack: its checkpoints are gone on from
 */
export function createRunner(clients: LocalClients, last: RunnerStatus | undefined, log: Log): Runner {
  const running = new Map<string, Running>();
  const seenAtMs = new Map<string, number>();
  const feeds = createFeeds(clients, log);

  const start = (mapping: Mapping, fingerprint: string, checkpoints: ReadonlyMap<string, Position>): void => {
    log('mapping found', { mappingId: mapping.mappingId, function: mapping.functionArn, stream: mapping.streamArn });
    running.set(mapping.mappingId, {
      fingerprint,
      worker: createMappingWorker({ clients, mapping, checkpoints, log }),
    });
  };

  const reconcile = async (mapping: Mapping): Promise<void> => {
    const { mappingId } = mapping;
    const fingerprint = JSON.stringify(mapping);
    const known = running.get(mappingId);
    if (known === undefined) {
      const before = last?.mappings.find((status) => status.mappingId === mappingId);
      start(mapping, fingerprint, checkpointsOf(before));
    } else if (known.fingerprint !== fingerprint) {
      await known.worker.stop();
      start(mapping, fingerprint, checkpointsOf(known.worker.status()));
    }
    await running.get(mappingId)?.worker.refresh();
  };

  return {
    refresh: async () => {
      const mappings = (await listMappings(clients)).flatMap((config) => {
        const seenAt = seenAtMs.get(config.UUID ?? '') ?? Date.now();
        seenAtMs.set(config.UUID ?? '', seenAt);
        return readMapping(config, seenAt) ?? [];
      });
      for (const mapping of mappings) {
        await reconcile(mapping).catch((error) =>
          log('mapping cannot be served', { mappingId: mapping.mappingId, error: String(error) }),
        );
      }
      const wanted = new Set(mappings.map(({ mappingId }) => mappingId));
      for (const [mappingId, { worker }] of running) {
        if (wanted.has(mappingId)) continue;
        running.delete(mappingId);
        await worker.stop();
      }
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

function createFeeds(clients: LocalClients, log: Log) {
  const feeds = new Map<string, Feeding>();
  const pass = async ({ feed, status }: Feeding): Promise<SubscriptionStatus> => {
    const beganAtMs = Date.now();
    try {
      const events = await feed.deliver();
      const deliveredEvents = status.deliveredEvents + events;
      return { ...status, deliveredEvents, idleSinceMs: events === 0 ? beganAtMs : status.idleSinceMs };
    } catch (error) {
      log('subscription cannot be delivered', { logGroup: status.logGroup, error: String(error) });
      return status;
    }
  };
  return {
    deliver: async (): Promise<void> => {
      const subscriptions = await listSubscriptions(clients);
      const keyOf = (one: (typeof subscriptions)[number]): string => JSON.stringify(one);
      const wanted = new Set(subscriptions.map(keyOf));
      for (const key of feeds.keys()) if (!wanted.has(key)) feeds.delete(key);
      for (const subscription of subscriptions) {
        const key = keyOf(subscription);
        const { logGroup, filterName } = subscription;
        const feeding = feeds.get(key) ?? {
          feed: createSubscriptionFeed(clients, subscription, log),
          status: { logGroup, filterName, deliveredEvents: 0, idleSinceMs: 0 },
        };
        feeds.set(key, feeding);
        feeding.status = await pass(feeding);
      }
    },
    status: (): SubscriptionStatus[] => [...feeds.values()].map(({ status }) => status),
  };
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
