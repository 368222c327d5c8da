/** How long an environment may live: seconds, or `none` for no end. */
export type Ttl = number | 'none';

const unitSeconds: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** What decides when an environment ends. Times are epoch seconds, lives are seconds. */
export interface ExpiryInput {
  readonly asked: Ttl | undefined;
  readonly present: number | undefined;
  readonly isNew: boolean;
  readonly defaultTtl: Ttl | undefined;
  readonly maxTtl: Ttl | undefined;
  readonly nowSeconds: number;
}

/** Reads `90m`, `72h`, `3d`, `2w` or `none`; undefined when it is none of these or zero. */
export function parseTtl(text: string): Ttl | undefined {
  if (text === 'none') return 'none';
  const match = /^([1-9][0-9]{0,5})([mhdw])$/.exec(text);
  const unit = unitSeconds[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/**
 * When the environment expires, in epoch seconds; undefined: never. A life that is asked for starts anew, one that is
 * not asked for is kept, a new environment takes the profile's default; none outlives `maxTtl`.
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
