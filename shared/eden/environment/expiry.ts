import type { Ttl } from '../profile/ttl.ts';

/** The values that decide when an environment expires. Times are epoch seconds, TTLs are seconds. */
export interface ExpiryInput {
  readonly asked: Ttl | undefined;
  /** When it expires now. */
  readonly present: number | undefined;
  /** The TTL of its last deployment; absent in items of earlier versions. */
  readonly presentTtl: number | undefined;
  readonly isNew: boolean;
  readonly defaultTtl: Ttl | undefined;
  readonly maxTtl: Ttl | undefined;
  readonly nowSeconds: number;
}

/** When an environment expires, epoch seconds, and the TTL with which its next deployment renews it; neither: never. */
export interface Expiry {
  readonly expiresAt?: number;
  readonly ttl?: number;
}

/**
 * The expiry after a deployment. A TTL that is asked for starts now; without one a new environment takes the profile's
 * default, and an existing one has its TTL again from now, but never ends earlier than it would have. One that never
 * expires stays so. `maxTtl` limits all of them.
 */
export function expiryOf(input: ExpiryInput): Expiry {
  const { asked, isNew, present, presentTtl, defaultTtl } = input;
  if (asked !== undefined) return expiryIn(asked, input);
  if (isNew) return expiryIn(defaultTtl, input);
  if (present === undefined) return {};
  const ttl = presentTtl ?? defaultTtl;
  if (ttl === undefined || ttl === 'none') return { expiresAt: present };
  const renewed = expiryIn(ttl, input);
  return { ...renewed, expiresAt: Math.max(present, renewed.expiresAt ?? 0) };
}

function expiryIn(asked: Ttl | undefined, { maxTtl, nowSeconds }: ExpiryInput): Expiry {
  const seconds = [asked, maxTtl].filter((one) => typeof one === 'number');
  if (seconds.length === 0) return {};
  const ttl = Math.min(...seconds);
  return { expiresAt: nowSeconds + ttl, ttl };
}
