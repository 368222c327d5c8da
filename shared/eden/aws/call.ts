import { AwsCallError } from '../problem/problem.ts';
import { maxCallMs } from './ports.ts';

/** What {@link callAws} says about a call when it fails. */
export interface CallName {
  readonly action: string;
  readonly resource: string;
}

/** Bounds one call in time, its retries included. */
export type Bound = () => { readonly abortSignal: AbortSignal };

/** Aborts a call after this time; {@link maxCallMs} is what leases count on. */
export function boundTo(timeoutMs: number = maxCallMs): Bound {
  return () => ({ abortSignal: AbortSignal.timeout(timeoutMs) });
}

/**
 * Makes a call; an error that `expected` has an answer for is that answer.
 * @throws AwsCallError for every other error.
 */
export async function callAws<T>(
  call: CallName,
  send: () => Promise<T>,
  expected: (error: { readonly name: string; readonly message: string }) => T | undefined = () => undefined,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const answer = expected(awsError(error));
    if (answer !== undefined) return answer;
    throw new AwsCallError(call.action, call.resource, awsError(error).name, error);
  }
}

/** Name and text of an error as AWS gave it. */
function awsError(error: unknown): { readonly name: string; readonly message: string } {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Unknown', message: String(error) };
}

/** All pages of a paginator, in order. */
export async function allPages<Page>(pages: AsyncIterable<Page>): Promise<readonly Page[]> {
  const read: Page[] = [];
  for await (const page of pages) read.push(page);
  return read;
}
