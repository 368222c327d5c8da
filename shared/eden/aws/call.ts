import { AwsCallError } from '../problem/problem.ts';
import { MAX_CALL_MS } from './ports.ts';

/** The names that {@link AwsCallError} gives for a call that fails. */
export interface CallName {
  readonly action: string;
  readonly resource: string;
}

/** An error as the SDK gave it; `error` is the thrown value itself. */
export interface AwsError {
  readonly name: string;
  readonly message: string;
  readonly error: unknown;
}

/** Bounds one call in time, its retries included. */
export type Bound = () => { readonly abortSignal: AbortSignal };

/** Aborts a call after `timeoutMs`; a lease is checked against {@link MAX_CALL_MS}. */
export function boundTo(timeoutMs: number = MAX_CALL_MS): Bound {
  return () => ({ abortSignal: AbortSignal.timeout(timeoutMs) });
}

/**
 * Makes a call. An error that `expected` has an answer for is returned as that answer.
 * @throws AwsCallError for every other error.
 */
export async function callAws<T>(
  call: CallName,
  send: () => Promise<T>,
  expected: (error: AwsError) => T | undefined = () => undefined,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const read = readError(error);
    const answer = expected(read);
    if (answer !== undefined) return answer;
    throw new AwsCallError(call.action, call.resource, read.name, error);
  }
}

function readError(error: unknown): AwsError {
  return error instanceof Error
    ? { name: error.name, message: error.message, error }
    : { name: 'Unknown', message: String(error), error };
}

/** All pages of a paginator, in order. */
export async function allPages<Page>(pages: AsyncIterable<Page>): Promise<readonly Page[]> {
  const read: Page[] = [];
  for await (const page of pages) read.push(page);
  return read;
}
