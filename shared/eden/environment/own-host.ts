import type { EnvironmentItem } from './item.ts';
import { locateItem } from './locate-item.ts';

/** Whether an item's host is the one that its profile and its name give. The table may hold anything. */
export function hasOwnHost(item: EnvironmentItem): boolean {
  const located = locateItem(item);
  const host = item.endpoint?.toLowerCase();
  if (located.status === 'invalid' || host === undefined) return false;
  const label = located.located.names.hostLabel.toLowerCase();
  const { dynamicZoneName: zone } = located.profile;
  return zone === undefined ? host.startsWith(`${label}.`) : host === `${label}.${zone}`;
}

/** `profile/name` of the other items with each item's host: one host leads to one environment alone. */
export function sharedHosts(items: readonly EnvironmentItem[]): ReadonlyMap<EnvironmentItem, readonly string[]> {
  const byHost = Map.groupBy(items, ({ endpoint }) => endpoint?.toLowerCase());
  const shared = [...byHost].filter(([host, all]) => host !== undefined && all.length > 1).flatMap(([, all]) => all);
  return new Map(
    shared.map((item) => {
      const others = byHost.get(item.endpoint?.toLowerCase()) ?? [];
      return [item, others.filter((other) => other !== item).map(({ type, name }) => `${type}/${name}`)] as const;
    }),
  );
}
