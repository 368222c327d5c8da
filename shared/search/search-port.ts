/** One request to a search engine. */
interface SearchRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/`, percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON, or NDJSON for `/_bulk`; sent as it is. */
  readonly body?: Buffer | string;
  /** Of the invocation. */
  readonly signal?: AbortSignal | undefined;
}

/** What came back: an answer of whatever status, or none that can be told. */
export type SearchAnswer =
  | {
      readonly status: 'answered';
      readonly httpStatus: number;
      /** Parsed where the engine called it JSON, else text. */
      readonly body: unknown;
    }
  | { readonly status: 'failed'; readonly error: string };

/** Sends one request, once. Never rejects: no answer is an answer too. */
export type CallSearch = (request: SearchRequest) => Promise<SearchAnswer>;
