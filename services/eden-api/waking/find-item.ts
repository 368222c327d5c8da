import type { EdenReads } from '../../../shared/eden/aws/ports.ts';
import type { EnvironmentItem, ItemKey } from '../../../shared/eden/environment/item.ts';
import type { Clock } from '../../../shared/eden/lease/lease.ts';

/** Ports of {@link createFindItem}. */
export interface FindItemDeps {
  readonly aws: Pick<EdenReads, 'getItem' | 'scanEnvironments'>;
  readonly clock: Clock;
}

/** An item is read again after this time, and the table is listed for an unknown host, in ms. */
const FRESH_MS = 1_000;
const LISTED_MS = 10_000;

interface Read<T> {
  readonly atMs: number;
  readonly answer: Promise<T>;
}

/**
 * Finds an environment by its host. However many requests come, an item is read once a second, and the table is listed
 * once in ten seconds: a page that reloads must not cost more than one environment's read.
 */
export function createFindItem({ aws, clock }: FindItemDeps): (host: string) => Promise<EnvironmentItem | undefined> {
  const keys = new Map<string, ItemKey>();
  const reads = new Map<string, Read<EnvironmentItem | undefined>>();
  let listing: Read<readonly EnvironmentItem[]> | undefined;

  const list = async (): Promise<void> => {
    const nowMs = clock.now();
    if (listing === undefined || nowMs - listing.atMs >= LISTED_MS) {
      const answer = aws.scanEnvironments();
      listing = { atMs: nowMs, answer };
      // A table that is throttled must not be asked by each request.
      answer.catch(() => {
        listing = { atMs: nowMs - LISTED_MS + FRESH_MS, answer };
      });
    }
    for (const { endpoint, type, name } of await listing.answer) {
      if (endpoint !== undefined) keys.set(endpoint.toLowerCase(), { type, name });
    }
  };
  const read = (key: ItemKey): Promise<EnvironmentItem | undefined> => {
    const id = JSON.stringify([key.type, key.name]);
    const [nowMs, known] = [clock.now(), reads.get(id)];
    if (known !== undefined && nowMs - known.atMs < FRESH_MS) return known.answer;
    const answer = aws.getItem(key);
    reads.set(id, { atMs: nowMs, answer });
    answer.catch(() => reads.delete(id));
    return answer;
  };
  return async (host) => {
    if (!keys.has(host)) await list();
    const key = keys.get(host);
    const item = key && (await read(key));
    if (item?.endpoint?.toLowerCase() === host) return item;
    keys.delete(host);
    return undefined;
  };
}
