import type { Ttl } from '../profile/ttl.ts';

/** The values that decide when an environment expires. Times are epoch seconds, TTLs are seconds. */
export interface ExpiryInput {
  readonly asked: Ttl | undefined;
  readonly present: number | undefined;
  readonly isNew: boolean;
  readonly defaultTtl: Ttl | undefined;
  readonly maxTtl: Ttl | undefined;
  readonly nowSeconds: number;
}

/**
 * When the environment expires, in epoch seconds; undefined: never. A TTL that is asked for starts now; without
 * one an existing environment keeps its expiry and a new one takes the profile's default. `maxTtl` limits all of them.
 */
export function expiryOf(input: ExpiryInput): number | undefined {
  const ttl = input.asked ?? (input.isNew ? input.defaultTtl : undefined);
  if (ttl === undefined) return input.isNew ? cap(undefined, input) : input.present;
  return cap(ttl === 'none' ? undefined : input.nowSeconds + ttl, input);
}

function cap(expiresAt: number | undefined, { maxTtl, nowSeconds }: ExpiryInput): number | undefined {
  if (maxTtl === undefined || maxTtl === 'none') return expiresAt;
  return Math.min(expiresAt ?? Number.POSITIVE_INFINITY, nowSeconds + maxTtl);
}
