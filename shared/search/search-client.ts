import { Readable } from 'node:stream';
import { readExactAnswer } from './read-exact-answer.ts';
import type { SearchClientOptions } from './search-client-options.ts';
import { describeFailure } from './search-failure.ts';
import type { CallSearch } from './search-port.ts';
import { createTransport } from './search-transport.ts';

/**
 * A client for OpenSearch 2 and 3 and Elasticsearch 7 and 8. The body is sent unchanged. Any status is an answer; a
 * reset, a time-out, an incomplete body and a body that is not JSON are failures with an error message.
 */
export function createSearchClient(options: SearchClientOptions): CallSearch {
  const transport = createTransport(options);
  return async ({ method, path, query, body, exact, signal: outer }) => {
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = outer ? AbortSignal.any([outer, timeout]) : timeout;
    if (signal.aborted) return { status: 'failed', error: `${method} ${path}: not sent, the time is up` };
    const isBulk = path === '/_bulk';
    const params = {
      method,
      path,
      querystring: { ...query },
      ...(body === undefined ? {} : isBulk ? { bulkBody: body as string } : { body: body as string }),
    };
    const call = transport.request(params, { asStream: exact !== undefined });
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => {
      call.abort();
      aborted.reject(new Error(timeout.aborted ? `no answer within ${options.timeoutMs} ms` : 'the time is up'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      // The client's own time-out does not cover an answer that stops in the middle of its body.
      const { statusCode, headers, body: answer } = await Promise.race([call, aborted.promise]);
      if (exact === undefined || !(answer instanceof Readable)) {
        return { status: 'answered', httpStatus: statusCode ?? 0, body: answer };
      }
      const open = { statusCode: statusCode ?? 0, headers: headers ?? {}, body: answer };
      const read = readExactAnswer(open, exact.maxBytes, `${method} ${path}`);
      return await Promise.race([read, aborted.promise]);
    } catch (error) {
      return describeFailure(error, `${method} ${path}`);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };
}
