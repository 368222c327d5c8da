import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Killed, type OnEffect } from '../../../../shared/put-back/testing/memory-world.ts';
import { listing } from '../../dead-letters/testing/bucket-server.ts';

/** A server that speaks as much of S3, STS and Lambda as putting logs back needs. */
export interface StageServer {
  readonly endpoint: string;
  /** Objects by key, whatever their bucket. */
  readonly objects: Map<string, StoredObject>;
  /** Requests so far, by kind. */
  readonly requests: Map<string, number>;
  /** Receives every request: `read` before it is answered, others before and after they have an effect. */
  onEffect: OnEffect;
  /** An error code with which a request is refused, `undefined`: none. */
  refuse: (kind: string, key: string) => string | undefined;
  /** The functions: their answer to an event. */
  invoke: (name: string, event: string) => Promise<Invocation>;
  readonly close: () => Promise<void>;
}

interface StoredObject {
  readonly body: Buffer;
  /** Epoch milliseconds. */
  readonly writtenAtMs: number;
}

/** The answer of a function. */
interface Invocation {
  readonly payload: object;
  readonly error?: string;
}

/** One request. */
interface Call {
  readonly kind: 'list' | 'read' | 'write' | 'copy' | 'delete' | 'invoke' | 'identity';
  /** Key of an object, or name of a function. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>000000000000</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
const READING = new Set<Call['kind']>(['list', 'read', 'identity']);

/** Starts a server without objects. @param now of what is written, epoch milliseconds */
export async function startStageServer(now: () => number): Promise<StageServer> {
  const http = createServer((request, response) => {
    void respond(server, now, request, response);
  });
  // A connection that ends after a while of silence ends, on a busy machine, just when a client sends on it.
  http.keepAliveTimeout = 0;
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const server: StageServer = {
    endpoint: `http://127.0.0.1:${port}`,
    objects: new Map(),
    requests: new Map(),
    onEffect: () => undefined,
    refuse: () => undefined,
    invoke: async () => ({ payload: {} }),
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
  return server;
}

async function respond(server: StageServer, now: () => number, request: IncomingMessage, response: ServerResponse) {
  const call = await readCall(server, request);
  server.requests.set(call.kind, (server.requests.get(call.kind) ?? 0) + 1);
  const { status, headers = {}, body = '' } = await answer(server, now, call).catch((error) => refusalOf(error, call));
  response.writeHead(status, headers).end(body);
}

async function readCall({ endpoint }: StageServer, request: IncomingMessage): Promise<Call> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', endpoint);
  const { headers, method } = request;
  const body = await buffer(request);
  const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
  const rest = { query, headers, body };
  const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(pathname)?.[1];
  if (invoked !== undefined) return { kind: 'invoke', key: decodeURIComponent(invoked), ...rest };
  if (method === 'POST') return { kind: 'identity', key: '', ...rest };
  if (method === 'DELETE') return { kind: 'delete', key, ...rest };
  if (method === 'PUT') return { kind: headers['x-amz-copy-source'] === undefined ? 'write' : 'copy', key, ...rest };
  return { kind: query.has('list-type') ? 'list' : 'read', key, ...rest };
}

async function answer(server: StageServer, now: () => number, call: Call): Promise<Answer> {
  const code = server.refuse(call.kind, call.key);
  if (code !== undefined) return refused(403, code, call);
  await server.onEffect('before', call.kind);
  const answered = await perform(server, now, call);
  if (!READING.has(call.kind)) await server.onEffect('after', call.kind);
  return answered;
}

async function perform(server: StageServer, now: () => number, call: Call): Promise<Answer> {
  const { objects } = server;
  const { kind, key, query, headers, body } = call;
  switch (kind) {
    case 'identity':
      return { status: 200, body: IDENTITY };
    case 'list':
      return { status: 200, body: listing({ objects }, query) };
    case 'read':
      return objectAnswer(objects.get(key), call);
    case 'write': {
      const version = versionOf(objects.get(key));
      const { 'if-none-match': none, 'if-match': match = version } = headers;
      if ((none !== undefined && version !== undefined) || match !== version) {
        return refused(412, 'PreconditionFailed', call);
      }
      objects.set(key, { body, writtenAtMs: now() });
      return { status: 200, headers: { etag: versionOf(objects.get(key)) ?? '' } };
    }
    case 'copy': {
      const from = decodeURIComponent(String(headers['x-amz-copy-source']).split('/').slice(1).join('/'));
      const source = objects.get(from);
      if (source === undefined) return objectAnswer(undefined, call);
      objects.set(key, { ...source, writtenAtMs: now() });
      return { status: 200, body: '<CopyObjectResult></CopyObjectResult>' };
    }
    case 'delete':
      objects.delete(key);
      return { status: 204 };
    case 'invoke': {
      const { payload, error } = await server.invoke(key, body.toString());
      const headersOf = error === undefined ? {} : { 'x-amz-function-error': error };
      return { status: 200, headers: headersOf, body: JSON.stringify(payload) };
    }
  }
}

function objectAnswer(object: StoredObject | undefined, call: Call): Answer {
  if (object === undefined) return refused(404, 'NoSuchKey', call);
  return { status: 200, headers: { etag: versionOf(object) ?? '' }, body: object.body };
}

function versionOf(object: StoredObject | undefined): string | undefined {
  return object && `"${createHash('md5').update(object.body).digest('hex')}"`;
}

/** Not one that the SDK repeats. */
function refusalOf(error: unknown, call: Call): Answer {
  return refused(error instanceof Killed ? 400 : 501, error instanceof Error ? error.name : String(error), call);
}

/** S3 answers in XML, Lambda in JSON. */
function refused(status: number, code: string, { kind }: Call): Answer {
  const message = `no ${kind}`;
  const body =
    kind === 'invoke'
      ? JSON.stringify({ Message: message })
      : `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'x-amzn-errortype': code }, body };
}
