import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { STATE_DIRECTORY } from '../../local/stack/paths.ts';
import { loadStack } from '../../local/stack/stack-state.ts';
import { LOCAL_CREDENTIALS, localEnvironment, refuseEndpoint } from '../../shared/deploy/local-endpoint.ts';
import type { Env } from '../../shared/settings/env-reader.ts';
import { UsageError } from './shell.ts';

const LOCAL_STAGE = 'local';
const DEFAULT_STAGE = 'dev';

/** The stage that is meant where none is named: with an endpoint of a local AWS that one, else the example stage. */
export function meantStage(stage: string | undefined, { AWS_ENDPOINT_URL: endpoint }: Env): string {
  return stage ?? (endpoint && refuseEndpoint(endpoint) === undefined ? LOCAL_STAGE : DEFAULT_STAGE);
}

/**
 * The environment in which AWS is called for a stage. Stage `local` leads to the endpoint that is set, else to the stack
 * that is up, and never to an account; any other stage to the endpoint that is set, else to the account of the
 * credentials.
 * @param stage.region of the stage file, where the environment names none.
 * @throws {UsageError} at stage `local` when no local AWS is up, or the endpoint is not a local one.
 */
export async function connectStage(
  { stage, region }: { readonly stage: string; readonly region: string },
  env: Env,
  stateDirectory: string = STATE_DIRECTORY,
): Promise<Env> {
  if (stage === LOCAL_STAGE) return connectLocal(region, env, stateDirectory);
  const based = withRegion(env, region);
  const { AWS_ENDPOINT_URL: endpoint } = env;
  if (!endpoint || refuseEndpoint(endpoint) !== undefined) return withProfile(based);
  const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = LOCAL_CREDENTIALS;
  return env['AWS_ACCESS_KEY_ID'] ? based : { ...based, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
}

async function connectLocal(region: string, env: Env, stateDirectory: string): Promise<Env> {
  const { AWS_ENDPOINT_URL: given } = env;
  if (given) return localEnvironment(withRegion(env, region), checked('AWS_ENDPOINT_URL', given));
  const stack = await loadStack(stateDirectory);
  if (stack === undefined) {
    throw new UsageError([
      'stage local: no local AWS is up; start one with `npm run local -- up`, or set AWS_ENDPOINT_URL',
    ]);
  }
  const { connection } = stack;
  return {
    ...localEnvironment(env, checked(stateDirectory, connection.endpoint)),
    AWS_REGION: connection.region,
    AWS_DEFAULT_REGION: connection.region,
  };
}

function withRegion(env: Env, region: string): Env {
  return { ...env, AWS_REGION: env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || region };
}

/** @param source where the endpoint was read, for the sentence about it */
function checked(source: string, endpoint: string): string {
  const refusal = refuseEndpoint(endpoint);
  if (refusal !== undefined) throw new UsageError([`${source}: ${refusal}`]);
  return endpoint;
}

/** With a profile on the machine, the SDK finds the credentials itself. */
function withProfile(env: Env): Env {
  return env['AWS_PROFILE'] || env['AWS_ACCESS_KEY_ID'] || !hasProfileFile() ? env : { ...env, AWS_PROFILE: 'default' };
}

function hasProfileFile(): boolean {
  return ['credentials', 'config'].some((file) => existsSync(join(homedir(), '.aws', file)));
}
