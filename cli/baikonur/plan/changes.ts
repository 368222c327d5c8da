import { isDeepStrictEqual } from 'node:util';

/** One thing that a deployment will do. */
export interface Change {
  readonly action: 'made' | 'changed' | 'replaced' | 'removed';
  readonly subject: string;
  readonly sentence: string;
  /** Logs may be lost by it, as it is. */
  readonly losesData: boolean;
}

/** Differences of two objects, a text for each name. */
export function differences(prefix: string, old: object, now: object): readonly string[] {
  const [before, after] = [Object.entries(old), Object.entries(now)].map(
    (entries) => new Map<string, unknown>(entries),
  );
  const names = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...names].flatMap((name) => {
    const [was, is] = [before?.get(name), after?.get(name)];
    return isDeepStrictEqual(was, is) ? [] : [`${prefix}${name}: ${JSON.stringify(was)} becomes ${JSON.stringify(is)}`];
  });
}

/** Entries that are only in the first list, only in the second, and in both. */
export function byKey<T extends { readonly key: string }>(before: readonly T[], after: readonly T[]) {
  const old = new Map(before.map((one) => [one.key, one]));
  const now = new Map(after.map((one) => [one.key, one]));
  return {
    removed: before.filter(({ key }) => !now.has(key)),
    added: after.filter(({ key }) => !old.has(key)),
    both: after.flatMap((one) => {
      const was = old.get(one.key);
      return was === undefined ? [] : [[was, one] as const];
    }),
  };
}
