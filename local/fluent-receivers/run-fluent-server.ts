import { openSync, writeSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { FluentServer } from '@fluent-org/logger';
import type { FluentServerProcessOptions } from './fluent-server-options.ts';

const { port, file, security, tls } = JSON.parse(String(process.argv[2])) as FluentServerProcessOptions;
const out = openSync(file, 'a');

/** Keeps events before it acknowledges them, as a receiver should; the library itself acknowledges first. */
class RecordingServer extends FluentServer {
  protected override onEntry(...[tag, time, record]: Parameters<FluentServer['onEntry']>): void {
    const timeNs =
      typeof time === 'number'
        ? BigInt(time) * 1_000_000_000n
        : BigInt(time.epoch) * 1_000_000_000n + BigInt(time.nano);
    writeSync(out, `${JSON.stringify({ tag, timeNs: String(timeNs), record })}\n`);
  }
}

const server = new RecordingServer({
  listenOptions: { host: '127.0.0.1', port },
  ...(tls && { tlsOptions: tls }),
  ...(security && {
    security: {
      serverHostname: 'local-receiver',
      sharedKey: security.sharedKey,
      authorize: security.users !== undefined,
      userDict: security.users ?? {},
    },
  }),
});

/** First byte of `{ack: …}`; HELO and PONG are arrays. */
const MAP_OF_ONE = 0x81;

// The library keeps its server to itself.
const inner = (server as unknown as { readonly server: Server }).server;
inner.on(tls ? 'secureConnection' : 'connection', holdAcksBack);
inner.on('tlsClientError', () => undefined);
await server.listen();
process.stdout.write(`${server.port}\n`);

/** The server writes its ack and hands over the entries in the same turn of the event loop: an ack that waits for one more turn is sent after them. */
function holdAcksBack(socket: Socket): void {
  const write = socket.write.bind(socket);
  socket.write = (bytes: Uint8Array): boolean => {
    if (bytes[0] !== MAP_OF_ONE) return write(bytes);
    setImmediate(() => {
      if (socket.writable) write(bytes);
    });
    return true;
  };
}
