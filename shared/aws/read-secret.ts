import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { PortError } from '../pipeline/ports.ts';
import type { ReadSecret, SecretReference } from '../settings/secret-reference.ts';
import { callAws } from './call.ts';

type Stored<Store> = Extract<SecretReference, { store: Store }>;

/** Long enough for an answer inside a region; in a VPC without the endpoint it must not eat the invocation. */
const TIMEOUT_MS = 1_000;

/**
 * Reads secrets from Secrets Manager and SSM (`SecureString` included), each call ended after a second.
 * The clients are made on the first use: most functions of a service need one of them, or none.
 *
 * @throws {PortError} in one sentence that names the secret, never its value.
 */
export function createReadSecret(clients: {
  readonly secretsManager: () => SecretsManagerClient;
  readonly ssm: () => SSMClient;
}): ReadSecret {
  const call = { timeoutMs: TIMEOUT_MS };
  const fromSecretsManager = async (reference: Stored<'secretsmanager'>, signal?: AbortSignal): Promise<string> => {
    const command = new GetSecretValueCommand({ SecretId: reference.id });
    const { SecretString } = await callAws((abortSignal) => clients.secretsManager().send(command, { abortSignal }), {
      ...call,
      operation: 'Secrets Manager GetSecretValue',
      target: reference.id,
      signal,
    });
    return pickField(SecretString ?? '', reference);
  };
  const fromSsm = async ({ id }: Stored<'ssm'>, signal?: AbortSignal): Promise<string> => {
    const command = new GetParameterCommand({ Name: id, WithDecryption: true });
    const { Parameter } = await callAws((abortSignal) => clients.ssm().send(command, { abortSignal }), {
      ...call,
      operation: 'SSM GetParameter',
      target: id,
      signal,
    });
    return Parameter?.Value ?? '';
  };
  return async (reference, signal) => {
    if (reference.store === 'text') return reference.value;
    return reference.store === 'ssm' ? fromSsm(reference, signal) : fromSecretsManager(reference, signal);
  };
}

function pickField(secret: string, { id, field }: Stored<'secretsmanager'>): string {
  if (field === undefined) return secret;
  const wrong = (what: string): PortError =>
    new PortError(`Secrets Manager secret ${id}: ${what}`, { code: 'BadSecret' });
  let parsed: unknown;
  try {
    parsed = JSON.parse(secret);
  } catch {
    throw wrong(`is no JSON, but its field ${field} is asked for`);
  }
  const value = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>)[field] : undefined;
  if (typeof value !== 'string') throw wrong(`has no text in its field ${field}`);
  return value;
}
