import { type Env, parseSettings } from '../../shared/settings/env-reader.ts';
import { FUNCTION_VARIABLES } from '../../shared/settings/function-variables.ts';
import { flag, integer, list, oneOf, parsed, requiredText } from '../../shared/settings/variable.ts';
import type { KeyAccess } from './access.ts';
import type { ApiPolicy } from './api.ts';
import type { ReapPolicy } from './reap/reap.ts';

const ALLOW = 'eden.allow of the stage';
const FIXED = 'the service itself';

/** Variables of eden's functions: all of them follow from `eden` in the stage file. */
export const VARIABLES = {
  ...FUNCTION_VARIABLES,
  EDEN_TABLE: requiredText({ source: 'eden.table of the stage', meaning: 'Name of the table of environments' }),
  EDEN_ACCOUNT: requiredText({ source: 'the account of the stack', meaning: 'AWS account of the function' }),
  GET_ROUTES: flag({
    source: 'eden.getRoutes of the stage',
    default: true,
    meaning: 'Whether the two GETs that change something are there',
  }),
  API_KEYS: parsed<ReadonlyMap<string, KeyAccess>>({
    source: 'eden.keys of the stage',
    allowed: '{"<id>":{"name":"…","profiles":["…"]}}',
    absent: new Map(),
    parse: parseKeys,
    meaning: 'API keys by their ids, and what each may use',
  }),
  KEYS_BY: oneOf(['id', 'value'], {
    source: FIXED,
    default: 'id',
    meaning: 'How a key is known: by its id, or by its value with the local AWS',
  }),
  ALLOW_UNKEYED: flag({
    source: FIXED,
    default: false,
    meaning: 'Whether the function may be invoked without a key, past the gateway',
  }),
  PASSABLE_ROLES: list({
    source: ALLOW,
    allowed: 'the ARN of a role',
    parse: (arn) => arn,
    meaning: 'Roles that the function may pass to ECS',
  }),
  API_TIMEOUT_SECONDS: integer({
    source: FIXED,
    default: 60,
    min: 30,
    max: 900,
    meaning: 'Timeout of the function of the API',
  }),
  ALB_ARNS: list({ source: ALLOW, allowed: 'the ARN of an ALB', parse: (arn) => arn, meaning: 'The common ALBs' }),
  CLUSTERS: list({
    source: ALLOW,
    allowed: 'the name of a cluster',
    parse: (name) => name,
    meaning: 'Clusters in which environments run',
  }),
  REAPER_ORPHANS: oneOf(['report', 'delete'], {
    source: 'eden.reaper.orphans of the stage',
    default: 'report',
    meaning: 'What the reaper does with resources that no environment has',
  }),
  REAPER_MAX_DELETIONS: integer({
    source: 'eden.reaper.maxDeletions of the stage',
    default: 20,
    min: 0,
    max: 1000,
    meaning: 'Environments that a run of the reaper may delete',
  }),
  REAPER_DRY_RUN: flag({
    source: 'eden.reaper.dryRun of the stage',
    default: false,
    meaning: 'Whether the reaper only reports',
  }),
  REAPER_TIMEOUT_SECONDS: integer({
    source: FIXED,
    default: 300,
    min: 90,
    max: 900,
    meaning: 'Timeout of the function of the reaper',
  }),
  REAPER_NOTICE_HOURS: integer({
    source: 'eden.reaper.noticeHours of the stage',
    default: 24,
    min: 0,
    max: 720,
    meaning: 'Hours before its end in which an event tells of an environment; 0: none does',
  }),
  SLEEP: flag({
    source: 'eden.sleep of the stage',
    default: false,
    meaning: 'Whether the reaper puts idle environments to sleep: the stage has the function that wakes them',
  }),
  WAKING_TIMEOUT_SECONDS: integer({
    source: FIXED,
    default: 30,
    min: 15,
    max: 900,
    meaning: 'Timeout of the function that wakes environments',
  }),
  OLDER_THAN_DAYS: integer({
    source: 'eden.alarms.olderThanDays of the stage',
    default: 30,
    min: 1,
    max: 3650,
    meaning: 'Days without a deployment after which an environment counts as old',
  }),
};

/** The settings of eden's functions, from their environment. */
export interface EdenApiSettings {
  readonly stage: string;
  readonly api: ApiPolicy;
  readonly reaper: ReapPolicy;
  /** Timeout of the reaper's function, ms. */
  readonly reaperTimeoutMs: number;
  /** Timeout of the function that wakes environments, ms. */
  readonly wakingTimeoutMs: number;
}

/**
 * Reads eden-api's settings.
 * @throws {ConfigError} with every problem found.
 */
export function parseConfig(env: Env): EdenApiSettings {
  return parseSettings(env, VARIABLES, (values) => ({
    stage: values.STAGE,
    api: {
      tableName: values.EDEN_TABLE,
      getRoutes: values.GET_ROUTES,
      keys: values.API_KEYS,
      keysBy: values.KEYS_BY,
      allowUnkeyed: values.ALLOW_UNKEYED,
      passableRoles: values.PASSABLE_ROLES,
      timeoutMs: values.API_TIMEOUT_SECONDS * 1000,
    },
    reaper: {
      owner: `${values.EDEN_ACCOUNT}/${values.AWS_REGION}/${values.EDEN_TABLE}`,
      albArns: values.ALB_ARNS,
      clusters: values.CLUSTERS,
      orphans: values.REAPER_ORPHANS,
      maxDeletions: values.REAPER_MAX_DELETIONS,
      dryRun: values.REAPER_DRY_RUN,
      sleep: values.SLEEP,
      noticeS: values.REAPER_NOTICE_HOURS * 3600,
      olderThanDays: values.OLDER_THAN_DAYS,
    },
    reaperTimeoutMs: values.REAPER_TIMEOUT_SECONDS * 1000,
    wakingTimeoutMs: values.WAKING_TIMEOUT_SECONDS * 1000,
  }));
}

/** The template puts the ids in (at stage local, the keys themselves). */
function parseKeys(text: string): ReadonlyMap<string, KeyAccess> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const entries: readonly (readonly [string, Partial<KeyAccess>])[] = Object.entries(value ?? {});
    const areWhole = entries.every(([, key]) => typeof key?.name === 'string' && isProfiles(key.profiles));
    // Each entry was checked.
    return areWhole ? new Map(entries as readonly (readonly [string, KeyAccess])[]) : undefined;
  } catch {
    return undefined;
  }
}

function isProfiles(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== '');
}
