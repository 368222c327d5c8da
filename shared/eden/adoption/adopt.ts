import { batchesOf } from '../aws/batches.ts';
import { givenNameOf } from '../environment/given-name.ts';
import { LEASE_ATTRIBUTES } from '../environment/item.ts';
import { type Located, locateEnvironment } from '../environment/locate.ts';
import { isOfOlderEden, phaseOf } from '../environment/phase.ts';
import { STEP_ORDER } from '../environment/step-id.ts';
import { endLegacyItem, endUntouched, releaseLease, whileLeased } from '../operation/end-run.ts';
import { type Failed, failedUntouched } from '../operation/outcome.ts';
import { startRun } from '../operation/start-run.ts';
import { attempt } from '../problem/attempt.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import { ownerOf } from '../run/ownership.ts';
import type { EdenDeps, Run } from '../run/run.ts';
import { type AdoptedResource, type AdoptionPlan, planAdoption } from './plan.ts';

/** The environment to adopt. `isDry`: only the plan is made; nothing is changed, and no lease is taken. */
export interface AdoptionRequest {
  readonly profileName: string;
  readonly loaded: LoadedProfile;
  readonly name: string;
  readonly isDry: boolean;
}

/**
 * The result of an adoption. `own`: the environment is this eden's already; `absent`: the table does not have it.
 */
export type AdoptionOutcome =
  | { readonly status: 'absent'; readonly name: string }
  | { readonly status: 'own'; readonly name: string }
  | {
      readonly status: 'planned' | 'adopted';
      readonly name: string;
      readonly host: string;
      readonly resources: readonly AdoptedResource[];
    }
  | Failed;

type ReadyPlan = Extract<AdoptionPlan, { status: 'ok' }>;

/** DescribeTags and ECS's TagResource are throttled per account: a family with many revisions is tagged a few at a time. */
const TAGGED_AT_ONCE = 5;

/**
 * Gives the resources of an older eden's environment this eden's tags, and writes its item anew: then the API and the
 * reaper handle it like any other. An adoption that was cut off is done again; what has the tags keeps them.
 */
export async function adoptEnvironment(deps: EdenDeps, request: AdoptionRequest): Promise<AdoptionOutcome> {
  const { loaded, profileName, name: given, isDry } = request;
  const tried = await attempt(() => locateEnvironment(deps.aws, { profile: loaded.profile, profileName, given }));
  if (tried.status === 'refused') return failedUntouched(tried.problems);
  const located = tried.value;
  const before = located.item ?? located.legacy;
  const { resource: name } = located.names;
  if (before === undefined) return { status: 'absent', name };
  if (phaseOf(before) !== 'fresh' && !isOfOlderEden(before)) return { status: 'own', name };
  if (!isDry) return await adopt(deps, located, loaded);
  const owner = ownerOf(loaded.profile.referenceServiceArn, deps.tableName);
  const { names } = located;
  const run = { aws: deps.aws, before, names, profileName, profile: loaded.profile, owner, isAdopted: true };
  const planned = await attempt(() => planAdoption(run));
  const plan = planned.status === 'ok' ? planned.value : planned;
  if (plan.status === 'refused') return failedUntouched(plan.problems);
  return { status: 'planned', name, host: plan.host, resources: plan.resources };
}

async function adopt(deps: EdenDeps, located: Located, loaded: LoadedProfile): Promise<AdoptionOutcome> {
  const { profile, fields } = loaded;
  const mayCreate = located.item === undefined;
  const started = await startRun(deps, { located, profile, fields, mayCreate, prefers: 'caller' });
  if (started.status === 'missing') return { status: 'absent', name: located.names.resource };
  if (started.status === 'failed') return started;
  return await whileLeased(started.run, () => adoptLeased(started.run));
}

async function adoptLeased(run: Run): Promise<AdoptionOutcome> {
  const { resource: name } = run.names;
  if (!run.isAdopted) {
    const released = await attempt(() => releaseLease(run));
    return released.status === 'ok' ? { status: 'own', name } : failedUntouched(released.problems);
  }
  const planned = await attempt(() => planAdoption(run));
  const plan = planned.status === 'ok' ? planned.value : planned;
  if (plan.status === 'refused') return await endUntouched(run, plan.problems);
  const tagged = await attempt(async () => {
    await run.journal.commit(firstAttributes(run, plan), []);
    await tagAll(run, plan.resources);
    await run.journal.commit(lastAttributes(run, plan), ['adopted', ...LEASE_ATTRIBUTES]);
  });
  if (tagged.status === 'refused') {
    await attempt(() => releaseLease(run));
    return { status: 'failed', problems: tagged.problems, left: 'unfinished', runId: run.runId };
  }
  return await endLegacyItem<AdoptionOutcome>(run, {
    status: 'adopted',
    name,
    host: plan.host,
    resources: plan.resources,
  });
}

/** Attributes for a reader of the item when the adoption is cut off. */
function firstAttributes({ names, fields }: Run, { host }: ReadyPlan): Readonly<Record<string, unknown>> {
  return { adopted: true, environment: names.environment, endpoint: host, resolved_profile: JSON.stringify(fields) };
}

async function tagAll(run: Run, resources: readonly AdoptedResource[]): Promise<void> {
  const untagged = resources.filter(({ isTagged }) => !isTagged);
  for (const batch of batchesOf(untagged, TAGGED_AT_ONCE)) {
    await Promise.all(
      batch.map(async ({ kind, arn }) => {
        const isElb = kind === 'target group' || kind === 'listener rule';
        await (isElb ? run.aws.tagElbResource(arn, run.tags) : run.aws.tagEcsResource(arn, run.tags));
        run.say(`Tagged ${kind} ${arn}`);
      }),
    );
  }
}

/** A ready environment whose journal has all of its resources. */
function lastAttributes(run: Run, { listenerArn, resources }: ReadyPlan): Readonly<Record<string, unknown>> {
  const { before, names } = run;
  const arnsOf = (wanted: AdoptedResource['kind']) =>
    resources.filter(({ kind }) => kind === wanted).map(({ arn }) => arn);
  const arns = {
    taskDefinition: arnsOf('task definition'),
    targetGroup: arnsOf('target group'),
    rule: arnsOf('listener rule'),
  } as const;
  for (const step of STEP_ORDER.filter((one) => one !== 'seedTask')) {
    run.journal.note(step, { state: 'made', ...(step in arns && { arns: arns[step as keyof typeof arns] }) });
  }
  return {
    status: 'ready',
    given_name: givenNameOf(before, run.given ?? names.environment, names),
    profile_source: 'local',
    listener_arn: listenerArn,
    last_updated: before?.last_updated,
    last_updated_time: before?.last_updated_time,
  };
}
