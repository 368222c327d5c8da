import { type Expiry, expiryOf } from '../environment/expiry.ts';
import { givenNameOf } from '../environment/given-name.ts';
import { locateEnvironment } from '../environment/locate.ts';
import { applyOverrides, type GivenOverrides, keptVariables, type Overridden } from '../environment/overrides.ts';
import { phaseOf } from '../environment/phase.ts';
import { fillPlaceholders, type PlaceholderValues } from '../environment/placeholders.ts';
import { movedProblems } from '../environment/profile-changes.ts';
import { type Preflight, preflight } from '../preflight/preflight.ts';
import { attempt } from '../problem/attempt.ts';
import type { Problem } from '../problem/problem.ts';
import type { Ttl } from '../profile/ttl.ts';
import { type GoodState, readGoodState } from '../run/good-state.ts';
import { itemProblem, namedByOther } from '../run/ownership.ts';
import type { EdenDeps, Found, Run } from '../run/run.ts';
import { applyAll } from './apply.ts';
import { type CreateRequest, type ParsedRequest, parseCreateRequest } from './create-request.ts';
import { goodState } from './current-state.ts';
import { endLegacyItem, endReady, endUndone, endUntouched, failedAfterUndo, whileLeased } from './end-run.ts';
import { meet } from './meet.ts';
import { type CreateOutcome, failedUntouched, INTERRUPTED } from './outcome.ts';
import { startRun } from './start-run.ts';

type Parsed = Extract<ParsedRequest, { status: 'ok' }>;

/** The environment that a run makes, and the state it goes back to when it fails. */
interface Plan {
  readonly found: Found;
  readonly good: GoodState | undefined;
}

/**
 * Makes an environment, or gives an existing one another image. After a failure everything that the run made is undone
 * and everything that it changed is put back; what a crashed run left is finished or undone by the next run.
 */
export async function createEnvironment(deps: EdenDeps, request: CreateRequest): Promise<CreateOutcome> {
  const parsed = parseCreateRequest(request);
  if (parsed.status === 'invalid') return failedUntouched(parsed.problems);
  const { profile, fields } = parsed;
  const at = { profile, profileName: request.profileName, given: request.name };
  const located = await attempt(() => locateEnvironment(deps.aws, at));
  if (located.status === 'refused') return failedUntouched(located.problems);
  const { together } = deps;
  const failed = await together?.awaitTurn();
  if (failed !== undefined) return failedUntouched([failed]);
  const started = await startRun(deps, { located: located.value, profile, fields, mayCreate: true, prefers: 'caller' });
  if (started.status === 'failed') return started;
  if (started.status === 'missing') throw new Error(`item for ${request.name} was neither made nor taken`);
  const { run } = started;
  together?.hasLease();
  return await whileLeased(run, async () => {
    const outcome = await performCreate(run, request, parsed);
    return outcome.status === 'failed' ? outcome : await endLegacyItem(run, outcome);
  });
}

async function performCreate(run: Run, request: CreateRequest, parsed: Parsed): Promise<CreateOutcome> {
  const other = namedByOther(run) ?? itemProblem(run);
  if (other !== undefined) return await endUntouched(run, [other]);
  const moved = movedProblems(run.before, run.fields);
  if (moved.length > 0) return await endUntouched(run, moved);
  const checked = await preflight(run, parsed.image);
  if (checked.status === 'refused') return await endUntouched(run, checked.problems);
  if (run.deps.isInterrupted?.() === true) return await endUntouched(run, [INTERRUPTED]);
  const stored = readGoodState(run.before);
  if (stored.status === 'unreadable') return await endUntouched(run, [stored.problem]);
  const plan = planOf(run, checked, stored.good);
  const overridden = await attempt(() => overriddenProfile(run, plan.found, request.overrides ?? {}));
  if (overridden.status === 'refused') return await endUntouched(run, overridden.problems);
  const { profile, kept } = overridden.value;
  const filled = fillPlaceholders(profile.environment, placeholdersOf(run, request));
  if (filled.status === 'refused') return await endUntouched(run, filled.problems);
  const early = await meet(run, 'checked');
  if (early !== undefined) return await endUntouched(run, [early]);
  run.journal.set(attributesAtStart(run, request, plan));
  const expiry = expiryOfPlan(run, parsed.ttl, plan);
  const problems = await applyAll(
    { ...run, profile: { ...profile, environment: filled.environment } },
    plan.found,
    plan.good === undefined,
  );
  const late = problems.length > 0 ? problems : [await meet(run, 'made')].filter((problem) => problem !== undefined);
  if (late.length > 0) return await undoCreate(run, plan, late);
  if (kept.length > 0 || run.before?.overrides !== undefined) run.journal.set({ overrides: kept });
  if (request.idleAfter !== undefined) run.journal.set({ idle_after: request.idleAfter });
  const ended = await endReady(run, plan.found, expiry);
  if (ended.status === 'refused') return await undoCreate(run, plan, ended.problems);
  run.say(`Successfully finished creating environment ${run.names.resource}`);
  return readyOutcome(run, plan, expiry);
}

function placeholdersOf({ names, before }: Run, { pr, hosts = {} }: CreateRequest): PlaceholderValues {
  return { name: names.environment, pr: pr ?? before?.pr, hosts };
}

/** The profile with the environment's overrides; the present revision is read only where some of it is kept. */
async function overriddenProfile(run: Run, found: Found, given: GivenOverrides): Promise<Overridden> {
  const kept = run.before?.overrides;
  const arn = found.existing.service?.taskDefinition ?? '';
  const isRead = keptVariables(kept, given).length > 0 && arn.includes(`:task-definition/${run.names.family}:`);
  const read = isRead ? await run.aws.describeTaskDefinition(arn) : undefined;
  const containers = read?.taskDefinition.containerDefinitions ?? [];
  const container = containers.find(({ name }) => name === found.loadBalancer.containerName);
  return applyOverrides(run.profile, given, { kept, container });
}

/**
 * A failed run on an environment that was ready, or that an older eden made, goes back to what exists now; one that
 * follows a crashed redeploy goes back to what that one saved.
 */
function planOf(
  run: Run,
  { found, endpoint }: Extract<Preflight, { status: 'ok' }>,
  saved: GoodState | undefined,
): Plan {
  const phase = phaseOf(run.before);
  if (phase === 'ready' || phase === 'adopted') return { found, good: goodState(found.existing, endpoint) };
  return { found, good: phase === 'updating' ? saved : undefined };
}

/** The attributes that the first journal write sets for the whole run. */
function attributesAtStart(run: Run, request: CreateRequest, { found, good }: Plan): Readonly<Record<string, unknown>> {
  return {
    status: good === undefined ? 'creating' : 'updating',
    environment: run.names.environment,
    given_name: givenNameOf(run.before, request.name, run.names),
    endpoint: found.host,
    listener_arn: found.listenerArn,
    resolved_profile: JSON.stringify(run.fields),
    profile_source: request.source,
    ...(request.group !== undefined && { group: request.group }),
    ...(request.pr !== undefined && { pr: request.pr }),
    ...(good !== undefined && { good: JSON.stringify(good) }),
    ...(run.isAdopted && { adopted: true }),
  };
}

function expiryOfPlan(run: Run, asked: Ttl | undefined, { good }: Plan): Expiry {
  const { defaultTtl, maxTtl } = run.profile;
  const nowSeconds = Math.floor(run.deps.clock.now() / 1000);
  const present = run.before?.expires_at;
  const presentTtl = run.before?.ttl;
  return expiryOf({ asked, present, presentTtl, isNew: good === undefined, defaultTtl, maxTtl, nowSeconds });
}

async function undoCreate(run: Run, { found, good }: Plan, problems: readonly Problem[]): Promise<CreateOutcome> {
  run.say(`Failed: ${problems.map(({ message }) => message).join(' ')} Undoing what was made.`);
  const untilMs = run.deps.deadline?.undoUntilMs;
  const undone = await endUndone(run, { good, host: found.host, listenerArn: found.listenerArn, untilMs });
  return failedAfterUndo(run, problems, undone);
}

function readyOutcome(run: Run, { found, good }: Plan, { expiresAt }: Expiry): CreateOutcome {
  return {
    status: good === undefined ? 'created' : 'updated',
    name: run.names.resource,
    environment: run.names.environment,
    host: found.host,
    image: found.image.uri,
    imageDigest: found.digest,
    taskDefinitionArn: run.journal.entry('taskDefinition')?.arns?.at(-1) ?? '',
    runId: run.runId,
    ...(good === undefined && seedTaskOf(run)),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function seedTaskOf({ journal }: Run): { readonly seedTaskArn?: string } {
  const arn = journal.entry('seedTask')?.arns?.[0];
  return arn === undefined ? {} : { seedTaskArn: arn };
}
