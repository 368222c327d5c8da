import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Env } from '../settings/env-reader.ts';
import type { ReadSecret } from '../settings/secret-reference.ts';
import { createClientOptions } from './client-options.ts';
import { createReadSecret } from './read-secret.ts';

/** Reads secrets with the clients of a function's environment. */
export function createSecretReader(env: Env): ReadSecret {
  return createReadSecret({
    secretsManager: () => new SecretsManagerClient(createClientOptions(env, 'SECRETS_MANAGER')),
    ssm: () => new SSMClient(createClientOptions(env, 'SSM')),
  });
}

/** The function's own AWS credentials, as its SDK clients find them. */
export function createGetCredentials(env: Env) {
  let client: SSMClient | undefined;
  return () => {
    client ??= new SSMClient(createClientOptions(env, 'SSM'));
    return client.config.credentials();
  };
}
