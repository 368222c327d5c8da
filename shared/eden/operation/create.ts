import type { GoodState } from '../environment/item.ts';
import { locateEnvironment } from '../environment/locate.ts';
import { movedProblems } from '../environment/profile-changes.ts';
import { stepOrder } from '../environment/step-id.ts';
import { storedGood } from '../environment/stored-profile.ts';
import { LeaseLost } from '../lease/lease.ts';
import { type Preflight, preflight } from '../preflight/preflight.ts';
import { caught } from '../problem/attempt.ts';
import { type Problem, problemsOf } from '../problem/problem.ts';
import { expiryOf, type Ttl } from '../profile/ttl.ts';
import { runGraph } from '../run/graph.ts';
import type { CreateRun, EdenDeps, Found, Run } from '../run/run.ts';
import { createTranscript } from '../run/transcript.ts';
import { type CreateRequest, type ParsedRequest, parseCreateRequest } from './create-request.ts';
import { closeReady, failedAfter, refuse, stopped, takeBack } from './end-run.ts';
import type { CreateOutcome } from './outcome.ts';
import { beginRun, phaseOf } from './start-run.ts';
import { steps } from './steps.ts';
import { goodState } from './undo.ts';

/** How long a step of a driver without deadline waits for others, in ms. */
const patienceMs = 120_000;

type Parsed = Extract<ParsedRequest, { status: 'ok' }>;

/** What a run makes, and what it goes back to when it fails. */
interface Plan {
  readonly found: Found;
  readonly good: GoodState | undefined;
}

/**
 * Makes an environment, or gives an existing one another image. A failure takes back what was made and puts back what
 * was changed; whatever dies in the middle is finished or taken back by the next run.
 */
export async function createEnvironment(deps: EdenDeps, request: CreateRequest): Promise<CreateOutcome> {
  const parsed = parseCreateRequest(request);
  if (parsed.status === 'invalid') return { status: 'failed', problems: parsed.problems, left: 'untouched' };
  const { profile, fields } = parsed;
  const at = { profile, profileName: request.profileName, given: request.name };
  const begun = await caught(async () => {
    const located = await locateEnvironment(deps.aws, at);
    return { located, ...(await beginRun(deps, { located, profile, fields, mayCreate: true, prefers: 'caller' })) };
  });
  if (begun.status === 'refused') return { status: 'failed', problems: begun.problems, left: 'untouched' };
  if (begun.value.status === 'held') return begun.value.failed;
  if (begun.value.status === 'missing') throw new Error(`item for ${request.name} was neither made nor taken`);
  const { run, located } = begun.value;
  try {
    const outcome = await performCreate(run, request, parsed);
    if (outcome.status !== 'failed' && located.legacy !== undefined) await dropLegacy(run, located.legacy.name);
    return outcome;
  } catch (error) {
    if (error instanceof LeaseLost) return stopped(run, error);
    throw error;
  }
}

async function performCreate(run: Run, request: CreateRequest, parsed: Parsed): Promise<CreateOutcome> {
  const moved = movedProblems(run.before, run.fields);
  if (moved.length > 0) return await refuse(run, moved);
  const checked = await caught(() => preflight(run, parsed.image));
  if (checked.status === 'refused') return await refuse(run, checked.problems);
  if (checked.value.status === 'refused') return await refuse(run, checked.value.problems);
  const stored = storedGood(run.before);
  if (stored.status === 'unreadable') return await refuse(run, [stored.problem]);
  const plan = planOf(run, checked.value, stored.good);
  run.journal.set(opening(run, request, plan));
  const expiresAt = endOf(run, parsed.ttl, plan);
  const problems = await applyAll(run, plan.found);
  const closed = problems.length > 0 ? undefined : await caught(() => closeReady(run, plan.found, expiresAt));
  if (closed?.status === 'ok') {
    run.say(`Successfully finished creating environment ${run.names.resource}`);
    return readyOutcome(run, plan, expiresAt);
  }
  return await fail(run, plan, closed?.problems ?? problems);
}

/** An environment that was ready, or that an older eden made, goes back to what stands there; a crashed redeploy to what it saved. */
function planOf(
  run: Run,
  { found, endpoint }: Extract<Preflight, { status: 'ok' }>,
  saved: GoodState | undefined,
): Plan {
  const phase = phaseOf(run.before);
  if (phase === 'ready' || phase === 'adopted') return { found, good: goodState(found.existing, endpoint) };
  return { found, good: phase === 'updating' ? saved : undefined };
}

/** What the first journal write says about the whole run. */
function opening(run: Run, request: CreateRequest, { found, good }: Plan): Readonly<Record<string, unknown>> {
  return {
    status: good === undefined ? 'creating' : 'updating',
    environment: run.names.environment,
    endpoint: found.host,
    listener_arn: found.listenerArn,
    resolved_profile: JSON.stringify(run.fields),
    profile_source: request.source,
    ...(good !== undefined && { good: JSON.stringify(good) }),
    ...(run.isAdopted && { adopted: true }),
  };
}

function endOf(run: Run, asked: Ttl | undefined, { good }: Plan): number | undefined {
  const { defaultTtl, maxTtl } = run.profile;
  const nowSeconds = Math.floor(run.deps.clock.now() / 1000);
  return expiryOf({
    asked,
    present: run.before?.expires_at,
    isNew: good === undefined,
    defaultTtl,
    maxTtl,
    nowSeconds,
  });
}

async function applyAll(run: Run, found: Found): Promise<readonly Problem[]> {
  const { clock, deadline } = run.deps;
  const transcript = createTranscript(stepOrder, run.say);
  const waitUntilMs = deadline?.stepsUntilMs ?? clock.now() + patienceMs;
  const create: CreateRun = { ...run, found, made: {}, waitUntilMs };
  const result = await runGraph(
    steps.map(({ id, after }) => ({ id, needs: after })),
    {
      stopOn: 'all',
      mayStart: () => deadline === undefined || clock.now() < deadline.stepsUntilMs,
      perform: async (id) => {
        const say = (line: string): void => transcript.say(id, line);
        await steps.find((step) => step.id === id)?.apply({ ...create, say });
        transcript.end(id);
      },
    },
  );
  transcript.endAll();
  for (const { error } of result.failures) if (error instanceof LeaseLost) throw error;
  if (result.failures.length > 0) return result.failures.flatMap(({ error }) => problemsOf(error));
  if (result.skipped.length === 0) return [];
  return [{ code: 'deadline', message: `Time ran out before: ${result.skipped.join(', ')}.` }];
}

function readyOutcome(run: Run, { found, good }: Plan, expiresAt: number | undefined): CreateOutcome {
  return {
    status: good === undefined ? 'created' : 'updated',
    name: run.names.resource,
    environment: run.names.environment,
    host: found.host,
    image: found.image.uri,
    imageDigest: found.digest,
    taskDefinitionArn: run.journal.entry('taskDefinition')?.arns?.at(-1) ?? '',
    runId: run.runId,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

async function fail(run: Run, { found, good }: Plan, problems: readonly Problem[]): Promise<CreateOutcome> {
  run.say(`Failed: ${problems.map(({ message }) => message).join(' ')} Taking back what was made.`);
  const untilMs = run.deps.deadline?.undoUntilMs;
  const back = await takeBack(run, { good, host: found.host, listenerArn: found.listenerArn, untilMs });
  return failedAfter(run, problems, back);
}

/** The item the old API wrote under the short name is replaced by ours. */
async function dropLegacy(run: Run, name: string): Promise<void> {
  await run.deps.aws.deleteItem({ type: run.profileName, name }, undefined);
}
