import { AwsCallError, type Problem } from './problem.ts';

/** Work that was refused, with every problem found. */
export interface Refused {
  readonly status: 'refused';
  readonly problems: readonly Problem[];
}

/** The result of work that AWS, or eden itself, may refuse. */
export type Attempt<T> = { readonly status: 'ok'; readonly value: T } | Refused;

/** A refusal with its problems. */
export function refused(...problems: readonly Problem[]): Refused {
  return { status: 'refused', problems };
}

/**
 * Runs a piece of work; a call that AWS refused is a problem.
 * @throws every other error: a lost lease, a bug.
 */
export async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { status: 'ok', value: await work() };
  } catch (error) {
    if (error instanceof AwsCallError) return refused({ code: 'aws', message: error.message });
    throw error;
  }
}
