import { locateEnvironment } from '../../shared/eden/environment/locate.ts';
import type { GivenOverrides } from '../../shared/eden/environment/overrides.ts';
import { hostUnder, profilesNamed } from '../../shared/eden/environment/placeholders.ts';
import { createEnvironment } from '../../shared/eden/operation/create.ts';
import { deleteEnvironment } from '../../shared/eden/operation/delete.ts';
import type { CreateOutcome, DeleteOutcome } from '../../shared/eden/operation/outcome.ts';
import type { Problem } from '../../shared/eden/problem/problem.ts';
import { type LoadedProfile, parseProfile } from '../../shared/eden/profile/profile.ts';
import { parseVariables } from '../../shared/eden/profile/variables.ts';
import type { EdenDeps } from '../../shared/eden/run/run.ts';
import { readSeedResult } from '../../shared/eden/seed-task/seed-result.ts';
import type { PushedProfile } from '../../shared/eden/table/admin.ts';
import { type Caller, mayUse } from './access.ts';
import { type Answer, answer, refuse, refuseProblems, refuseRun } from './answer.ts';
import type { ApiRequest } from './read-request.ts';
import { type ApiBase, statusUrl, viewItem, viewService } from './view.ts';

/** The pushed profiles. */
export interface PushedProfiles {
  readonly get: (name: string) => Promise<PushedProfile>;
  /** Names, in order. */
  readonly list: () => Promise<readonly string[]>;
}

/** The caller, the ports and the settings with which a request is performed. */
export interface RequestContext {
  readonly deps: EdenDeps;
  readonly profiles: PushedProfiles;
  readonly tableName: string;
  readonly caller: Caller;
  readonly base: ApiBase;
}

/** An answer, and what the run behind it did, for the audit. */
export interface Performed {
  readonly answer: Answer;
  readonly outcome?: CreateOutcome | DeleteOutcome;
}

type Of<K extends ApiRequest['operation']> = Extract<ApiRequest, { operation: K }>;

type Loaded = LoadedProfile | { readonly status: 'refused'; readonly answer: Answer };

/**
 * Does what a request asks for.
 * @throws AwsCallError when a read for a list or a profile is refused.
 */
export async function perform(request: ApiRequest, context: RequestContext): Promise<Performed> {
  const asked = 'profile' in request ? request.profile : undefined;
  if (asked !== undefined && !mayUse(context.caller, asked)) return { answer: refuseProfile(context.caller, asked) };
  switch (request.operation) {
    case 'create':
      return await create(request, context);
    case 'delete':
      return await remove(request, context);
    case 'show':
      return { answer: await show(request, context) };
    case 'list':
      return { answer: await list(request, context) };
    case 'profiles': {
      const names = (await context.profiles.list()).filter((name) => mayUse(context.caller, name));
      return { answer: answer(200, { status: 'ok', profiles: names }) };
    }
  }
}

function refuseProfile({ name }: Caller, profile: string): Answer {
  return refuse(403, [
    { code: 'forbidden', field: 'profile', message: `API key ${name} may not use profile ${profile}.` },
  ]);
}

async function create(request: Of<'create'>, context: RequestContext): Promise<Performed> {
  const { profile, name, imageUri, ttl, overrides, pr } = request;
  const loaded = await load(context, profile);
  if (loaded.status === 'refused') return loaded;
  const refused = forbiddenVariables(loaded, overrides);
  if (refused.length > 0) return { answer: refuseVariables(profile, refused) };
  const secrets = secretsGiven(overrides);
  if (secrets.length > 0) return { answer: refuseSecrets(secrets) };
  const hosts = await hostsNamed(context, name, { ...loaded.profile.environment, ...variablesOf(overrides) });
  const outcome = await createEnvironment(context.deps, {
    profileName: profile,
    profile: loaded,
    source: 'pushed',
    name,
    imageUri,
    ...(ttl !== undefined && { ttl }),
    ...(pr !== undefined && { pr }),
    overrides,
    hosts,
  });
  const page = statusUrl(context.base, profile, outcome.status === 'failed' ? name : outcome.environment);
  if (outcome.status === 'failed') return { answer: refuseRun(outcome, page), outcome };
  const body = {
    status: 'ok',
    message: 'successfully created',
    result: outcome.status,
    name: outcome.name,
    environment: outcome.environment,
    profile,
    cname: outcome.host,
    url: `https://${outcome.host}`,
    statusUrl: page,
    image: outcome.image,
    imageDigest: outcome.imageDigest,
    taskDefinition: outcome.taskDefinitionArn,
    expiresAt: outcome.expiresAt === undefined ? null : new Date(outcome.expiresAt * 1000).toISOString(),
    runId: outcome.runId,
    ...(outcome.seedTaskArn !== undefined && { seedTask: outcome.seedTaskArn }),
  };
  return { answer: answer(200, body), outcome };
}

/** The variables that the profile does not let callers set: a variable can make a container run other code. */
function forbiddenVariables({ profile }: LoadedProfile, overrides: GivenOverrides): readonly string[] {
  const { apiEnvironment: allowed } = profile;
  const names = Object.keys(variablesOf(overrides));
  return allowed.includes('*') ? [] : names.filter((name) => !allowed.includes(name));
}

function variablesOf({ environment = '' }: GivenOverrides): Readonly<Record<string, string>> {
  return parseVariables(environment) ?? {};
}

/** A reference is read with the execution role of the reference service: only the profile may say which. */
function secretsGiven(overrides: GivenOverrides): readonly string[] {
  return Object.entries(variablesOf(overrides)).flatMap(([name, value]) => (/\{\{secret:/.test(value) ? [name] : []));
}

function refuseSecrets(names: readonly string[]): Answer {
  const message = `Callers may not refer to secrets (${names.join(', ')}); the profile's environment may.`;
  return refuse(403, [{ code: 'forbidden', field: 'environment', message }]);
}

/** The hosts of `{{host:PROFILE}}`, of pushed profiles that the caller may use. */
async function hostsNamed(
  { profiles, caller, deps }: RequestContext,
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const hosts: Record<string, string> = {};
  for (const other of profilesNamed(environment).filter((one) => mayUse(caller, one))) {
    const pushed = await profiles.get(other);
    const parsed = pushed.status === 'found' ? parseProfile(pushed.fields, other) : undefined;
    if (parsed?.status !== 'ok') continue;
    const zone = parsed.profile.dynamicZoneName ?? (await deps.aws.getZoneName(parsed.profile.dynamicZoneId));
    if (zone !== undefined) hosts[other] = hostUnder(parsed.profile, name, zone);
  }
  return hosts;
}

function refuseVariables(profile: string, names: readonly string[]): Answer {
  const message = `Profile ${profile} does not let callers set ${names.join(', ')}; its api_environment lists what they may.`;
  return refuse(403, [{ code: 'forbidden', field: 'environment', message }]);
}

/** A pushed profile; what is wrong with it is the account's state (422), not the request. */
async function load({ profiles, tableName }: RequestContext, name: string): Promise<Loaded> {
  const where = `Profile ${name} in DynamoDB table ${tableName}`;
  const wrong = (...problems: readonly Problem[]): Loaded => ({ status: 'refused', answer: refuseProblems(problems) });
  const pushed = await profiles.get(name);
  switch (pushed.status) {
    case 'missing':
      return wrong({ code: 'not_found', field: 'profile', message: `${where} does not exist: eden config push.` });
    case 'unreadable': {
      const message = `${where} is no JSON object: eden config push.`;
      return wrong({ code: 'unprocessable', field: 'profile', message });
    }
    case 'found': {
      const parsed = parseProfile(pushed.fields, where);
      if (parsed.status === 'ok') return parsed;
      return wrong(...parsed.problems.map((problem): Problem => ({ ...problem, code: 'unprocessable' })));
    }
  }
}

async function remove({ profile, name, isPlain }: Of<'delete'>, context: RequestContext): Promise<Performed> {
  const loaded = await load(context, profile);
  if (loaded.status === 'refused') return loaded;
  const outcome = await deleteEnvironment(context.deps, { profileName: profile, profile: loaded, name });
  if (outcome.status === 'failed') {
    return { answer: refuseRun(outcome, statusUrl(context.base, profile, name)), outcome };
  }
  if (outcome.status !== 'absent') {
    const body = { status: 'ok', message: 'successfully deleted', name: outcome.name, runId: outcome.runId };
    return { answer: answer(200, body), outcome };
  }
  const message = isPlain ? 'nothing to delete' : `Environment ${outcome.name} does not exist.`;
  if (isPlain) return { answer: answer(200, { status: 'ok', message, name: outcome.name }), outcome };
  return { answer: refuseProblems([{ code: 'not_found', field: 'name', message }]), outcome };
}

async function show({ profile, name }: Of<'show'>, context: RequestContext): Promise<Answer> {
  const { deps } = context;
  const loaded = await load(context, profile);
  if (loaded.status === 'refused') return loaded.answer;
  const at = { profile: loaded.profile, profileName: profile, given: name };
  const { names, item: own, legacy } = await locateEnvironment(deps.aws, at);
  const item = own ?? legacy;
  if (item === undefined) {
    const message = `Environment ${names.resource} does not exist.`;
    return refuseProblems([{ code: 'not_found', field: 'name', message }]);
  }
  const [service, group] = await Promise.all([
    deps.aws.describeService({ cluster: loaded.profile.targetCluster, service: names.service }),
    deps.aws.describeTargetGroup({ name: names.targetGroup }),
  ]);
  const arn = group?.TargetGroupArn;
  const targets = arn === undefined ? [] : await deps.aws.describeTargetHealth(arn);
  const nowMs = deps.clock.now();
  const journal = item.journal ?? {};
  const { targetCluster: cluster, seedTask } = loaded.profile;
  const container = seedTask?.container ?? service?.loadBalancers?.[0]?.containerName;
  const seed = await readSeedResult(deps.aws, item, { cluster, container });
  return answer(200, {
    status: 'ok',
    ...viewItem(item, nowMs),
    journal,
    service: viewService(service),
    targets,
    seedTask: seed ?? null,
  });
}

async function list({ profile }: Of<'list'>, { deps, caller }: RequestContext): Promise<Answer> {
  const items = await deps.aws.scanEnvironments();
  const shown = items.filter(({ type }) => (profile === undefined ? mayUse(caller, type) : type === profile));
  const key = ({ type, name }: { readonly type: string; readonly name: string }): string => `${type}\n${name}`;
  const sorted = shown.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  const nowMs = deps.clock.now();
  return answer(200, { status: 'ok', environments: sorted.map((item) => viewItem(item, nowMs)) });
}
