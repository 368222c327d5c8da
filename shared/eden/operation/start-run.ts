import type { Taken } from '../aws/ports.ts';
import type { EnvironmentItem, ItemKey } from '../environment/item.ts';
import { profileOfItem } from '../environment/item-profile.ts';
import type { Located } from '../environment/locate.ts';
import { deriveNames } from '../environment/names.ts';
import { isOfOlderEden, phaseOf } from '../environment/phase.ts';
import { takeLease } from '../lease/take-lease.ts';
import { withLeaseCheck } from '../lease/with-lease-check.ts';
import { attempt } from '../problem/attempt.ts';
import { type Profile, type ProfileFields, parseProfile } from '../profile/profile.ts';
import { createJournal } from '../run/journal.ts';
import { ownerOf, ownTags } from '../run/ownership.ts';
import type { EdenDeps, Run } from '../run/run.ts';
import type { LineContext } from '../run/transcript.ts';
import { type Failed, failedUntouched, heldByOther, INTERRUPTED } from './outcome.ts';

/** The environment to lease. `profile` and `fields` are the caller's; a delete or repair prefers the item's own. */
export interface StartRequest {
  readonly located: Located;
  readonly profile: Profile;
  readonly fields: ProfileFields;
  readonly mayCreate: boolean;
  readonly prefers: 'caller' | 'item';
}

/** A run with the environment's lease, or why there is none. */
export type StartedRun = { readonly status: 'started'; readonly run: Run } | { readonly status: 'missing' } | Failed;

interface TakenLease {
  readonly taken: Extract<Taken, { status: 'taken' }>;
  readonly runId: string;
  readonly untilMs: number;
}

const POLL_MS = 1_000;

/** Takes the environment's lease; waits for another run as long as the driver allows. */
export async function startRun(deps: EdenDeps, request: StartRequest): Promise<StartedRun> {
  const started = await attempt(() => waitForLease(deps, request));
  return started.status === 'ok' ? started.value : failedUntouched(started.problems);
}

async function waitForLease(deps: EdenDeps, request: StartRequest): Promise<StartedRun> {
  const { key } = request.located;
  const target = { key, runId: deps.newRunId(), mayCreate: request.mayCreate, set: { kind: 'environment' } };
  const waitUntilMs = deps.clock.now() + deps.lockTimeoutMs;
  let isTold = false;
  for (;;) {
    if (deps.isInterrupted?.() === true) return failedUntouched([INTERRUPTED]);
    const { taken, untilMs } = await takeLease(deps, target);
    if (taken.status === 'missing') return { status: 'missing' };
    if (taken.status === 'taken') {
      return { status: 'started', run: createRun(deps, request, { taken, runId: target.runId, untilMs }) };
    }
    const waitMs = Math.ceil(POLL_MS * (0.5 + deps.random()));
    const held = heldByOther(taken.item, deps.clock.now());
    if (deps.clock.now() + waitMs > waitUntilMs) return held;
    if (!isTold) deps.say(`${held.problems[0]?.message} Waiting.`, lineContext(key, target.runId));
    isTold = true;
    await deps.clock.sleep(waitMs);
  }
}

function createRun(deps: EdenDeps, request: StartRequest, { taken, runId, untilMs }: TakenLease): Run {
  const { key, names: located, legacy } = request.located;
  const own = taken.before;
  const before = phaseOf(own) === 'fresh' && legacy !== undefined ? { ...legacy, ...own } : own;
  const { profile, fields } = request.prefers === 'item' ? ownProfile(request, before) : request;
  const names = before?.environment === undefined ? located : deriveNames(profile, before.environment);
  const owner = ownerOf(profile.referenceServiceArn, deps.tableName);
  const journal = createJournal({
    key,
    runId,
    writeItem: deps.aws.writeItem,
    clock: deps.clock,
    policy: deps.lease,
    leaseUntilMs: untilMs,
    entries: before?.journal ?? {},
  });
  const of = lineContext(key, runId);
  return {
    deps,
    aws: withLeaseCheck(deps.aws, journal.assertHeld),
    runId,
    profileName: key.type,
    profile,
    fields,
    names,
    owner,
    tags: ownTags({ owner, profileName: key.type, resource: names.resource, runId }),
    journal,
    given: request.located.given,
    before,
    legacy,
    isNewItem: phaseOf(own) === 'fresh',
    isForeignItem: own !== undefined && own.run_id === undefined,
    isAdopted: deps.mayAdopt === true && isOfOlderEden(before),
    say: (line) => deps.say(line, of),
  };
}

function lineContext({ type, name }: ItemKey, runId: string): LineContext {
  return { profile: type, environment: name, runId };
}

/** The profile that the item was made with; the caller's where the item has none that is valid. */
function ownProfile(request: StartRequest, item: EnvironmentItem | undefined): Pick<Run, 'profile' | 'fields'> {
  const fields = profileOfItem(item);
  if (fields === undefined) return request;
  const parsed = parseProfile(fields, `item ${item?.name ?? ''}`);
  return parsed.status === 'ok' ? parsed : request;
}
