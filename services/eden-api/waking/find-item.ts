import type { EdenReads } from '../../../shared/eden/aws/ports.ts';
import type { EnvironmentItem, ItemKey } from '../../../shared/eden/environment/item.ts';
import { hasOwnHost } from '../../../shared/eden/environment/own-host.ts';
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

/** The environment of a host; `several`: the table has more than one that may be it; undefined: none. */
type FoundByHost = EnvironmentItem | 'several' | undefined;

/**
 * Finds an environment by its host. However many requests come, an item is read once a second, and the table is listed
 * once in ten seconds: a page that reloads must not cost more than one environment's read. An item whose host its profile and
 * name do not give comes after one whose host they do.
 */
export function createFindItem({ aws, clock }: FindItemDeps): (host: string) => Promise<FoundByHost> {
  const keys = new Map<string, ItemKey | 'several'>();
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
    for (const [host, items] of Map.groupBy(await listing.answer, ({ endpoint }) => endpoint?.toLowerCase())) {
      if (host !== undefined) keys.set(host, keyOfOne(items));
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
    if (typeof keys.get(host) !== 'object') await list();
    const key = keys.get(host);
    if (key === 'several') return key;
    const item = key && (await read(key));
    if (item?.endpoint?.toLowerCase() === host) return item;
    keys.delete(host);
    return undefined;
  };
}

function keyOfOne(items: readonly EnvironmentItem[]): ItemKey | 'several' {
  const own = items.length === 1 ? items : items.filter(hasOwnHost);
  const [only, ...others] = own.length === 0 ? items : own;
  return only === undefined || others.length > 0 ? 'several' : { type: only.type, name: only.name };
}
