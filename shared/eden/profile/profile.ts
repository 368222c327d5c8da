import type { Problem } from '../problem/problem.ts';
import { canonicalKey, PROFILE_KEYS } from './keys.ts';
import { parseSeedTask, SEED_TASK_WANTED, type SeedTask } from './seed-task.ts';
import { parseIdle, parseTtl, type Ttl } from './ttl.ts';
import { parseVariables, VARIABLES_WANTED } from './variables.ts';

/** How many tasks a clone runs: so many; as many as it runs now (a new one: 1); or as many as the reference. */
export type DesiredCount = number | 'keep' | 'reference';

/** The parsed settings of a clone. */
export interface Profile {
  readonly endpointS3BucketName: string;
  readonly endpointS3Key: string;
  readonly endpointNamePrefix: string;
  readonly endpointUpdateKey: string;
  readonly endpointEnvType: string;
  readonly domainNamePrefix: string;
  readonly dynamicZoneId: string;
  readonly namePrefix: string;
  readonly targetCluster: string;
  readonly masterAlbArn: string;
  readonly referenceServiceArn: string;
  /** Without the final dot. */
  readonly dynamicZoneName?: string;
  readonly targetContainerName?: string;
  readonly desiredCount: DesiredCount;
  readonly deregistrationDelaySeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly cpu?: string;
  readonly memory?: string;
  readonly capacityProvider?: string;
  readonly logStreamPrefix?: string;
  /** Repositories whose images may run, beside the reference's own: `<registry>/<repository>`. */
  readonly imageRepositories: readonly string[];
  /** Variables that callers of the API may set; `*`: all. */
  readonly apiEnvironment: readonly string[];
  readonly seedTask?: SeedTask;
  readonly defaultTtl?: Ttl;
  readonly maxTtl?: Ttl;
}

/** A profile under its wire names: what the file, the table's JSON and the item hold. */
export type ProfileFields = Readonly<Record<string, string>>;

/** A valid profile, parsed and under its wire names. */
export interface LoadedProfile {
  readonly status: 'ok';
  readonly profile: Profile;
  readonly fields: ProfileFields;
}

/** A profile, or every problem of it. */
export type ParsedProfile = LoadedProfile | { readonly status: 'invalid'; readonly problems: readonly Problem[] };

const SHAPES: Readonly<Record<string, { readonly matches: RegExp; readonly wanted: string }>> = {
  master_alb_arn: {
    matches: /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer\/app\/[^/]+\/[^/]+$/,
    wanted: 'the ARN of an Application Load Balancer',
  },
  reference_service_arn: {
    matches: /^arn:[\w-]+:ecs:[\w-]+:\d{12}:service\/([^/]+\/)?[^/]+$/,
    wanted: 'the ARN of an ECS service',
  },
  name_prefix: {
    matches: /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,28}[a-zA-Z0-9])?$/,
    wanted: 'at most 30 letters, digits and inner hyphens',
  },
  domain_name_prefix: {
    matches: /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,60}[a-zA-Z0-9])?$/,
    wanted: 'the beginning of a DNS label',
  },
  endpoint_update_key: { matches: /^(?!(env|name|__proto__)$)/, wanted: 'a key other than "env" and "name"' },
  desired_count: { matches: /^(0|[1-9]\d{0,3}|keep|reference)$/, wanted: 'a whole number, keep or reference' },
  deregistration_delay_seconds: { matches: /^(\d{1,3}|[12]\d{3}|3[0-5]\d{2}|3600)$/, wanted: 'seconds from 0 to 3600' },
  cpu: { matches: /^\d+$/, wanted: 'a whole number of CPU units' },
  memory: { matches: /^\d+$/, wanted: 'a whole number of MiB' },
};

/**
 * Reads a profile from its fields (older names allowed) and reports every problem together.
 * @param where names the source in messages: `profile api in ~/.eden/config`.
 */
export function parseProfile(raw: ProfileFields, where: string): ParsedProfile {
  const fields = canonicalFields(raw);
  const problems = PROFILE_KEYS.flatMap(({ name, required }): Problem[] => {
    const problem = fieldProblem(name, fields[name], required);
    return problem === undefined
      ? []
      : [{ code: 'bad_request', field: name, message: `${where}: ${name} ${problem}.` }];
  });
  return problems.length > 0 ? { status: 'invalid', problems } : { status: 'ok', profile: build(fields), fields };
}

/** Renames older keys to today's and drops unknown ones; today's name overrides an older one. */
export function canonicalFields(raw: ProfileFields): ProfileFields {
  const fields: Record<string, string> = {};
  for (const [key, value] of Object.entries(raw)) {
    const name = canonicalKey(key);
    if (name !== undefined && (fields[name] === undefined || key === name)) fields[name] = value;
  }
  return fields;
}

function fieldProblem(name: string, value: string | undefined, required: boolean): string | undefined {
  if (value === undefined || value === '') return isMissing(name, value, required) ? 'is missing' : undefined;
  if ((name === 'default_ttl' || name === 'max_ttl') && parseTtl(value) === undefined) {
    return `must be like 72h, 3d or none, not ${JSON.stringify(value)}`;
  }
  if (name === 'idle_after' && parseIdle(value) === undefined) {
    return `must be none or from 15m to 14d, not ${JSON.stringify(value)}`;
  }
  if (name === 'environment' && parseVariables(value) === undefined) {
    return `must be ${VARIABLES_WANTED}`;
  }
  if (name === 'seed_task' && parseSeedTask(value) === undefined) return `must be ${SEED_TASK_WANTED}`;
  const shape = SHAPES[name];
  return shape === undefined || shape.matches.test(value)
    ? undefined
    : `must be ${shape.wanted}, not ${JSON.stringify(value)}`;
}

/** An empty `domain_name_prefix` is a choice: the host is then `<name>.<zone>`. */
function isMissing(name: string, value: string | undefined, required: boolean): boolean {
  return required && !(name === 'domain_name_prefix' && value === '');
}

/** Reads a whole number, `keep` or `reference`; undefined where it is something else. */
export function parseDesiredCount(text: string): DesiredCount | undefined {
  if (text === 'keep' || text === 'reference') return text;
  return /^(0|[1-9]\d{0,3})$/.test(text) ? Number(text) : undefined;
}

function build(fields: ProfileFields): Profile {
  const text = (name: string): string => fields[name] ?? '';
  const zoneName = text('dynamic_zone_name').replace(/\.+$/, '');
  const defaultTtl = parseTtl(text('default_ttl'));
  const maxTtl = parseTtl(text('max_ttl'));
  const seedTask = parseSeedTask(text('seed_task'));
  return {
    endpointS3BucketName: text('endpoint_s3_bucket_name'),
    endpointS3Key: text('endpoint_s3_key'),
    endpointNamePrefix: text('endpoint_name_prefix'),
    endpointUpdateKey: text('endpoint_update_key'),
    endpointEnvType: text('endpoint_env_type'),
    domainNamePrefix: text('domain_name_prefix'),
    dynamicZoneId: text('dynamic_zone_id').replace(/^\/hostedzone\//, ''),
    namePrefix: text('name_prefix'),
    targetCluster: text('target_cluster'),
    masterAlbArn: text('master_alb_arn'),
    referenceServiceArn: text('reference_service_arn'),
    ...(zoneName !== '' && { dynamicZoneName: zoneName.toLowerCase() }),
    ...(text('target_container_name') !== '' && { targetContainerName: text('target_container_name') }),
    desiredCount: parseDesiredCount(text('desired_count')) ?? 1,
    deregistrationDelaySeconds: Number(text('deregistration_delay_seconds') || '5'),
    environment: parseVariables(text('environment')) ?? {},
    imageRepositories: listed(text('image_repositories')),
    apiEnvironment: listed(text('api_environment')),
    ...(text('cpu') !== '' && { cpu: text('cpu') }),
    ...(text('memory') !== '' && { memory: text('memory') }),
    ...(text('capacity_provider') !== '' && { capacityProvider: text('capacity_provider') }),
    ...(text('log_stream_prefix') !== '' && { logStreamPrefix: text('log_stream_prefix') }),
    ...(seedTask !== undefined && { seedTask }),
    ...(defaultTtl !== undefined && { defaultTtl }),
    ...(maxTtl !== undefined && { maxTtl }),
  };
}

function listed(text: string): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
