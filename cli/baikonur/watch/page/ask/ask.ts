import type { Refusal } from '../../page-requests.ts';

/** The answer of the server to a request, or why there is none. */
export type Answered<T> =
  | { readonly status: 'answered'; readonly value: T }
  | { readonly status: 'refused'; readonly error: string };

/** How to ask. */
export interface AskOptions {
  /** A body makes it a POST. JSON, or the bytes of a file as they are. */
  readonly body?: object | Blob;
  readonly signal?: AbortSignal;
}

/** Asks the server. @throws only where `signal` was aborted. */
export async function ask<T>(route: string, { body, signal }: AskOptions = {}): Promise<Answered<T>> {
  try {
    const response = await fetch(route, { ...requestOf(body), ...(signal && { signal }), cache: 'no-store' });
    const answer: unknown = await response.json();
    if (response.ok) {
      // The server is of the same version as the page, which it sent.
      return { status: 'answered', value: answer as T };
    }
    return { status: 'refused', error: isRefusal(answer) ? answer.error : `the server answered ${response.status}` };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { status: 'refused', error: 'the server did not answer' };
  }
}

function requestOf(body: object | Blob | undefined): RequestInit {
  if (body === undefined) return {};
  const isFile = body instanceof Blob;
  const contentType = isFile ? 'application/octet-stream' : 'application/json';
  return { method: 'POST', headers: { 'content-type': contentType }, body: isFile ? body : JSON.stringify(body) };
}

function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'error' in answer && typeof answer.error === 'string';
}
