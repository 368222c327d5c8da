import { type Attempt, attempt } from '../../../shared/eden/problem/attempt.ts';
import type { EdenDeps } from '../../../shared/eden/run/run.ts';
import type { Orphan } from './orphans.ts';

/** An orphan and what was done about it. */
export interface ReportedOrphan extends Pick<Orphan, 'kind' | 'arn' | 'profile' | 'environment'> {
  readonly firstSeen: string;
  readonly action: 'reported' | 'deleted' | 'failed';
  readonly problems?: readonly string[];
}

/** Orphans deleted in one run, at most. */
const MAX_ORPHAN_DELETIONS = 5;

/** Deletes orphans where it may, and reports all; `left` are those that are still there. */
export async function handleOrphans(
  deps: EdenDeps,
  orphans: readonly Orphan[],
  { mayDelete }: { readonly mayDelete: boolean },
): Promise<{ readonly reported: readonly ReportedOrphan[]; readonly left: readonly Orphan[] }> {
  const deletable = orphans.filter(({ isDeletable }) => mayDelete && isDeletable).slice(0, MAX_ORPHAN_DELETIONS);
  const dealt = new Map<string, Attempt<boolean>>();
  for (const orphan of deletable) dealt.set(orphan.arn, await attempt(() => deleteOrphan(deps, orphan)));
  const reported = orphans.map((orphan) => reportOrphan(orphan, dealt.get(orphan.arn)));
  return { reported, left: orphans.filter((_, at) => reported[at]?.action !== 'deleted') };
}

/** Deletes one orphan, after asking once more whether it has an item by now; false: it has. */
async function deleteOrphan({ aws }: EdenDeps, { kind, arn, cluster, profile, environment }: Orphan): Promise<boolean> {
  if (profile !== '' && environment !== '') {
    if ((await aws.getItem({ type: profile, name: environment })) !== undefined) return false;
  }
  if (kind === 'service') await aws.deleteService({ cluster: cluster ?? '', service: arn });
  if (kind === 'rule') await aws.deleteRule(arn);
  if (kind !== 'targetGroup') return true;
  return (await aws.deleteTargetGroup(arn)) !== 'in_use';
}

function reportOrphan(orphan: Orphan, dealt: Attempt<boolean> | undefined): ReportedOrphan {
  const { kind, arn, profile, environment } = orphan;
  const at = { kind, arn, profile, environment, firstSeen: new Date(orphan.firstSeenMs).toISOString() };
  if (dealt === undefined) return { ...at, action: 'reported' };
  if (dealt.status === 'refused')
    return { ...at, action: 'failed', problems: dealt.problems.map(({ message }) => message) };
  return { ...at, action: dealt.value ? 'deleted' : 'reported' };
}
