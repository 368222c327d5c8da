import { PortError, type PutRecords } from '../../../shared/pipeline/ports.ts';
import { backoffMs, type RetryOptions } from '../../../shared/pipeline/retry/with-retries.ts';
import { missingSetUp } from '../../program/aws-set-up.ts';
import { CommandError } from '../shell.ts';
import type { SendRecord } from './send-record.ts';

/** The result for the records of one call, repeats included. */
export interface PutReport {
  readonly sent: readonly SendRecord[];
  readonly failed: readonly SendRecord[];
  /** Records that were put again. */
  readonly repeats: number;
  /** The last error; set when something failed. */
  readonly error?: string;
  /** Whether it makes no sense to send anything else. */
  readonly isFinal: boolean;
}

/** How one call is made. */
export interface PutOptions {
  readonly stream: string;
  readonly put: PutRecords;
  readonly retries: RetryOptions;
  /** Aborts at Ctrl-C: the call under way ends, nothing is tried again. */
  readonly signal: AbortSignal;
}

/** Errors that a repeat cannot change: wrong credentials, rights or stream. */
const FINAL = new Set([
  'ResourceNotFoundException',
  'AccessDeniedException',
  'AccessDenied',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'ExpiredTokenException',
  'CredentialsProviderError',
  'InvalidArgumentException',
  'ValidationException',
  'ENOTFOUND',
]);

type Try =
  | { readonly status: 'answered'; readonly left: readonly SendRecord[]; readonly error?: string }
  | { readonly status: 'failed'; readonly error: string; readonly isFinal: boolean };

/** Puts the records of one call; what is refused, alone, is put again with growing pauses, until the tries run out. */
export async function putAll(records: readonly SendRecord[], options: PutOptions): Promise<PutReport> {
  const { retries, signal } = options;
  let left = records;
  let repeats = 0;
  let error: string | undefined;
  let isFinal = false;
  for (let number = 1; left.length > 0 && number <= retries.maxTries && !isFinal; number++) {
    if (number > 1) {
      if (!signal.aborted) await retries.sleep(backoffMs(number, retries), signal);
      if (signal.aborted) break;
      repeats += left.length;
    }
    const answer = await tryOnce(left, options);
    if (answer.status === 'answered') left = answer.left;
    else isFinal = answer.isFinal;
    error = answer.error;
  }
  const failed = new Set(left);
  const report = { sent: records.filter((record) => !failed.has(record)), failed: left, repeats, isFinal };
  return error === undefined || left.length === 0 ? report : { ...report, error };
}

async function tryOnce(records: readonly SendRecord[], { stream, put }: PutOptions): Promise<Try> {
  try {
    const results = await put({ target: stream, records });
    const left = records.filter((_, index) => results[index]?.status !== 'ok');
    const refusal = results.find((result) => result.status === 'failed');
    if (refusal?.status !== 'failed') return { status: 'answered', left };
    return { status: 'answered', left, error: `${stream}: ${refusal.code}: ${refusal.message}` };
  } catch (error) {
    // No call was made, and none will be: the program says what is missing.
    if (!(error instanceof PortError) || missingSetUp(error) !== undefined) throw error;
    // A missing right has its sentence already.
    const { cause } = error;
    if (cause instanceof CommandError) return { status: 'failed', error: cause.message, isFinal: true };
    return { status: 'failed', error: error.message, isFinal: FINAL.has(error.code) };
  }
}
