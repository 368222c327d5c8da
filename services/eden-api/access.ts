/** One API key: what it is called, and the profiles it may use (`*`: all). */
export interface KeyAccess {
  readonly name: string;
  readonly profiles: readonly string[];
}

/** Who asks. The id is the gateway's; the key itself is never read. */
export interface Caller extends KeyAccess {
  readonly keyId: string;
}

/** Whoever may invoke the function itself, past the gateway; only where `ALLOW_UNKEYED` says so. */
const direct: Caller = { keyId: 'none', name: 'direct', profiles: ['*'] };

/**
 * Finds the caller. The gateway lets any key of the usage plan pass: a key that `eden.keys` does not name (made by
 * hand in the console) may use no profile.
 */
export function findCaller(
  keyId: string | null | undefined,
  { keys, allowUnkeyed }: { readonly keys: ReadonlyMap<string, KeyAccess>; readonly allowUnkeyed: boolean },
): Caller | undefined {
  if (!keyId) return allowUnkeyed ? direct : undefined;
  const access = keys.get(keyId);
  return access && { keyId, ...access };
}

/** Whether a caller may use a profile. */
export const mayUse = ({ profiles }: Caller, profile: string): boolean =>
  profiles.includes('*') || profiles.includes(profile);
