import { type Env, type EnvReader, parseSettings } from '../../shared/settings/env-reader.ts';
import type { KeyAccess } from './access.ts';
import type { ApiPolicy } from './api.ts';
import type { ReapPolicy } from './reap/reap.ts';

/** The settings of eden's two functions, from their environment. */
export interface EdenApiSettings {
  readonly stage: string;
  readonly api: ApiPolicy;
  readonly reaper: ReapPolicy;
  /** Timeout of the reaper's function, ms. */
  readonly reaperTimeoutMs: number;
}

/**
 * Reads eden-api's settings.
 * @throws {ConfigError} with every problem found.
 */
export function parseConfig(env: Env): EdenApiSettings {
  return parseSettings(env, (reader) => {
    const tableName = reader.text('EDEN_TABLE');
    const account = reader.text('EDEN_ACCOUNT');
    return {
      stage: reader.text('STAGE', 'local'),
      api: {
        tableName,
        getRoutes: reader.flag('GET_ROUTES', true),
        keys: readKeys(reader),
        keysBy: reader.oneOf('KEYS_BY', ['id', 'value'], 'id'),
        allowUnkeyed: reader.flag('ALLOW_UNKEYED', false),
        passableRoles: reader.list('PASSABLE_ROLES'),
        timeoutMs: reader.integer('API_TIMEOUT_SECONDS', 60, { min: 30, max: 900 }) * 1000,
      },
      reaper: {
        owner: `${account}/${reader.text('AWS_REGION', 'us-east-1')}/${tableName}`,
        albArns: reader.list('ALB_ARNS'),
        clusters: reader.list('CLUSTERS'),
        orphans: reader.oneOf('REAPER_ORPHANS', ['report', 'delete'], 'report'),
        maxDeletions: reader.integer('REAPER_MAX_DELETIONS', 20, { min: 0, max: 1000 }),
        dryRun: reader.flag('REAPER_DRY_RUN', false),
        olderThanDays: reader.integer('OLDER_THAN_DAYS', 30, { min: 1, max: 3650 }),
      },
      reaperTimeoutMs: reader.integer('REAPER_TIMEOUT_SECONDS', 300, { min: 90, max: 900 }) * 1000,
    };
  });
}

/** `{"<API key id>":{"name":"ci","profiles":["*"]}}`: the template puts the ids in (at stage local, the keys). */
function readKeys(env: EnvReader): ReadonlyMap<string, KeyAccess> {
  const text = env.text('API_KEYS', '{}');
  const wrong = (): ReadonlyMap<string, KeyAccess> => {
    env.problem(`API_KEYS: expected {"<id>":{"name":"…","profiles":["…"]}}, got ${JSON.stringify(text)}`);
    return new Map();
  };
  try {
    const value: unknown = JSON.parse(text);
    const entries: readonly (readonly [string, Partial<KeyAccess>])[] = Object.entries(value ?? {});
    const areWhole = entries.every(([, key]) => typeof key?.name === 'string' && isProfiles(key.profiles));
    return areWhole ? new Map(entries as readonly (readonly [string, KeyAccess])[]) : wrong();
  } catch {
    return wrong();
  }
}

function isProfiles(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== '');
}
