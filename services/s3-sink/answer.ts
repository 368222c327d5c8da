import { errorText } from '../../shared/errors/error-text.ts';
import { type Outcome, type RetryScope, retryable } from '../../shared/pipeline/outcome.ts';
import { PortError } from '../../shared/pipeline/ports.ts';

/**
 * S3's error codes about the object itself. Every other code, and every failure without an answer, is about the bucket
 * or the service: `destination`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const SCOPES: ReadonlyMap<string, RetryScope> = new Map([
  ['EntityTooLarge', 'entry'],
  ['InvalidURI', 'entry'],
  ['KeyTooLongError', 'entry'],
]);

/** The outcome of the logs of an object that S3 did not take. */
export function readFailure(error: unknown): Outcome {
  const scope = error instanceof PortError ? SCOPES.get(error.code) : undefined;
  return retryable(scope ?? 'destination', errorText(error));
}
