import type { GivenOverrides } from '../../../shared/eden/environment/overrides.ts';
import { hostUnder, profilesNamed } from '../../../shared/eden/environment/placeholders.ts';
import { createEnvironment } from '../../../shared/eden/operation/create.ts';
import type { CreateRequest } from '../../../shared/eden/operation/create-request.ts';
import type { CreateOutcome, Failed } from '../../../shared/eden/operation/outcome.ts';
import { type LoadedProfile, parseProfile } from '../../../shared/eden/profile/profile.ts';
import { parseVariables } from '../../../shared/eden/profile/variables.ts';
import { mayUse } from '../access.ts';
import { type Answer, answer, refuse, refuseRun } from '../answer.ts';
import type { GivenCreate } from '../read-request.ts';
import { statusUrl } from '../view.ts';
import type { Of, Performed, RequestContext } from './context.ts';
import { loadPushed } from './load-profile.ts';

/** Creates or redeploys one environment. */
export async function performCreate(request: Of<'create'>, context: RequestContext): Promise<Performed> {
  const { profile, imageUri } = request;
  const loaded = await loadPushed(context, profile);
  if (loaded.status === 'refused') return loaded;
  const refused = refuseOverrides(profile, loaded, request.overrides);
  if (refused !== undefined) return { answer: refused };
  const outcome = await createEnvironment(
    context.deps,
    await createRequestOf(request, context, { profileName: profile, loaded, imageUri }),
  );
  if (outcome.status === 'failed') {
    return { answer: refuseRun(outcome, statusUrl(context.base, profile, request.name)), outcome };
  }
  const body = { status: 'ok', message: 'successfully created', ...viewCreated(outcome, profile, context) };
  return { answer: answer(200, body), outcome };
}

/** An environment that was created or redeployed, as answers show it. */
export function viewCreated(made: Exclude<CreateOutcome, Failed>, profile: string, { base }: RequestContext) {
  return {
    result: made.status,
    name: made.name,
    environment: made.environment,
    profile,
    cname: made.host,
    url: `https://${made.host}`,
    statusUrl: statusUrl(base, profile, made.environment),
    image: made.image,
    imageDigest: made.imageDigest,
    taskDefinition: made.taskDefinitionArn,
    expiresAt: made.expiresAt === undefined ? null : new Date(made.expiresAt * 1000).toISOString(),
    runId: made.runId,
    ...(made.seedTaskArn !== undefined && { seedTask: made.seedTaskArn }),
  };
}

/** The request of a run with this profile and image. @throws AwsCallError */
export async function createRequestOf(
  given: GivenCreate,
  context: RequestContext,
  of: { readonly profileName: string; readonly loaded: LoadedProfile; readonly imageUri: string },
): Promise<CreateRequest> {
  const { name, ttl, idleAfter, pr, overrides } = given;
  const { profileName, loaded, imageUri } = of;
  const variables = { ...loaded.profile.environment, ...variablesOf(overrides) };
  return {
    profileName,
    profile: loaded,
    source: 'pushed',
    name,
    imageUri,
    ...(ttl !== undefined && { ttl }),
    ...(idleAfter !== undefined && { idleAfter }),
    ...(pr !== undefined && { pr }),
    overrides,
    hosts: await hostsNamed(context, name, variables),
  };
}

/** The answer to variables that the caller may not set with this profile; undefined: all may be set. */
export function refuseOverrides(
  profileName: string,
  { profile }: LoadedProfile,
  overrides: GivenOverrides,
): Answer | undefined {
  const given = Object.entries(variablesOf(overrides));
  const { apiEnvironment: allowed } = profile;
  const forbid = (message: string): Answer => refuse(403, [{ code: 'forbidden', field: 'environment', message }]);
  // A variable can make a container run other code.
  const refused = given.map(([name]) => name).filter((name) => !allowed.includes('*') && !allowed.includes(name));
  if (refused.length > 0) {
    return forbid(
      `Profile ${profileName} does not let callers set ${refused.join(', ')}; its api_environment lists what they may.`,
    );
  }
  // A reference is read with the execution role of the reference service: only the profile may say which.
  const secrets = given.flatMap(([name, value]) => (/\{\{secret:/.test(value) ? [name] : []));
  if (secrets.length === 0) return undefined;
  return forbid(`Callers may not refer to secrets (${secrets.join(', ')}); the profile's environment may.`);
}

function variablesOf({ environment = '' }: GivenOverrides): Readonly<Record<string, string>> {
  return parseVariables(environment) ?? {};
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
