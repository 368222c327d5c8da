import type { OwnedResource } from '../../../shared/eden/clients/owned.ts';
import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';

/** ARN → when a run first saw it without an item, epoch ms. */
export type Seen = Readonly<Record<string, number>>;

/** Something of ours that no environment of the table has. */
export interface Orphan extends OwnedResource {
  readonly firstSeenMs: number;
  /** Seen by an earlier run, at least an hour ago: no create in progress explains it. */
  readonly isDeletable: boolean;
}

const DELETABLE_AFTER_MS = 3_600_000;
/** Service before rule before target group: the order in which AWS lets them go. */
const DELETE_ORDER: readonly OwnedResource['kind'][] = ['service', 'rule', 'targetGroup'];
/** More than any account's ALBs hold; it keeps the note below DynamoDB's 400 KB. */
const MAX_NOTED = 1_000;

/** Finds the orphans; a resource that has an item again starts anew when it loses it. */
export function findOrphans(
  resources: readonly OwnedResource[],
  items: readonly EnvironmentItem[],
  { seen, nowMs }: { readonly seen: Seen; readonly nowMs: number },
): readonly Orphan[] {
  const known = new Set(items.map(({ type, name }) => JSON.stringify([type, name])));
  return resources
    .filter(({ profile, environment }) => !known.has(JSON.stringify([profile, environment])))
    .map((resource) => {
      const before = seen[resource.arn];
      const firstSeenMs = before ?? nowMs;
      return { ...resource, firstSeenMs, isDeletable: before !== undefined && nowMs - before >= DELETABLE_AFTER_MS };
    })
    .toSorted((a, b) => DELETE_ORDER.indexOf(a.kind) - DELETE_ORDER.indexOf(b.kind));
}

/** The note for the next run. */
export function noteOrphans(orphans: readonly Orphan[]): Seen {
  return Object.fromEntries(orphans.slice(0, MAX_NOTED).map(({ arn, firstSeenMs }) => [arn, firstSeenMs]));
}
