import { readRetentionRules } from '../../shared/search/retention-settings.ts';
import { readIndexNaming, readSearchSettings, type SearchSettings } from '../../shared/search/search-settings.ts';
import { type Env, type EnvReader, parseSettings } from '../../shared/settings/env-reader.ts';
import type { PlanOptions } from './plan.ts';

/** All settings of es-cleaner. */
export interface EsCleanerSettings {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  readonly search: SearchSettings;
  readonly plan: PlanOptions;
  readonly dryRun: boolean;
}

const MAX_DAYS = 36_500;

/**
 * Reads es-cleaner's settings.
 * @throws {ConfigError} with every problem found.
 */
export function parseConfig(env: Env): EsCleanerSettings {
  return parseSettings(env, (reader) => ({
    service: 'es-cleaner',
    stage: reader.text('STAGE', 'local'),
    region: reader.text('AWS_REGION', 'us-east-1'),
    search: readSearchSettings(reader),
    plan: {
      prefix: readIndexNaming(reader).prefix,
      maxAgeDays: reader.integer('MAX_AGE_DAYS', 60, { min: 1, max: MAX_DAYS }),
      rules: readRetentionRules(reader),
      excludePattern: readPattern(reader),
      maxDeletions: reader.integer('MAX_DELETIONS', 500, { min: 0 }),
      maxDeleteShare: reader.decimal('MAX_DELETE_SHARE', 50, { min: 0, max: 100 }),
    },
    dryRun: reader.flag('DRY_RUN_ONLY', false),
  }));
}

function readPattern(env: EnvReader): RegExp {
  const source = env.text('EXCLUDE_PATTERN', '-reload$');
  try {
    return new RegExp(source);
  } catch {
    env.problem(`EXCLUDE_PATTERN: expected a regular expression, got ${JSON.stringify(source)}`);
    return /$^/;
  }
}
