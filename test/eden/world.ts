import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Seeded, seedAccount, strictCredentials } from '../../local/strict-aws/seed.ts';
import { type StrictAws, type StrictAwsOptions, startStrictAws } from '../../local/strict-aws/strict-aws.ts';
import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import { type AwsOptions, createEdenAws } from '../../shared/eden/clients/eden-aws.ts';
import { createEnvironment } from '../../shared/eden/operation/create.ts';
import { deleteEnvironment } from '../../shared/eden/operation/delete.ts';
import type { CreateOutcome, DeleteOutcome } from '../../shared/eden/operation/outcome.ts';
import { repairCrashed } from '../../shared/eden/operation/repair.ts';
import { parseProfile } from '../../shared/eden/profile/profile.ts';
import type { EdenDeps } from '../../shared/eden/run/run.ts';
import { createTableAdmin } from '../../shared/eden/table/admin-calls.ts';
import { openMoto } from './shared-moto/shared-moto.ts';

export const region = 'us-east-1';
export const table = 'eden';
/** Clients that no fault ever meets: their connections are kept, which makes the long tests a third shorter. */
const keptClients = new Set(['first', 'next', 'delete', 'tidy', 'prepare']);
/** A busy machine answers late; no test is about that. */
const patientMs = 120_000;
const projectRoot = join(__dirname, '..', '..');

/** Length of a test's lease; {@link Account.clock} is set ahead by more to end it. */
export const leaseMs = 600_000;

/** A clock whose sleeps take no time and which can be set ahead. */
export interface TestClock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly skip: (ms: number) => void;
}

/** Three attempts without waiting between them. */
const impatientRetries = {
  acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
  refreshRetryTokenForRetry: async (token: { getRetryCount: () => number }, error: { errorType: string }) => {
    const count = token.getRetryCount() + 1;
    if (count > 2 || error.errorType === 'CLIENT_ERROR') throw new Error('no more attempts');
    return { getRetryCount: () => count, getRetryDelay: () => 0 };
  },
  recordSuccess: () => {},
};

/** An account with all eden needs, and drivers that run in it. */
export interface Account {
  readonly strict: StrictAws;
  readonly seeded: Seeded;
  readonly clock: TestClock;
  /** Ports of a client; its session token names it in strict-aws's records. */
  readonly aws: (client: string, retries?: boolean) => EdenAws;
  readonly deps: (client: string, more?: Partial<EdenDeps> & { readonly retries?: boolean }) => EdenDeps;
  readonly create: (client: string, more?: CreateMore) => Promise<CreateOutcome>;
  readonly delete: (client: string, name?: string, more?: CreateMore['deps']) => Promise<DeleteOutcome>;
  readonly repair: (client: string) => Promise<readonly DeleteOutcome[]>;
}

export interface CreateMore {
  readonly name?: string;
  readonly image?: number;
  readonly imageUri?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly profileName?: string;
  readonly deps?: Partial<EdenDeps> & { readonly retries?: boolean };
}

/** A strict-aws for a test file; latency 0 unless told. */
export function startWorld(options: Partial<StrictAwsOptions> = {}): Promise<StrictAws> {
  return startStrictAws({ root: projectRoot, startMoto: openMoto, latencyMs: 0, ...options });
}

/** Seeds an account and makes its table. */
export async function openAccount(
  strict: StrictAws,
  account: string,
  clock: TestClock = createTestClock(),
): Promise<Account> {
  const seeded = await seedAccount({ url: strict.url, account, region });
  const options = (client: string): AwsOptions => ({
    endpoint: strict.url,
    region,
    credentials: strictCredentials(account, client),
  });
  await createTableAdmin(new DynamoDBClient({ ...options('seed'), maxAttempts: 1 })).create(table);
  const aws = createClients(options);
  const deps: Account['deps'] = (client, { retries, ...more } = {}) => ({
    aws: aws(client, retries),
    tableName: table,
    clock,
    newRunId: randomUUID,
    random: Math.random,
    holder: client,
    lease: { durationMs: leaseMs, renews: true },
    lockTimeoutMs: 0,
    mayAdopt: true,
    say: () => {},
    ...more,
  });
  return { strict, seeded, clock, aws, deps, ...createDrivers(seeded, deps) };
}

function createClients(options: (client: string) => AwsOptions): Account['aws'] {
  const kept = new Map<string, EdenAws>();
  return (client, retries = false) => {
    const known = retries ? undefined : kept.get(client);
    if (known !== undefined) return known;
    const retrying = retries
      ? { retryStrategy: impatientRetries as NonNullable<AwsOptions['retryStrategy']> }
      : { maxAttempts: 1 };
    const made = createEdenAws(table, { ...options(client), ...retrying }, patientMs);
    if (keptClients.has(client) && !retries) kept.set(client, made);
    return made;
  };
}

function createDrivers(seeded: Seeded, deps: Account['deps']): Pick<Account, 'create' | 'delete' | 'repair'> {
  return {
    create: (client, more = {}) =>
      createEnvironment(deps(client, more.deps), {
        profileName: more.profileName ?? 'api',
        profile: parseProfile({ ...seeded.fields, ...more.fields }, `Profile ${more.profileName ?? 'api'}`),
        source: 'local',
        name: more.name ?? 'foo',
        imageUri: more.imageUri ?? seeded.images[more.image ?? 0] ?? '',
      }),
    delete: (client, name = 'foo', more = {}) =>
      deleteEnvironment(deps(client, more), {
        profileName: 'api',
        profile: parseProfile(seeded.fields, 'Profile api'),
        name,
      }),
    repair: (client) => repairCrashed(deps(client)),
  };
}

export function createTestClock(): TestClock {
  let aheadMs = 0;
  const skip = (ms: number): void => {
    aheadMs += ms;
  };
  return {
    now: () => Date.now() + aheadMs,
    sleep: async (ms) => {
      skip(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    skip,
  };
}
