import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';

/** A request as the engine saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** How to answer: whole, or in one of the ways that networks have. */
export type ScriptedAnswer =
  | {
      readonly status: number;
      readonly body: string | Buffer;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | 'reset'
  | 'hang'
  /** Half of the announced bytes, then nothing more. */
  | { readonly stall: string }
  /** Half of the announced bytes, then the connection breaks. */
  | { readonly cut: string };

export type Script = (request: SeenRequest) => ScriptedAnswer;

export interface ScriptedEngine {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  readonly use: (script: Script) => void;
  readonly stop: () => Promise<void>;
}

/** An HTTP server on 127.0.0.1 that answers as it is told: what no real engine does on demand. @param tls makes it HTTPS. */
export async function startScriptedEngine(
  first: Script = () => 'hang',
  tls?: Pick<ServerOptions, 'cert' | 'key'>,
): Promise<ScriptedEngine> {
  let script = first;
  const requests: SeenRequest[] = [];
  const onRequest: RequestListener = async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://engine');
    const body = await readBody(request);
    const { method = 'GET', headers } = request;
    const seen = { method, target: request.url ?? '/', path: url.pathname, query: url.searchParams, headers, body };
    requests.push(seen);
    send(response, script(seen));
  };
  const server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the scripted engine has no port');
  return {
    url: tls === undefined ? `http://127.0.0.1:${address.port}` : `https://localhost:${address.port}`,
    requests,
    use: (next) => {
      script = next;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function send(response: ServerResponse, answer: ScriptedAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
  } else if ('stall' in answer) {
    sendHalf(response, answer.stall);
  } else if ('cut' in answer) {
    sendHalf(response, answer.cut);
    setImmediate(() => response.socket?.destroy());
  } else {
    response.writeHead(answer.status, { 'content-type': answer.contentType ?? 'application/json', ...answer.headers });
    response.end(answer.body);
  }
}

function sendHalf(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, text.length / 2));
}
