import { deriveNames } from '../../shared/eden/environment/names.ts';
import type { CreateOutcome } from '../../shared/eden/operation/outcome.ts';
import type { ParsedProfile } from '../../shared/eden/profile/profile.ts';
import type { EdenDeps } from '../../shared/eden/run/run.ts';
import { type SeedResult, seedText, waitForSeed } from '../../shared/eden/seed-task/seed-result.ts';
import { waitUntilStable } from '../../shared/eden/service/wait-until-stable.ts';

type Made = Exclude<CreateOutcome, { status: 'failed' }>;

/** How an environment was after `--wait`, for a result; `reasons` only where it is not as it should be. */
export interface Waited {
  readonly stability: 'stable' | 'not_stable';
  readonly seedTask?: SeedResult;
  readonly reasons?: readonly string[];
}

/** Waits until the service of a made environment is steady and its seed task, where it has started one, has ended. */
export async function waitForMade(
  deps: Pick<EdenDeps, 'aws' | 'clock' | 'isInterrupted'> & { readonly say: (line: string) => void },
  made: Made,
  profile: ParsedProfile,
  waitMs: number,
): Promise<Waited> {
  const { targetCluster: cluster = '', seedTask } = profile.status === 'ok' ? profile.profile : {};
  const service = profile.status === 'ok' ? deriveNames(profile.profile, made.environment).service : made.name;
  const taskArn = made.seedTaskArn;
  const [stability, seeded] = await Promise.all([
    waitUntilStable(deps, { cluster, service, revision: made.taskDefinitionArn }, waitMs),
    taskArn === undefined ? undefined : waitForSeed(deps, { cluster, container: seedTask?.container, taskArn }, waitMs),
  ]);
  const reasons = [
    ...(stability.status === 'not_stable' ? stability.reasons : []),
    ...(seeded?.isFailed === true ? [`The seed task has not ended well: ${seedText(seeded.seed)}.`] : []),
  ];
  if (seeded?.isFailed === false) deps.say(`Seed task: ${seedText(seeded.seed)}`);
  return {
    stability: stability.status,
    ...(seeded !== undefined && { seedTask: seeded.seed }),
    ...(reasons.length > 0 && { reasons }),
  };
}
