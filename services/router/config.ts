import { PARTITION_KEYS, type PartitionKeySource } from '../../shared/delivery/partition-key.ts';
import { type CommonSettings, readCommonSettings } from '../../shared/settings/common-settings.ts';
import { type Env, type EnvReader, parseSettings } from '../../shared/settings/env-reader.ts';
import { parseRoutes } from './parse-routes.ts';
import type { Route } from './routes.ts';

/** The router's settings. */
export interface RouterConfig {
  readonly common: CommonSettings;
  readonly routes: readonly Route[];
  readonly partitionKey: PartitionKeySource;
  /** Calls for a record that fails, the first included. */
  readonly maxTries: number;
}

/**
 * Reads the router's environment, once, at cold start.
 * @throws {ConfigError} naming every variable that is wrong.
 */
export function parseConfig(environment: Env): RouterConfig {
  return parseSettings(environment, (env) => ({
    common: readCommonSettings(env, 'router'),
    routes: readRoutes(env),
    partitionKey: env.oneOf('PARTITION_KEY', PARTITION_KEYS, 'source'),
    maxTries: 1 + env.integer('KINESIS_MAX_RETRIES', 3, { min: 0, max: 20 }),
  }));
}

function readRoutes(env: EnvReader): readonly Route[] {
  const text = env.text('ROUTES');
  if (text === '') return [];
  const { routes, problems } = parseRoutes(text);
  for (const problem of problems) env.problem(problem);
  return routes;
}
