import { LeaseLost } from '../lease/lease.ts';
import { type Problem, problemsOf } from './problem.ts';

/** What a piece of work gave, or what was refused. */
export type Caught<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'refused'; readonly problems: readonly Problem[] };

/**
 * Runs a piece of work; what AWS or a step refused comes back as problems.
 * @throws LeaseLost, and bugs.
 */
export async function caught<T>(work: () => Promise<T>): Promise<Caught<T>> {
  try {
    return { status: 'ok', value: await work() };
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    return { status: 'refused', problems: problemsOf(error) };
  }
}
