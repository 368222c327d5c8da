import { cutErrorText } from '../errors/error-text.ts';
import { PortError } from '../pipeline/ports.ts';

/** The failed call, for the sentence about it. */
export interface CallDescription {
  /** Service and operation, e.g. `Kinesis PutRecords`. */
  readonly operation: string;
  /** The stream, delivery stream, table or object. */
  readonly target: string;
}

/** Fields of the errors that the SDK and Node throw; each may be missing. */
interface Thrown {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly errors?: readonly Thrown[];
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

/** Node's codes for network trouble, where an error keeps its code in the text only. */
const NODE_CODE = /\b(?:E[A-Z]{5,}|EAI_AGAIN)\b/;

/**
 * Makes one `PortError` of whatever an SDK call threw: the service's own error name (or Node's network code) as
 * `code`, the HTTP status where an answer came, and one sentence, cut at 2 KB.
 * An invocation that ran out of time gives `AbortError`, a call that took too long `TimeoutError`.
 */
export function toPortError(error: unknown, { operation, target }: CallDescription): PortError {
  // Thrown things are looked at part by part; each part is optional in `Thrown`.
  const thrown = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as Thrown;
  // Several addresses tried (localhost as ::1 and 127.0.0.1) come as one AggregateError: its last error is used.
  const last = thrown.errors?.at(-1) ?? thrown;
  const httpStatus = last.$metadata?.httpStatusCode ?? last.$response?.statusCode;
  // A DOMException's `code` is a legacy number; the SDK wraps what is no Error of its own realm into a text.
  const networkCode = typeof last.code === 'string' ? last.code : NODE_CODE.exec(last.message ?? '')?.[0];
  const code = (httpStatus === undefined ? (networkCode ?? last.name) : last.name) ?? 'Error';
  const said = last.message || 'no message';
  const reason = httpStatus === undefined ? said : `${httpStatus} ${code}: ${said}`;
  const message = oneLine(`${operation} to ${target}: ${reason}`);
  return new PortError(message, { code, ...(httpStatus === undefined ? {} : { httpStatus }), cause: error });
}

function oneLine(text: string): string {
  return cutErrorText(text.replace(/\s+/g, ' ').trim());
}
