import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { decodeMultiStream } from '@msgpack/msgpack';
import { describeEndpoint, type Endpoint } from './endpoints.ts';

/** Settings of a TLS connection. */
export interface TlsSettings {
  /** PEM certificates to trust instead of the public ones. */
  readonly ca?: string;
  /** Name that the certificate must be valid for; default: the endpoint's host. */
  readonly serverName?: string;
}

/** A connection to one receiver. Every wait has a time-out; every method rejects with a `ForwardError`. */
export interface Connection {
  /** Resolves once the kernel has taken all parts. */
  readonly write: (parts: readonly Buffer[], timeoutMs: number) => Promise<void>;
  /**
   * The next message of the receiver. `awaited` names it in error messages. Messages that arrived before the connection
   * failed or was closed can still be received.
   */
  readonly receive: (awaited: string, timeoutMs: number) => Promise<unknown>;
  /** Ends the sending side; rejects if the receiver resets or sends anything before it closes, or within `graceMs`. */
  readonly finish: (graceMs: number) => Promise<void>;
  readonly close: () => void;
}

/** `closed`: the receiver closed or reset an open connection; `untrusted`: its certificate could not be verified. */
export type FailureKind = 'closed' | 'untrusted' | 'other';

/** Why a connection failed. The message begins with the endpoint. */
export class ForwardError extends Error {
  override readonly name = 'ForwardError';
  readonly kind: FailureKind;

  constructor(message: string, kind: FailureKind = 'other', cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** No answer of a receiver is longer. Limits the memory that a wrong receiver can use. */
const MAX_ANSWER_BYTES = 4096;
/** Nested lists have no length to limit: after so many bytes without a message the answer is refused. */
const MAX_UNREAD_BYTES = 128 * 1024;
const ANSWER_LIMITS = {
  rawStrings: true,
  maxStrLength: MAX_ANSWER_BYTES,
  maxBinLength: MAX_ANSWER_BYTES,
  maxArrayLength: 16,
  maxMapLength: 16,
  maxExtLength: MAX_ANSWER_BYTES,
};

/** Errors of sockets and of the decoder. A connection by name tries several addresses; `errors` has one for each. */
interface Thrown {
  readonly code?: string;
  readonly message?: string;
  readonly errors?: readonly Thrown[];
}

const CLOSED = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

/**
 * Connects to a receiver. The connection belongs to one delivery and is closed with it, so that a function that is
 * frozen between invocations has no open socket when it continues.
 *
 * @throws {ForwardError} if there is no connection (with TLS: no session) within `timeoutMs`, or the signal aborts.
 */
export async function openConnection(
  endpoint: Endpoint,
  options: { readonly tls: TlsSettings | undefined; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Connection> {
  const { tls, timeoutMs, signal } = options;
  const { socket, ready } = openSocket(endpoint, tls);
  socket.on('error', () => undefined); // the error stays in `socket.errored`
  const abort = (): void => {
    socket.destroy(new Error('the invocation ran out of time'));
  };
  signal.addEventListener('abort', abort, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', abort));
  const fail = (error: unknown): ForwardError => {
    const thrown = (socket.errored ?? error) as Thrown; // only such errors are thrown here
    const closed = CLOSED.includes(thrown.code ?? '') ? 'closed' : 'other';
    const kind = socket instanceof TLSSocket && socket.authorizationError ? 'untrusted' : closed;
    return new ForwardError(`${describeEndpoint(endpoint)}: ${describeError(thrown)}`, kind, error);
  };
  const opened = new Promise<void>((resolve, reject) => {
    socket.once(ready, resolve);
    socket.once('close', () => reject(new Error('closed the connection at once')));
  });
  if (signal.aborted) abort();
  try {
    await withDeadline(opened, timeoutMs, `no ${tls ? 'TLS session' : 'connection'} within ${timeoutMs} ms`);
  } catch (error) {
    socket.destroy();
    throw fail(error);
  }
  return createConnection(socket, fail);
}

function openSocket({ host, port }: Endpoint, tls: TlsSettings | undefined): { socket: Socket; ready: string } {
  if (!tls) return { socket: connectTcp({ host, port, noDelay: true }), ready: 'connect' };
  const servername = tls.serverName ?? (isIP(host) ? undefined : host);
  const socket = connectTls({ host, port, ...(servername && { servername }), ...(tls.ca && { ca: tls.ca }) });
  return { socket: socket.setNoDelay(true), ready: 'secureConnect' };
}

function describeError({ message, errors }: Thrown): string {
  return errors?.length ? errors.map(describeError).join(', ') : message || 'failed without an error message';
}

/** Settles as `work` does, or rejects with `sentence` after `ms`. The timer is always cleared. */
async function withDeadline<T>(work: Promise<T>, ms: number, sentence: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(sentence)), ms);
  });
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

function createConnection(socket: Socket, fail: (error: unknown) => ForwardError): Connection {
  const nextMessage = createNextMessage(socket);
  const destroyOnFailure = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      const failure = fail(error);
      socket.destroy();
      throw failure;
    });
  const receive = async (awaited: string, timeoutMs: number): Promise<unknown> => {
    const next = await withDeadline(nextMessage(), timeoutMs, `no ${awaited} within ${timeoutMs} ms`);
    if (next.done) throw Object.assign(new Error(`closed the connection before its ${awaited}`), { code: CLOSED[0] });
    return next.value;
  };
  const flush = (parts: readonly Buffer[]): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.cork();
      for (const part of parts) socket.write(part, (error) => (error ? reject(error) : resolve()));
      socket.uncork();
    });
  const finish = async (graceMs: number): Promise<void> => {
    socket.end();
    const next = await Promise.race([nextMessage(), sleep(graceMs, { done: true }, { ref: false })]);
    if (socket.errored) throw socket.errored;
    if (!next.done) throw new Error('answered, although no ack was asked for: does it require a shared key?');
  };
  return {
    write: (parts, ms) => destroyOnFailure(withDeadline(flush(parts), ms, `did not take the chunk within ${ms} ms`)),
    receive: (awaited, timeoutMs) => destroyOnFailure(receive(awaited, timeoutMs)),
    finish: (graceMs) => destroyOnFailure(finish(graceMs)),
    close: () => socket.destroy(),
  };
}

/** Returns the receiver's next message. Messages are read while chunks are written, and kept if the socket fails, so that no ack is lost. */
function createNextMessage(socket: Socket): () => Promise<IteratorResult<unknown>> {
  const kept = socket.pipe(new PassThrough());
  socket.once('close', () => kept.end());
  let unreadBytes = 0;
  const readBounded = async function* () {
    for await (const bytes of kept) {
      unreadBytes += bytes.length;
      if (unreadBytes > MAX_UNREAD_BYTES) throw new Error(`answered with ${unreadBytes} bytes that are no message`);
      yield bytes;
    }
  };
  const messages = decodeMultiStream<undefined>(readBounded(), ANSWER_LIMITS);
  return () =>
    messages.next().finally(() => {
      unreadBytes = 0;
    });
}
