import { parseRetentionRules, type RetentionRule } from '../../shared/search/retention-settings.ts';
import {
  DEFAULT_AGE_DAYS,
  SEARCH_VARIABLES,
  type SearchSettings,
  searchSettings,
} from '../../shared/search/search-settings.ts';
import { type Env, type EnvChecks, parseSettings, type Values } from '../../shared/settings/env-reader.ts';
import { FUNCTION_VARIABLES } from '../../shared/settings/function-variables.ts';
import { decimal, flag, integer, parsed } from '../../shared/settings/variable.ts';
import type { PlanOptions } from './plan.ts';

/** es-cleaner's variables. */
export const VARIABLES = {
  ...SEARCH_VARIABLES,
  MAX_AGE_DAYS: integer({
    default: DEFAULT_AGE_DAYS,
    min: 1,
    max: 36_500,
    meaning: 'Age at which an index is deleted, in days of 24 hours since its day began',
  }),
  RETENTION: parsed<readonly RetentionRule[]>({
    allowed: '<log_type or prefix*>=<days>; several divided by commas',
    absent: [],
    parse: parseRetentionRules,
    meaning: 'Ages of log types, instead of MAX_AGE_DAYS',
  }),
  EXCLUDE_PATTERN: parsed({
    unset: '-reload$',
    allowed: 'a regular expression',
    absent: /-reload$/,
    parse: parsePattern,
    meaning: 'Names of indices that are kept',
  }),
  MAX_DELETIONS: integer({
    default: 500,
    min: 0,
    meaning: 'Indices that a run may delete; where more are due it deletes none',
  }),
  MAX_DELETE_SHARE: decimal({
    default: 50,
    min: 0,
    max: 100,
    meaning: 'Share of the indices with an age that a run may delete, in per cent; where more are due it deletes none',
  }),
  DRY_RUN_ONLY: flag({ default: false, meaning: 'Only the plan is logged, nothing is deleted' }),
  ...FUNCTION_VARIABLES,
};

/** All settings of es-cleaner. */
export interface EsCleanerSettings {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  readonly search: SearchSettings;
  readonly plan: PlanOptions;
  readonly dryRun: boolean;
}

/**
 * Reads es-cleaner's settings.
 * @throws {ConfigError} with every problem found.
 */
export function parseConfig(env: Env): EsCleanerSettings {
  return parseSettings(env, VARIABLES, (values, checks) => readSettings(values, checks));
}

function readSettings(values: Values<typeof VARIABLES>, checks: EnvChecks): EsCleanerSettings {
  if (values.ES_SERVICE === 'aoss') checks.problem(['ES_SERVICE'], 'es-cleaner works on domains only, got "aoss"');
  return {
    service: 'es-cleaner',
    stage: values.STAGE,
    region: values.AWS_REGION,
    search: searchSettings(values, checks),
    plan: {
      prefix: values.INDEX_NAME_PREFIX,
      maxAgeDays: values.MAX_AGE_DAYS,
      rules: values.RETENTION,
      excludePattern: values.EXCLUDE_PATTERN,
      maxDeletions: values.MAX_DELETIONS,
      maxDeleteShare: values.MAX_DELETE_SHARE,
    },
    dryRun: values.DRY_RUN_ONLY,
  };
}

function parsePattern(source: string): RegExp | undefined {
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}
