import { errorText } from '../errors/error-text.ts';
import type { ReadSecret, SecretReference } from '../settings/secret-reference.ts';
import { type AwsCredentials, createSearchClient, type SearchAuth } from './search-client.ts';
import type { CallSearch } from './search-port.ts';
import type { SearchSettings } from './search-settings.ts';

/** Region, credentials and secrets for the engine's authentication. */
export interface SearchIdentity {
  readonly region: string;
  readonly getCredentials: () => Promise<AwsCredentials>;
  readonly readSecret: ReadSecret;
}

/** Connects to the search engine of the settings, with the authentication that they name. */
export function connectSearch(settings: SearchSettings, identity: SearchIdentity): CallSearch {
  const { auth } = settings;
  switch (auth.type) {
    case 'none':
      return createSearchClient({ ...settings, auth });
    case 'sigv4':
      return createSearchClient({ ...settings, auth: { type: 'sigv4', ...identity } });
    case 'basic':
      return connectByLogin(settings, auth.secret, identity.readSecret);
  }
}

/** Reads the login on first use and caches it until the engine refuses it. */
function connectByLogin(settings: SearchSettings, secret: SecretReference, readSecret: ReadSecret): CallSearch {
  let cached: CallSearch | undefined;
  return async (request) => {
    try {
      cached ??= createSearchClient({ ...settings, auth: parseLogin(await readSecret(secret, request.signal)) });
    } catch (error) {
      return { status: 'failed', error: `no login for the search engine: ${errorText(error)}` };
    }
    const answer = await cached(request);
    if (answer.status === 'answered' && answer.httpStatus === 401) cached = undefined;
    return answer;
  };
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
