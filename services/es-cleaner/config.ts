import { isTypePattern } from '../../shared/log/type-pattern.ts';
import { isLegalStem } from '../../shared/search/index-name.ts';
import { readIndexNaming, readSearchSettings, type SearchSettings } from '../../shared/search/search-settings.ts';
import { type Env, type EnvReader, parseSettings } from '../../shared/settings/env-reader.ts';
import type { PlanOptions } from './plan.ts';
import type { RetentionRule } from './retention.ts';

/** What es-cleaner reads from its environment. */
export interface EsCleanerSettings {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  readonly search: SearchSettings;
  readonly plan: PlanOptions;
  readonly dryRun: boolean;
}

const MAX_DAYS = 36_500;

/** What is wrong with a rule, up to what it is. */
const explainRule = (logType: string, days: string | undefined): string | undefined => {
  if (!isTypePattern(logType) || Number(days) < 1) {
    return 'expected <log_type or prefix*>=<days, 1 or more>';
  }
  const begin = logType.endsWith('*') ? logType.slice(0, -1) : '';
  // As an index's name has it: types in upper case look like others there, so nobody can tell them apart by a pattern.
  return begin === '' || isLegalStem(begin) ? undefined : 'a pattern begins as index names do, in lower case';
};

const readRules = (env: EnvReader): readonly RetentionRule[] => {
  const ages = new Map<string, number>();
  for (const rule of env.list('RETENTION')) {
    const [, logType = '', days] = /^([^=]+)=(\d{1,5})$/.exec(rule) ?? [];
    const wrong = explainRule(logType, days);
    const other = ages.get(logType);
    if (wrong !== undefined) env.problem(`RETENTION: ${wrong}, got ${JSON.stringify(rule)}`);
    else if (other !== undefined) env.problem(`RETENTION: ${logType} has two ages, ${other} and ${days} days`);
    else ages.set(logType, Number(days));
  }
  return [...ages].map(([logType, maxAgeDays]) => ({ logType, maxAgeDays }));
};

const readPattern = (env: EnvReader): RegExp => {
  const source = env.text('EXCLUDE_PATTERN', '-reload$');
  try {
    return new RegExp(source);
  } catch {
    env.problem(`EXCLUDE_PATTERN: expected a regular expression, got ${JSON.stringify(source)}`);
    return /$^/;
  }
};

/**
 * Reads es-cleaner's settings.
 * @throws {ConfigError} with every problem found.
 */
export const parseConfig = (env: Env): EsCleanerSettings =>
  parseSettings(env, (reader) => ({
    service: 'es-cleaner',
    stage: reader.text('STAGE', 'local'),
    region: reader.text('AWS_REGION', 'us-east-1'),
    search: readSearchSettings(reader),
    plan: {
      prefix: readIndexNaming(reader).prefix,
      maxAgeDays: reader.integer('MAX_AGE_DAYS', 60, { min: 1, max: MAX_DAYS }),
      rules: readRules(reader),
      excludePattern: readPattern(reader),
      maxDeletions: reader.integer('MAX_DELETIONS', 500, { min: 0 }),
      maxDeleteShare: reader.decimal('MAX_DELETE_SHARE', 50, { min: 0, max: 100 }),
    },
    dryRun: reader.flag('DRY_RUN_ONLY', false),
  }));
