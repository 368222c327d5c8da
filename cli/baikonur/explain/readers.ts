import type { ServiceManifest } from '../../../shared/deploy/manifest.ts';
import type { StreamFunction } from '../../../shared/deploy/topology/topology.ts';
import { createValidator } from '../../../shared/log/schema.ts';
import { createTimeParser } from '../../../shared/log/timestamp/parse-time.ts';
import { compileTypePatterns } from '../../../shared/log/type-pattern.ts';
import { NOTHING } from '../../../shared/pipeline/log-verdict.ts';
import type { CommonSettings } from '../../../shared/settings/common-settings.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import type { Reader } from './reader.ts';

/** A function beside the environment it is explained in. */
export interface ExplainedFunction {
  readonly fn: StreamFunction;
  readonly env: Env;
}

/**
 * Builds the reader of a deployed function; its service's manifest says how it decides.
 * @throws {ConfigError} naming every variable that is wrong.
 */
export function createReader(services: readonly ServiceManifest[], { fn, env }: ExplainedFunction): Reader {
  const service = services.find(({ name }) => name === fn.service);
  if (service?.trigger !== 'stream') throw new RangeError(`no stream service ${fn.service}`);
  const { common, by, judge } = service.createLogJudge(env, fn.key);
  const takesType = compileTypePatterns(common.whitelist);
  return {
    by,
    sourceStream: fn.source.name,
    hasFanOut: fn.settings.fanOut === true,
    common,
    ...schemaOf(common),
    judge: (log) => (takesType(log.logType) ? judge(log) : NOTHING),
  };
}

function schemaOf({ schema }: CommonSettings) {
  const parseTime = createTimeParser(schema.timestamps);
  return {
    validate: createValidator({ ...schema, parseTime }),
    timeRules: createTimeRules(schema),
    schemaKey: JSON.stringify(schema),
  };
}

function createTimeRules(schema: CommonSettings['schema']): Reader['timeRules'] {
  let rules: string[] = [];
  const parseTime = createTimeParser({ ...schema.timestamps, onRule: (rule) => rules.push(rule) });
  const validate = createValidator({ ...schema, parseTime });
  return (decoded) => {
    rules = [];
    validate(decoded);
    return rules;
  };
}
