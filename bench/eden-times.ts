import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { seedAccount, strictCredentials } from '../local/strict-aws/seed.ts';
import { startStrictAws } from '../local/strict-aws/strict-aws.ts';
import { createEdenAws } from '../shared/eden/clients/eden-aws.ts';
import { createEnvironment } from '../shared/eden/operation/create.ts';
import { deleteEnvironment } from '../shared/eden/operation/delete.ts';
import { parseProfile } from '../shared/eden/profile/profile.ts';
import type { EdenDeps } from '../shared/eden/run/run.ts';
import { createTableAdmin } from '../shared/eden/table/admin-calls.ts';
import { median } from './measure.ts';

/** Median wall times in ms on strict-aws at 50 ms a call; the critical paths are create ≤ 18 calls, delete ≤ 16. */
export interface EdenTimes {
  readonly createMs: number;
  readonly redeployMs: number;
  readonly deleteMs: number;
}

const ACCOUNT = { account: '123456789012', region: 'us-east-1' };
const TABLE = 'eden';

/** Makes, redeploys and deletes an environment `rounds` times, after one to warm up. `root` is the project's folder. */
export async function measureEden(root: string, rounds: number): Promise<EdenTimes> {
  const strict = await startStrictAws({ root });
  try {
    const options = {
      endpoint: strict.url,
      region: ACCOUNT.region,
      credentials: strictCredentials(ACCOUNT.account, 'bench'),
    };
    const { fields, images } = await seedAccount({ url: strict.url, ...ACCOUNT });
    await createTableAdmin(new DynamoDBClient(options)).create(TABLE);
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
    const environment = { profileName: 'api', profile: parseProfile(fields, 'Profile api'), name: 'foo' };
    const create = (image = '') => createEnvironment(deps, { ...environment, source: 'local', imageUri: image });
    const times: EdenTimes[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      times.push({
        createMs: await timed(() => create(images[0])),
        redeployMs: await timed(() => create(images[1])),
        deleteMs: await timed(() => deleteEnvironment(deps, environment)),
      });
    }
    const [, ...warm] = times;
    return {
      createMs: median(warm.map(({ createMs }) => createMs)),
      redeployMs: median(warm.map(({ redeployMs }) => redeployMs)),
      deleteMs: median(warm.map(({ deleteMs }) => deleteMs)),
    };
  } finally {
    await strict.stop();
  }
}

async function timed(run: () => Promise<{ readonly status: string }>): Promise<number> {
  const startedAtMs = performance.now();
  const { status } = await run();
  if (status === 'failed') throw new Error('eden failed on strict-aws');
  return performance.now() - startedAtMs;
}
