import {
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client as ElbClient,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { locateEnvironment } from '../../shared/eden/environment/locate.ts';
import { wakingGroupName } from '../../shared/eden/environment/sleep.ts';
import { type SleepOutcome, sleepEnvironment } from '../../shared/eden/operation/sleep.ts';
import type { SleepTarget } from '../../shared/eden/operation/sleep-run.ts';
import { type WakeOutcome, wakeEnvironment } from '../../shared/eden/operation/wake.ts';
import { parseProfile } from '../../shared/eden/profile/profile.ts';
import type { EdenDeps } from '../../shared/eden/run/run.ts';
import { type Account, region, table } from './world.ts';

/** Puts environment `foo` to sleep, as the client. */
export async function sleepFoo(account: Account, client: string, more: Partial<EdenDeps> = {}): Promise<SleepOutcome> {
  const deps = account.deps(client, more);
  return await sleepEnvironment(deps, await target(account, deps));
}

/** Takes one step of the wake of environment `foo`. */
export async function wakeFoo(account: Account, client: string, more: Partial<EdenDeps> = {}): Promise<WakeOutcome> {
  const deps = account.deps(client, more);
  return await wakeEnvironment(deps, await target(account, deps));
}

async function target({ seeded }: Account, { aws }: EdenDeps): Promise<SleepTarget> {
  const parsed = parseProfile(seeded.fields, 'Profile api');
  if (parsed.status === 'invalid') throw new Error('the profile is invalid');
  const located = await locateEnvironment(aws, { profile: parsed.profile, profileName: 'api', given: 'foo' });
  return { located, ...parsed };
}

/** Makes the target group of the waking function, as a stage with `eden.sleep` does; gives its ARN. */
export async function makeWakingGroup({ strict, seeded }: Account): Promise<string> {
  const account = seeded.fields.master_alb_arn?.split(':')[4] ?? '';
  const elb = new ElbClient({ endpoint: strict.url, region, credentials: strictCredentials(account, 'seed') });
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({ Name: wakingGroupName(table), TargetType: 'lambda' }),
  );
  elb.destroy();
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
}
