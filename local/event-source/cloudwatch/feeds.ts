import type { LocalClients } from '../../stack/aws-clients.ts';
import type { Log } from '../log.ts';
import type { SubscriptionStatus } from '../status.ts';
import { createSubscriptionFeed, listSubscriptions, type Subscription, type SubscriptionFeed } from './subscription.ts';

interface Feeding {
  readonly feed: SubscriptionFeed;
  status: SubscriptionStatus;
}

/** The feeds of all subscription filters; one whose filter is gone is dropped. */
interface Feeds {
  /** One pass over all subscriptions. */
  readonly deliver: () => Promise<void>;
  readonly status: () => SubscriptionStatus[];
}

/** Keeps a feed for each deployed subscription filter. */
export function createFeeds(clients: LocalClients, log: Log): Feeds {
  const feeds = new Map<string, Feeding>();
  return {
    deliver: async () => {
      const subscriptions = await listSubscriptions(clients);
      const wanted = new Set(subscriptions.map(keyOf));
      for (const key of feeds.keys()) if (!wanted.has(key)) feeds.delete(key);
      for (const subscription of subscriptions) {
        const { logGroup, filterName } = subscription;
        const feeding = feeds.get(keyOf(subscription)) ?? {
          feed: createSubscriptionFeed(clients, subscription, log),
          status: { logGroup, filterName, deliveredEvents: 0, idleSinceMs: 0 },
        };
        feeds.set(keyOf(subscription), feeding);
        feeding.status = await deliverOnce(feeding, log);
      }
    },
    status: () => [...feeds.values()].map(({ status }) => status),
  };
}

function keyOf(subscription: Subscription): string {
  return JSON.stringify(subscription);
}

async function deliverOnce({ feed, status }: Feeding, log: Log): Promise<SubscriptionStatus> {
  const startedAtMs = Date.now();
  try {
    const events = await feed.deliver();
    const deliveredEvents = status.deliveredEvents + events;
    return { ...status, deliveredEvents, idleSinceMs: events === 0 ? startedAtMs : status.idleSinceMs };
  } catch (error) {
    log('subscription cannot be delivered', { logGroup: status.logGroup, error: String(error) });
    return status;
  }
}
