import {
  aggregationOf,
  STREAM_VARIABLES,
  type StreamSettings,
  streamSettings,
} from '../../shared/delivery/stream-variables.ts';
import { COMMON_VARIABLES, type CommonSettings, commonSettings } from '../../shared/settings/common-settings.ts';
import { type Env, parseSettings } from '../../shared/settings/env-reader.ts';
import { required } from '../../shared/settings/variable.ts';
import { parseRoutes } from './parse-routes.ts';
import type { Route } from './routes.ts';

/** The router's variables. */
export const VARIABLES = {
  ...COMMON_VARIABLES,
  ...STREAM_VARIABLES,
  ROUTES: required<readonly Route[]>({
    source: 'routes.yml',
    allowed: 'a JSON array of routes',
    absent: [],
    parse: (text, { say }) => {
      const { routes, problems } = parseRoutes(text);
      for (const problem of problems) say(problem);
      return routes;
    },
    meaning: 'The routes',
  }),
};

/** The router's settings. */
export interface RouterConfig extends StreamSettings {
  readonly common: CommonSettings;
  readonly routes: readonly Route[];
}

/**
 * Reads the router's environment, once, at cold start.
 * @throws {ConfigError} naming every variable that is wrong.
 */
export function parseConfig(env: Env): RouterConfig {
  return parseSettings(env, VARIABLES, (values, checks) => ({
    common: commonSettings(values, checks, 'router'),
    routes: values.ROUTES.map((route) => withAggregation(route, streamSettings(values))),
    ...streamSettings(values),
  }));
}

function withAggregation(route: Route, settings: StreamSettings): Route {
  return route.aggregate === true ? { ...route, aggregation: aggregationOf(settings, route.shards) } : route;
}
