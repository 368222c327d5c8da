import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { decodeMulti, decodeMultiStream, ExtData, encode } from '@msgpack/msgpack';

/** A PackedForward message as a receiver sees it. */
export interface ReceivedChunk {
  readonly tag: string;
  readonly id: string | undefined;
  readonly entries: readonly (readonly [time: unknown, record: Readonly<Record<string, unknown>>])[];
}

/** One connection, as a script sees it. */
export interface ScriptedPeer {
  readonly socket: Socket;
  /** 1 for the first connection the receiver took. */
  readonly number: number;
  /** Takes each chunk off the wire, decoded, until the sender closes; nothing is read while `take` is not done. */
  readonly eachChunk: (take: (chunk: ReceivedChunk, index: number) => unknown) => Promise<void>;
  readonly send: (message: unknown) => void;
  /** Counts a chunk as taken and acknowledges it. */
  readonly acknowledge: (chunk: ReceivedChunk) => void;
}

/** Handles a connection of the receiver. If it throws, the connection is destroyed. */
export type Script = (peer: ScriptedPeer) => unknown;

/** A receiver that behaves as its script says. */
export interface ScriptedReceiver {
  readonly port: number;
  /** `127.0.0.1:port`, as `LOG_FLUENT_SINK_ENDPOINT` wants it. */
  readonly endpoint: string;
  /** Chunks counted as taken, in order. */
  readonly taken: readonly ReceivedChunk[];
  readonly connections: () => number;
  readonly follow: (script: Script) => void;
  /** Closes it and all its connections. */
  readonly stop: () => Promise<void>;
}

/** Acknowledges everything: what a receiver should do. */
export const acknowledgeAll: Script = async (peer) => {
  await peer.eachChunk(peer.acknowledge);
  peer.socket.end();
};

/** Nanoseconds since the epoch of an EventTime or of integer seconds. */
export function timeNsOf(time: unknown): bigint {
  if (!(time instanceof ExtData)) return BigInt(time as number) * 1_000_000_000n;
  const bytes = Buffer.from(time.data as Uint8Array);
  return BigInt(bytes.readUInt32BE(0)) * 1_000_000_000n + BigInt(bytes.readUInt32BE(4));
}

/** Starts a receiver on 127.0.0.1, on a free port unless one is given. */
export async function startScriptedReceiver(
  script: Script,
  { tls, port: wanted = 0 }: { readonly tls?: TlsOptions | undefined; readonly port?: number } = {},
): Promise<ScriptedReceiver> {
  const taken: ReceivedChunk[] = [];
  const open = new Set<Socket>();
  let count = 0;
  let current = script;
  const onConnection = (socket: Socket): void => {
    count += 1;
    socket.on('error', () => undefined);
    Promise.resolve(current(createPeer(socket, count, taken))).catch(() => socket.destroy());
  };
  const server: Server = tls
    ? createTlsServer({ ...tls, allowHalfOpen: true }, onConnection)
    : createServer({ allowHalfOpen: true }, onConnection);
  // With TLS this is the socket below: it stays open when the handshake fails.
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  server.listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `127.0.0.1:${port}`,
    taken,
    connections: () => count,
    follow: (next) => {
      current = next;
    },
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function createPeer(socket: Socket, number: number, taken: ReceivedChunk[]): ScriptedPeer {
  const send = (message: unknown): void => {
    socket.write(encode(message));
  };
  return {
    socket,
    number,
    send,
    acknowledge: (chunk) => {
      taken.push(chunk);
      if (chunk.id !== undefined) send({ ack: chunk.id });
    },
    eachChunk: async (take) => {
      let index = 0;
      for await (const message of decodeMultiStream(socket)) await take(toChunk(message), index++);
    },
  };
}

function toChunk(message: unknown): ReceivedChunk {
  const [tag, packed, options] = message as [string, Uint8Array, Record<string, unknown>];
  const entries = isCompressed(options) ? gunzipSync(packed) : packed;
  const chunk: ReceivedChunk = {
    tag,
    id: options['chunk'] as string | undefined,
    entries: [...decodeMulti(entries, { useBigInt64: true })] as ReceivedChunk['entries'],
  };
  if (options['size'] !== chunk.entries.length) throw new Error(`size ${options['size']}, but ${chunk.entries.length}`);
  return chunk;
}

function isCompressed(options: Record<string, unknown>): boolean {
  return options['compressed'] === 'gzip';
}
