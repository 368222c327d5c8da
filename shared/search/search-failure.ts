import * as errors from '@opensearch-project/opensearch/lib/errors.js';
import { cutErrorText } from '../errors/error-text.ts';
import type { SearchAnswer } from './search-port.ts';

/** An error of the client as an answer. An error with a status is an answer of the engine, any other is a failure. */
export function describeFailure(error: unknown, operation: string): SearchAnswer {
  if (error instanceof errors.ResponseError) {
    return { status: 'answered', httpStatus: error.statusCode, body: error.meta.body };
  }
  const text = error instanceof Error ? error.message || error.name : String(error);
  const what = error instanceof errors.DeserializationError ? `the answer is not JSON (${text})` : text;
  return { status: 'failed', error: cutErrorText(`${operation}: ${what}`) };
}

/** An unexpected answer as a sentence with status and body. */
export function describeAnswer(answer: SearchAnswer, operation: string): string {
  if (answer.status === 'failed') return answer.error;
  const { httpStatus, body } = answer;
  const hasError = typeof body === 'object' && body !== null && 'error' in body;
  const text = hasError
    ? describeEngineError(body.error)
    : typeof body === 'string'
      ? body.trim() || 'an empty body'
      : JSON.stringify(body);
  return cutErrorText(`${operation}: HTTP ${httpStatus}, ${text}`);
}

/** The type and reason of an engine's `error` object, its causes included, as one sentence. */
export function describeEngineError(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return 'no reason given';
  const { type, reason, caused_by: cause } = error as Readonly<Record<string, unknown>>;
  const sentence = `${String(type ?? 'error')}: ${String(reason ?? 'no reason given')}`;
  return cause === undefined || cause === null ? sentence : `${sentence}; caused by ${describeEngineError(cause)}`;
}
