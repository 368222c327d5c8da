import { isJsonObject } from '../../shared/log/json-object.ts';
import { describeAnswer } from '../../shared/search/search-failure.ts';
import type { CallSearch, SearchAnswer } from '../../shared/search/search-port.ts';
import { listIndices } from './listing.ts';
import { type Plan, type PlanOptions, planDeletions } from './plan.ts';

/** The result of a run. */
export interface CleanReport extends Plan {
  /**
   * `cleaned`: every planned deletion was done. `dryRun`: nothing was to be deleted. `refused`: a cap was exceeded,
   * nothing was deleted. `incomplete`: some indices could not be deleted.
   */
  readonly status: 'cleaned' | 'dryRun' | 'refused' | 'incomplete';
  readonly deleted: readonly string[];
  /** The engine's sentence by index. */
  readonly failures: Readonly<Record<string, string>>;
}

export interface CleanOptions {
  readonly call: CallSearch;
  readonly plan: PlanOptions;
  readonly dryRun: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly signal?: AbortSignal;
}

/** The indices could not be listed, so nothing was deleted. */
export class CleanError extends Error {
  override readonly name = 'CleanError';
  readonly code = 'listing_failed';
}

/**
 * Deletes the indices that are older than their maximum age, one by one.
 * @throws {CleanError} if the indices could not be listed.
 */
export async function cleanIndices(options: CleanOptions): Promise<CleanReport> {
  const listing = await listIndices(options.call, options.signal);
  if (listing.status === 'failed') throw new CleanError(`nothing was deleted: ${listing.error}`);
  const plan = planDeletions(listing.indices, options.plan, options.now());
  if (plan.refusal !== undefined) return { ...plan, status: 'refused', deleted: [], failures: {} };
  if (options.dryRun) return { ...plan, status: 'dryRun', deleted: [], failures: {} };
  const deleted: string[] = [];
  const failures: Record<string, string> = {};
  for (const { index, action } of plan.lines) {
    if (action === 'keep') continue;
    const failure = await deleteIndex(options, index);
    if (failure === undefined) deleted.push(index);
    else failures[index] = failure;
  }
  return { ...plan, status: Object.keys(failures).length === 0 ? 'cleaned' : 'incomplete', deleted, failures };
}

/** Deletes one index by its exact name: wildcards are not expanded, aliases not followed. @returns the failure, if any. */
async function deleteIndex({ call, signal }: CleanOptions, index: string): Promise<string | undefined> {
  const path = `/${encodeURIComponent(index)}`;
  const answer = await call({ method: 'DELETE', path, query: { expand_wildcards: 'none' }, signal });
  return isGone(answer) ? undefined : describeAnswer(answer, `DELETE ${path}`);
}

/** Whether the engine itself, not a proxy, answered that the index is deleted. */
function isGone(answer: SearchAnswer): boolean {
  if (answer.status === 'failed') return false;
  const { acknowledged, error } = isJsonObject(answer.body) ? answer.body : {};
  if (answer.httpStatus === 404) return isJsonObject(error) && error['type'] === 'index_not_found_exception';
  return answer.httpStatus === 200 && acknowledged === true;
}
