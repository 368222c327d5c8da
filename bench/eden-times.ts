import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client as ElbClient,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { seedAccount, strictCredentials } from '../local/strict-aws/seed.ts';
import { startStrictAws } from '../local/strict-aws/strict-aws.ts';
import { createEdenAws } from '../shared/eden/clients/eden-aws.ts';
import { locateEnvironment } from '../shared/eden/environment/locate.ts';
import { wakingGroupName } from '../shared/eden/environment/sleep.ts';
import { createEnvironment } from '../shared/eden/operation/create.ts';
import { deleteEnvironment } from '../shared/eden/operation/delete.ts';
import { createGroup, deleteGroup } from '../shared/eden/operation/group.ts';
import { sleepEnvironment } from '../shared/eden/operation/sleep.ts';
import { sleepGroup } from '../shared/eden/operation/sleep-group.ts';
import { wakeEnvironment } from '../shared/eden/operation/wake.ts';
import { type LoadedProfile, parseProfile } from '../shared/eden/profile/profile.ts';
import type { EdenDeps } from '../shared/eden/run/run.ts';
import { createTableAdmin } from '../shared/eden/table/admin-calls.ts';
import { median } from './measure.ts';

/** Operation → median wall time in ms on strict-aws at 50 ms a call; the critical paths are create ≤ 18 calls, delete ≤ 16. */
export type EdenTimes = Readonly<Record<string, number>>;

/** An operation that is measured; each round performs all of them, in this order. */
type Work = readonly [name: string, perform: () => Promise<{ readonly status: string }>];

const ACCOUNT = { account: '123456789012', region: 'us-east-1' };
const TABLE = 'eden';
const MEMBERS = ['admin', 'api', 'web'];

/** Performs every operation on an environment `rounds` times, after one to warm up. `root` is the project's folder. */
export async function measureEden(root: string, rounds: number): Promise<EdenTimes> {
  const strict = await startStrictAws({ root, healthyAfterMs: 0 });
  try {
    const options = {
      endpoint: strict.url,
      region: ACCOUNT.region,
      credentials: strictCredentials(ACCOUNT.account, 'bench'),
    };
    const { fields, images } = await seedAccount({ url: strict.url, ...ACCOUNT });
    await createTableAdmin(new DynamoDBClient(options)).create(TABLE);
    const group = { Name: wakingGroupName(TABLE), TargetType: 'lambda' } as const;
    await new ElbClient(options).send(new CreateTargetGroupCommand(group));
    const deps: EdenDeps = {
      aws: createEdenAws(TABLE, options),
      tableName: TABLE,
      clock: { now: Date.now, sleep: (ms) => sleep(ms) },
      newRunId: randomUUID,
      random: Math.random,
      holder: 'bench',
      lease: { durationMs: 60_000, renews: true },
      lockTimeoutMs: 0,
      say: () => {},
    };
    const works = [...worksOfOne(deps, { fields, images }), ...worksOfGroup(deps, { fields, images })];
    const times = new Map(works.map(([name]) => [name, [] as number[]]));
    for (let round = 0; round <= rounds; round += 1) {
      for (const work of works) {
        const ms = await timed(work);
        if (round > 0) times.get(work[0])?.push(ms);
      }
    }
    return Object.fromEntries([...times].map(([name, all]) => [name, median(all)]));
  } finally {
    await strict.stop();
  }
}

interface Seed {
  readonly fields: Readonly<Record<string, string>>;
  readonly images: readonly string[];
}

function worksOfOne(deps: EdenDeps, { fields, images }: Seed): readonly Work[] {
  const loaded = profileOf('api', fields);
  const environment = { profileName: 'api', profile: loaded, name: 'foo' };
  const create = (image = '') => createEnvironment(deps, { ...environment, source: 'local', imageUri: image });
  return [
    ['create', () => create(images[0])],
    ['redeploy', () => create(images[1])],
    ['sleep', async () => sleepEnvironment(deps, await targetOf(deps, 'api', loaded))],
    ['wake: tasks are started', async () => wakeEnvironment(deps, await targetOf(deps, 'api', loaded))],
    ['wake: a target is healthy', async () => wakeEnvironment(deps, await targetOf(deps, 'api', loaded))],
    ['delete', () => deleteEnvironment(deps, environment)],
  ];
}

function worksOfGroup(deps: EdenDeps, { fields, images: [imageUri = ''] }: Seed): readonly Work[] {
  const members = MEMBERS.map((profileName) => {
    const own = { name_prefix: `dev-${profileName}`, domain_name_prefix: profileName };
    const profile = profileOf(profileName, { ...fields, ...own, endpoint_update_key: `${profileName}_url` });
    return { profileName, profile, name: 'foo', imageUri, source: 'local' as const };
  });
  const requests = members.map((request) => ({ deps, request }));
  const sleepers = () =>
    members.map(async ({ profileName, profile }) => ({
      deps,
      request: { profileName, target: await targetOf(deps, profileName, profile) },
    }));
  return [
    ['create a group of three', () => createGroup(requests)],
    ['sleep of the group', async () => sleepGroup(await Promise.all(sleepers()))],
    ['delete of the group', () => deleteGroup(requests)],
  ];
}

function profileOf(name: string, fields: Seed['fields']): LoadedProfile {
  const parsed = parseProfile(fields, `Profile ${name}`);
  if (parsed.status === 'invalid') throw new Error(`profile ${name} is invalid`);
  return parsed;
}

async function targetOf({ aws }: EdenDeps, profileName: string, loaded: LoadedProfile) {
  const located = await locateEnvironment(aws, { profile: loaded.profile, profileName, given: 'foo' });
  return { located, ...loaded };
}

async function timed([name, perform]: Work): Promise<number> {
  const startedAtMs = performance.now();
  const { status } = await perform();
  if (status === 'failed') throw new Error(`${name} failed on strict-aws`);
  return performance.now() - startedAtMs;
}
