import type { Taken } from '../aws/ports.ts';
import type { EnvironmentItem, ItemKey } from '../environment/item.ts';
import type { Located } from '../environment/locate.ts';
import { deriveNames } from '../environment/names.ts';
import { storedProfile } from '../environment/stored-profile.ts';
import { guardWrites } from '../lease/guarded-writes.ts';
import { type Profile, type ProfileFields, parseProfile } from '../profile/profile.ts';
import { createJournal } from '../run/journal.ts';
import { ownerOf, ownTags } from '../run/ownership.ts';
import type { EdenDeps, Run } from '../run/run.ts';
import { type Failed, heldBy } from './outcome.ts';

/** What a run is about. `fields` is the profile the caller has; a delete or repair prefers the item's own. */
export interface BeginRequest {
  readonly located: Located;
  readonly profile: Profile;
  readonly fields: ProfileFields;
  readonly mayCreate: boolean;
  readonly prefers: 'caller' | 'item';
}

/** The environment is leased to this run, or why it is not. */
export type Begun =
  | { readonly status: 'begun'; readonly run: Run }
  | { readonly status: 'missing' }
  | { readonly status: 'held'; readonly failed: Failed };

const pollMs = 1_000;

/** Takes the environment's lease, waiting for another holder as long as the driver allows. */
export async function beginRun(deps: EdenDeps, request: BeginRequest): Promise<Begun> {
  const { key } = request.located;
  const runId = deps.newRunId();
  const waitUntilMs = deps.clock.now() + deps.lockTimeoutMs;
  let isTold = false;
  for (;;) {
    const { taken, untilMs } = await takeLease(deps, { key, runId, mayCreate: request.mayCreate });
    if (taken.status === 'missing') return { status: 'missing' };
    if (taken.status === 'taken') return { status: 'begun', run: createRun(deps, request, { taken, runId, untilMs }) };
    const waitMs = Math.ceil(pollMs * (0.5 + deps.random()));
    const failed = heldBy(taken.item, deps.clock.now());
    if (deps.clock.now() + waitMs > waitUntilMs) return { status: 'held', failed };
    if (!isTold) deps.say(`${failed.problems[0]?.message} Waiting.`);
    isTold = true;
    await deps.clock.sleep(waitMs);
  }
}

async function takeLease(
  deps: EdenDeps,
  of: { readonly key: ItemKey; readonly runId: string; readonly mayCreate: boolean },
): Promise<{ readonly taken: Taken; readonly untilMs: number }> {
  const nowMs = deps.clock.now();
  const untilMs = nowMs + deps.lease.durationMs;
  const { key, runId, mayCreate } = of;
  const taken = await deps.aws.takeItem(
    key,
    { runId, holder: deps.holder, nowMs, untilMs, mayCreate },
    {
      set: { kind: 'environment' },
    },
  );
  return { taken, untilMs };
}

function createRun(
  deps: EdenDeps,
  request: BeginRequest,
  got: { readonly taken: Extract<Taken, { status: 'taken' }>; readonly runId: string; readonly untilMs: number },
): Run {
  const { key, names: located, legacy } = request.located;
  const own = got.taken.before;
  const before = phaseOf(own) === 'fresh' && legacy !== undefined ? { ...legacy, ...own } : own;
  const { profile, fields } = request.prefers === 'item' ? ownProfile(request, before) : request;
  const names = before?.environment === undefined ? located : deriveNames(profile, before.environment);
  const owner = ownerOf(profile.referenceServiceArn, deps.tableName);
  const journal = createJournal({
    key,
    runId: got.runId,
    writeItem: deps.aws.writeItem,
    clock: deps.clock,
    policy: deps.lease,
    leaseUntilMs: got.untilMs,
    entries: before?.journal ?? {},
  });
  return {
    deps,
    aws: guardWrites(deps.aws, journal.assertHeld),
    runId: got.runId,
    profileName: key.type,
    profile,
    fields,
    names,
    owner,
    tags: ownTags({ owner, profileName: key.type, resource: names.resource, runId: got.runId }),
    journal,
    before,
    isNewItem: phaseOf(own) === 'fresh',
    isAdopted: before?.adopted === true || phaseOf(before) === 'adopted',
    say: deps.say,
  };
}

/**
 * Where an environment stands, by its item. `fresh`: nothing was made. `adopted`: an older eden made it and its item
 * alone says so; the lease that a crashed run of ours left on it does not change that.
 */
export function phaseOf(
  item: EnvironmentItem | undefined,
): 'fresh' | 'adopted' | NonNullable<EnvironmentItem['status']> {
  if (item?.status !== undefined) return item.status;
  return item?.endpoint === undefined ? 'fresh' : 'adopted';
}

function ownProfile(request: BeginRequest, item: EnvironmentItem | undefined): Pick<Run, 'profile' | 'fields'> {
  const stored = storedProfile(item);
  if (stored === undefined) return request;
  const parsed = parseProfile(stored, `item ${item?.name ?? ''}`);
  return parsed.status === 'ok' ? parsed : request;
}
