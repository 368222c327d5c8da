/** The answer to a request with a body. `signal` aborts when the page has gone. @throws {RequestError} */
export type Answer = (body: unknown, signal: AbortSignal) => Promise<object>;

/** The answers to the page's requests, by route. */
export interface Answers {
  readonly deadLetters: (signal: AbortSignal) => Promise<object>;
  readonly deadLetter: Answer;
  readonly explain: Answer;
  readonly find: Answer;
  /** An empty body: samples. */
  readonly send: (body: Buffer) => Promise<object>;
}

/** A request that is wrong; its sentence is shown. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code = 'wrong_request';
  readonly status: 400 | 404 | 413;

  constructor(message: string, status: 400 | 404 | 413 = 400) {
    super(message);
    this.status = status;
  }
}
