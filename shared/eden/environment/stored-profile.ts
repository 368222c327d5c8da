import type { Problem } from '../problem/problem.ts';
import type { ProfileFields } from '../profile/profile.ts';
import type { EnvironmentItem, GoodState } from './item.ts';

/** The state a redeploy goes back to. */
export type StoredGood =
  | { readonly status: 'ok'; readonly good: GoodState | undefined }
  | { readonly status: 'unreadable'; readonly problem: Problem };

/** The profile an item was made with; undefined where it has none that can be read. */
export function storedProfile(item: EnvironmentItem | undefined): ProfileFields | undefined {
  const value = typeof item?.resolved_profile === 'string' ? readObject(item.resolved_profile) : undefined;
  if (value === undefined) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)]));
}

/** A JSON object that an item holds as text; undefined when it is none. */
function readObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads what an item says it goes back to; what was written there and cannot be read must not be taken for nothing. */
export function storedGood(item: EnvironmentItem | undefined): StoredGood {
  if (item?.good === undefined) return { status: 'ok', good: undefined };
  const value = typeof item.good === 'string' ? readObject(item.good) : undefined;
  // The shape is what eden itself wrote there.
  if (value !== undefined) return { status: 'ok', good: value as GoodState };
  const message = `Item ${item.type}/${item.name} does not say what it was before its last redeploy; delete it, or mend its attribute good.`;
  return { status: 'unreadable', problem: { code: 'unprocessable', message } };
}
