import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The fate of one request:
 * - `cut`: the connection is torn while the request comes in; the target sees nothing of it
 * - `cutAnswer`: the target takes the request, and its answer is lost
 * - `unavailable`: 503 with an error that AWS gives
 * - a number: it is passed on so many milliseconds late
 */
export type Fault = 'cut' | 'cutAnswer' | 'unavailable' | number;

/** A proxy in front of one service of the local AWS. Not listening at first: connections are refused. */
export interface FaultProxy {
  readonly url: string;
  /** Stops refusing: listens, and spoils one request with each of the faults, in order; then all goes through. */
  readonly admit: (faults: readonly Fault[]) => Promise<void>;
  /** Faults that are still to come. */
  readonly left: () => number;
  readonly close: () => Promise<void>;
}

/** @param upstream endpoint of the local AWS */
export async function createFaultProxy(upstream: string): Promise<FaultProxy> {
  const pending: Fault[] = [];
  const server = createServer(async (incoming, response) => {
    incoming.on('error', () => undefined);
    const fault = pending.shift();
    if (fault === 'cut') return void incoming.destroy();
    if (fault === 'unavailable') return unavailable(response);
    if (typeof fault === 'number') await sleep(fault);
    await pass(incoming, response, upstream, fault === 'cutAnswer');
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo; // it listens on a port
  await close();
  return {
    url: `http://127.0.0.1:${port}`,
    admit: async (faults) => {
      pending.push(...faults);
      await listen(port);
    },
    left: () => pending.length,
    close,
  };
}

function unavailable(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'application/xml' });
  response.end('<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>');
}

async function pass(incoming: IncomingMessage, response: ServerResponse, upstream: string, loseAnswer: boolean) {
  const { method, headers } = incoming;
  const outgoing = forward(new URL(incoming.url ?? '/', upstream), { method, headers });
  outgoing.on('error', () => incoming.destroy());
  outgoing.on('response', (answer) => {
    if (loseAnswer) {
      answer.resume();
      answer.on('end', () => incoming.destroy());
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  incoming.pipe(outgoing);
}
