/** One request to a search engine. */
interface SearchRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/`, percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON, or NDJSON for `/_bulk`; sent as it is. */
  readonly body?: Buffer | string;
  /** The answer contains logs: no more than this is read, and its text is kept for the digits of numbers. */
  readonly exact?: { readonly maxBytes: number };
  /** Of the invocation. */
  readonly signal?: AbortSignal | undefined;
}

/** An answer with any status, or a failure without one. */
export type SearchAnswer =
  | {
      readonly status: 'answered';
      readonly httpStatus: number;
      /** Parsed if its content type is JSON, otherwise text. */
      readonly body: unknown;
      /** With `exact`: what `body` was parsed from. */
      readonly text?: string;
    }
  | {
      readonly status: 'failed';
      readonly error: string;
      /** There is an answer, but it is longer than `exact.maxBytes`. */
      readonly isTooLarge?: true;
    };

/** Sends one request, once. Never rejects. */
export type CallSearch = (request: SearchRequest) => Promise<SearchAnswer>;
