import { errorText } from '../errors/error-text.ts';
import type { ReadSecret } from '../settings/secret-reference.ts';
import { createSearchClient } from './search-client.ts';
import type { AwsCredentials, SearchAuth } from './search-client-options.ts';
import type { CallSearch, SearchAnswer } from './search-port.ts';
import type { SearchSettings } from './search-settings.ts';

/** Region, credentials and secrets for the engine's authentication. */
export interface SearchIdentity {
  readonly region: string;
  readonly getCredentials: () => Promise<AwsCredentials>;
  readonly readSecret: ReadSecret;
}

/** An error of Node about the engine's certificate. */
const UNTRUSTED = /certificate/i;

/** Connects to the search engine of the settings, with the authentication that they name. */
export function connectSearch(settings: SearchSettings, identity: SearchIdentity): CallSearch {
  const { auth, ca } = settings;
  if (ca !== undefined || auth.type === 'basic') return connectWithSecrets(settings, identity);
  return createSearchClient({ ...settings, ca: undefined, auth: otherAuth(auth, identity) });
}

/** Reads login and CA on first use and caches them until the engine refuses the login, or its certificate is not trusted. */
function connectWithSecrets(settings: SearchSettings, identity: SearchIdentity): CallSearch {
  let cached: CallSearch | undefined;
  return async (request) => {
    try {
      cached ??= createSearchClient({ ...settings, ...(await readSecrets(settings, identity, request.signal)) });
    } catch (error) {
      return { status: 'failed', error: `no login or CA for the search engine: ${errorText(error)}` };
    }
    const answer = await cached(request);
    if (isRefused(answer)) cached = undefined;
    return answer;
  };
}

async function readSecrets({ auth, ca }: SearchSettings, identity: SearchIdentity, signal: AbortSignal | undefined) {
  const { readSecret } = identity;
  const [login, certificates] = await Promise.all([
    auth.type === 'basic' ? readSecret(auth.secret, signal) : undefined,
    ca === undefined ? undefined : readSecret(ca, signal),
  ]);
  return { auth: login === undefined ? otherAuth(auth, identity) : parseLogin(login), ca: certificates };
}

function otherAuth(auth: SearchSettings['auth'], { region, getCredentials }: SearchIdentity): SearchAuth {
  return auth.type === 'sigv4' ? { ...auth, region, getCredentials } : { type: 'none' };
}

function isRefused(answer: SearchAnswer): boolean {
  return answer.status === 'answered' ? answer.httpStatus === 401 : UNTRUSTED.test(answer.error);
}

function parseLogin(secret: string): SearchAuth {
  let parsed: unknown;
  try {
    parsed = JSON.parse(secret);
  } catch {
    throw new Error('ES_BASIC_SECRET: the secret is not JSON, expected {"username": …, "password": …}');
  }
  const { username, password } = (parsed ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new Error('ES_BASIC_SECRET: expected {"username": …, "password": …}, but one of them is missing');
  }
  return { type: 'basic', username, password };
}
