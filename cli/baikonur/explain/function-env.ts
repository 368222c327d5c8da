import type { Env } from '../../../shared/settings/env-reader.ts';

/** Required where a function runs; has no effect on the result for a log. */
const STAND_INS: Env = {
  FAILED_LOG_S3_BUCKET: 'none',
  PROGRESS_TABLE: 'none',
  LOG_S3_BUCKET: 'none',
  ES_HOST: 'localhost',
  ES_AUTH: 'none',
  LOG_FLUENT_SINK_ENDPOINT: 'localhost',
};

/** The same for a collection of OpenSearch Serverless. */
const COLLECTION: Env = { ES_HOST: 'none.us-east-1.aoss.amazonaws.com', ES_AUTH: 'sigv4' };

/** Variables of one function, or of Lambda: the environment of a command must not set them for all. */
const NOT_SHARED =
  /^(LOG_TYPE_WHITELIST|TARGET_\w+|STAGE|AWS_\w+|ES_AUTH|ES_BASIC_SECRET|ES_TLS_CA|FLUENT_(TLS|SHARED_KEY|USERNAME|PASSWORD)\w*)$/;

const NOT_NEEDED = /^(ES_AUTH|ES_BASIC_SECRET|ES_TLS_CA|ES_HOST|FLUENT_(TLS|SHARED_KEY|USERNAME|PASSWORD)\w*)$/;

/** Variables that a command's environment sets for all functions, over what `config/` says. */
export function sharedVariables(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => value?.trim() && !NOT_SHARED.test(name)));
}

/**
 * The environment in which a function is explained: its own from `config/`, under the command's variables, without
 * what leads to other machines.
 */
export function explainedEnv(own: Env, shared: Env): Env {
  return {
    ...Object.fromEntries(Object.entries(own).filter(([name]) => !NOT_NEEDED.test(name))),
    ...shared,
    ...STAND_INS,
    ...(own['ES_SERVICE'] === 'aoss' ? COLLECTION : {}),
  };
}
