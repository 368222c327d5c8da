import type { Subscription, Topology } from '../../../shared/deploy/topology/topology.ts';
import { byKey, type Change, differences } from './changes.ts';

/** The changes of subscription filters. */
export function compareSubscriptions(before: Topology, after: Topology): readonly Change[] {
  const { removed, added, both } = byKey(before.subscriptions, after.subscriptions);
  const change = (action: Change['action'], { key }: Subscription, sentence: string): Change => ({
    action,
    subject: `subscription ${key}`,
    sentence,
    losesData: action === 'removed',
  });
  return [
    ...removed.map((one) => change('removed', one, `events of ${one.logGroup} do not come any more`)),
    ...added.map((one) => change('made', one, `events of ${one.logGroup} go to ${one.stream.key}`)),
    ...both.flatMap(([old, now]) => {
      const parts = differences('', settingsOf(old), settingsOf(now));
      return parts.length === 0 ? [] : [change('changed', now, parts.join('; '))];
    }),
  ];
}

function settingsOf({ stream, ...settings }: Subscription): object {
  return { ...settings, stream: stream.key };
}
