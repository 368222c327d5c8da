import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that runs. */
export interface Serving {
  readonly port: number;
  /** Ends it, and every connection to it. */
  readonly close: () => Promise<void>;
}

/** Time for answers under way, and the goodbye to the pages. */
const LAST_WORDS_MS = 500;
/** Only this machine reaches it. */
const ADDRESS = '127.0.0.1';

/**
 * Listens on this machine alone. @param port 0: any that is free.
 * @param load makes what answers, at the first request.
 */
export async function serve(port: number, load: () => Promise<RequestListener>): Promise<Serving> {
  let loaded: Promise<RequestListener> | undefined;
  const server = createServer((request, response) => {
    loaded ??= load();
    // What failed is tried again at the next request.
    loaded.catch(() => {
      loaded = undefined;
    });
    void loaded.then(
      (listener) => listener(request, response),
      (error: unknown) => fail(request, response, error),
    );
  });
  server.listen(port, ADDRESS);
  await once(server, 'listening');
  // Listening on an address, it has one with a port.
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      const force = setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS);
      await closed;
      clearTimeout(force);
    },
  };
}

function fail(_request: IncomingMessage, response: ServerResponse, error: unknown): void {
  response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`the page could not be made: ${error instanceof Error ? error.message : String(error)}\n`);
}
