import type { ApiEvent } from './api-event.ts';

/** One API key: what it is called, and the profiles it may use (`*`: all). */
export interface KeyAccess {
  readonly name: string;
  readonly profiles: readonly string[];
}

/** Who asks. The id is the gateway's, never the key itself. */
export interface Caller extends KeyAccess {
  readonly keyId: string;
}

/**
 * How a request's key is known. `id`: by the id that API Gateway says. `value`: by the header `x-api-key`, which the
 * gateway has let pass; for the local AWS alone, whose gateway checks the key and does not say which it was.
 */
type KeysBy = 'id' | 'value';

/** The API keys of a stage. */
export interface KeyPolicy {
  readonly keys: ReadonlyMap<string, KeyAccess>;
  readonly keysBy: KeysBy;
  readonly allowUnkeyed: boolean;
}

/** Whoever may invoke the function itself, past the gateway; only where `ALLOW_UNKEYED` says so. */
const DIRECT_CALLER: Caller = { keyId: 'none', name: 'direct', profiles: ['*'] };

/**
 * Finds the caller. The gateway lets any key of the usage plan pass: a key that `eden.keys` does not name (made by
 * hand in the console) may use no profile.
 */
export function findCaller(event: ApiEvent, { keys, keysBy, allowUnkeyed }: KeyPolicy): Caller | undefined {
  const key = keyOf(event, keysBy);
  if (!key) return allowUnkeyed ? DIRECT_CALLER : undefined;
  const access = keys.get(key);
  return access && { keyId: keysBy === 'id' ? key : access.name, ...access };
}

/** The request's key or key id; header names come in any case. */
function keyOf({ headers, requestContext }: ApiEvent, keysBy: KeysBy): string | null | undefined {
  if (keysBy === 'id') return requestContext?.identity?.apiKeyId;
  return Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'x-api-key')?.[1];
}

/** Whether a caller may use a profile. */
export function mayUse({ profiles }: Caller, profile: string): boolean {
  return profiles.includes('*') || profiles.includes(profile);
}
