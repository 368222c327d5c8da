import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { connectionEnv, LOCAL_CREDENTIALS, refuseEndpoint } from '../../local/stack/connection.ts';
import { STATE_DIRECTORY } from '../../local/stack/paths.ts';
import { loadStack } from '../../local/stack/stack-state.ts';
import type { Env } from '../../shared/settings/env-reader.ts';
import { UsageError } from './shell.ts';

const LOCAL_STAGE = 'local';
const DEFAULT_STAGE = 'dev';

/** Variables that could send a call to something else than the local AWS, or name a real account. */
const LEADS_AWAY = /^AWS_(ENDPOINT_URL_\w+|SESSION_TOKEN|PROFILE)$/;

/** The stage that is meant where none is named: with an endpoint of a local AWS that one, else the example stage. */
export function meantStage(stage: string | undefined, { AWS_ENDPOINT_URL: endpoint }: Env): string {
  return stage ?? (endpoint && refuseEndpoint(endpoint) === undefined ? LOCAL_STAGE : DEFAULT_STAGE);
}

/**
 * The environment in which AWS is called for a stage: an endpoint that is set goes first; stage `local` leads to the
 * stack that is up, and never to an account; any other stage to the account of the credentials.
 * @param stage.region of the stage file, where the environment names none.
 * @throws {UsageError} at stage `local` when no local AWS is up.
 */
export async function connectStage(
  { stage, region }: { readonly stage: string; readonly region: string },
  env: Env,
  stateDirectory: string = STATE_DIRECTORY,
): Promise<Env> {
  const based = { ...env, AWS_REGION: env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || region };
  const { AWS_ENDPOINT_URL: endpoint } = env;
  if (endpoint) {
    const refusal = refuseEndpoint(endpoint);
    if (refusal === undefined) {
      const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = LOCAL_CREDENTIALS;
      return env['AWS_ACCESS_KEY_ID'] ? based : { ...based, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
    }
    if (stage === LOCAL_STAGE) throw new UsageError([refusal]);
    return withProfile(based);
  }
  if (stage !== LOCAL_STAGE) return withProfile(based);
  const kept = Object.entries(based).filter(([name]) => !LEADS_AWAY.test(name));
  return { ...Object.fromEntries(kept), ...(await ofRunningStack(stateDirectory)) };
}

/** Where the machine has a profile, the SDK's own way to credentials is taken. */
function withProfile(env: Env): Env {
  return env['AWS_PROFILE'] || env['AWS_ACCESS_KEY_ID'] || !hasProfileFile() ? env : { ...env, AWS_PROFILE: 'default' };
}

function hasProfileFile(): boolean {
  return ['credentials', 'config'].some((file) => existsSync(join(homedir(), '.aws', file)));
}

async function ofRunningStack(stateDirectory: string): Promise<Env> {
  const stack = await loadStack(stateDirectory);
  if (stack !== undefined) return connectionEnv(stack.connection);
  throw new UsageError([
    'stage local: no local AWS is up; start one with `npm run local -- up`, or set AWS_ENDPOINT_URL',
  ]);
}
