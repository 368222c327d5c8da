import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Action of the server for one request. */
export type Script =
  | { readonly answer: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Cuts the connection before (`reset`) or within (`cut`) the answer, says nothing (`hang`), or stalls in its body. */
  | { readonly fault: 'reset' | 'cut' | 'hang' | 'stall' };

interface SeenRequest {
  readonly path: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

export interface ScriptedServer {
  readonly endpoint: string;
  readonly seen: readonly SeenRequest[];
  readonly close: () => Promise<void>;
}

/** An endpoint at which nothing listens. */
export async function closedEndpoint(): Promise<string> {
  const server = await startScriptedServer([]);
  await server.close();
  return server.endpoint;
}

/** An HTTP server on a free port of 127.0.0.1 that plays `scripts`, one a request; the last one stays. */
export async function startScriptedServer(scripts: readonly Script[]): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const script = scripts[Math.min(seen.length, scripts.length - 1)];
    seen.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
    if (script === undefined || ('fault' in script && script.fault === 'hang')) return;
    if ('answer' in script) {
      response.writeHead(script.answer, { 'content-type': 'application/x-amz-json-1.1', ...script.headers });
      response.end(script.body ?? '');
    } else if (script.fault === 'reset') {
      request.socket.resetAndDestroy();
    } else {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': '1000' });
      response.write('{"Records":[', () => script.fault === 'cut' && request.socket.resetAndDestroy());
    }
  });
  const endpoint = await listen(server);
  return {
    endpoint,
    seen,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server's address is never text.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
