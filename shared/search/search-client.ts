import { Client, type ClientOptions } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import { describeFailure } from './search-failure.ts';
import type { CallSearch } from './search-port.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Absent: they do not expire while this process lives. */
  readonly expiration?: Date | undefined;
}

/** How a request proves who it is from. */
export type SearchAuth =
  | { readonly type: 'none' }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'sigv4'; readonly region: string; readonly getCredentials: () => Promise<AwsCredentials> };

export interface SearchClientOptions {
  /** `http(s)://host[:port][/path]`. */
  readonly url: string;
  readonly auth: SearchAuth;
  /** From the start of a request to the last byte of its answer. */
  readonly timeoutMs: number;
}

/** Connections kept at once; requests beyond wait for one. */
const MAX_SOCKETS = 16;

/**
 * A search engine behind its own client: OpenSearch 2 and 3, Elasticsearch 7 and 8. The body goes out as the bytes
 * it is. Any status is an answer; reset, time-out, half a body and what is no JSON are failures with a sentence.
 */
export function createSearchClient(options: SearchClientOptions): CallSearch {
  const client = createClient(options);
  return async ({ method, path, query, body, signal: outer }) => {
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = outer ? AbortSignal.any([outer, timeout]) : timeout;
    if (signal.aborted) return { status: 'failed', error: `${method} ${path}: not sent, the time is up` };
    const isBulk = path === '/_bulk';
    const call = client.transport.request({
      method,
      path,
      querystring: { ...query },
      ...(body === undefined ? {} : isBulk ? { bulkBody: body as string } : { body: body as string }),
    });
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => {
      call.abort();
      aborted.reject(new Error(timeout.aborted ? `no answer within ${options.timeoutMs} ms` : 'the time is up'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      // Raced as well: an answer that stalls in the middle of its body is beyond the client's own time-out.
      const { statusCode, body: answer } = await Promise.race([call, aborted.promise]);
      return { status: 'answered', httpStatus: statusCode ?? 0, body: answer };
    } catch (error) {
      return describeFailure(error, `${method} ${path}`);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };
}

function createClient({ url, auth, timeoutMs }: SearchClientOptions): Client {
  return new Client({
    node: url,
    // The pipeline repeats what failed, alone: a repeat behind its back would hide in the books.
    maxRetries: 0,
    requestTimeout: timeoutMs,
    resurrectStrategy: 'none',
    // A field called `__proto__` in a log is the log's own business; answers are read field by field.
    disablePrototypePoisoningProtection: true,
    agent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    ...authOptions(auth),
  });
}

function authOptions(auth: SearchAuth): ClientOptions {
  switch (auth.type) {
    case 'none':
      return {};
    case 'basic':
      return { auth: { username: auth.username, password: auth.password } };
    case 'sigv4': {
      const { Connection, Transport } = AwsSigv4Signer({
        region: auth.region,
        service: 'es',
        getCredentials: async () => {
          const { accessKeyId, secretAccessKey, sessionToken, expiration } = await auth.getCredentials();
          // The signer keeps them until they are about to expire: without the date, for ever.
          const expires = expiration === undefined ? {} : { expiration };
          return { accessKeyId, secretAccessKey, sessionToken: sessionToken ?? '', ...expires };
        },
      });
      return { Connection, Transport };
    }
  }
}
