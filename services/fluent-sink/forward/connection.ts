import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { decodeMultiStream } from '@msgpack/msgpack';
import { describeEndpoint, type Endpoint } from './endpoints.ts';

/** How TLS is spoken; absent: plain TCP. */
export interface TlsSettings {
  /** PEM certificates to trust instead of the public ones. */
  readonly ca?: string;
  /** The name the certificate must bear; default the endpoint's host. */
  readonly serverName?: string;
}

/** A connection to one receiver. Every wait has an end; every method rejects with a `ForwardError`. */
export interface Connection {
  /** Resolves once the kernel has taken all parts. */
  readonly write: (parts: readonly Buffer[], timeoutMs: number) => Promise<void>;
  /**
   * The next message of the receiver. `awaited` names it in the sentence of a failure. What arrived before the
   * connection failed or was closed can still be received.
   */
  readonly receive: (awaited: string, timeoutMs: number) => Promise<unknown>;
  /** Says that nothing more will come; rejects if the receiver resets or says a word before it closes, or for `graceMs`. */
  readonly finish: (graceMs: number) => Promise<void>;
  readonly close: () => void;
}

/** `closed`: the receiver closed or reset a connection that stood; `untrusted`: its certificate is not to be trusted. */
export type FailureKind = 'closed' | 'untrusted' | 'other';

/** Why a connection failed, as a sentence that begins with the endpoint. */
export class ForwardError extends Error {
  override readonly name = 'ForwardError';
  readonly kind: FailureKind;

  constructor(message: string, kind: FailureKind = 'other', cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** Nothing a receiver has to say is longer; it keeps a wrong one from filling the memory. */
const MAX_ANSWER_BYTES = 4096;
/** Lists in lists in lists have no length that could be too long: whoever has sent so much says nothing. */
const MAX_UNREAD_BYTES = 128 * 1024;
const ANSWER_LIMITS = {
  rawStrings: true,
  maxStrLength: MAX_ANSWER_BYTES,
  maxBinLength: MAX_ANSWER_BYTES,
  maxArrayLength: 16,
  maxMapLength: 16,
  maxExtLength: MAX_ANSWER_BYTES,
};

/** What sockets and the decoder throw; connecting by name tries several addresses, and carries their errors inside. */
interface Thrown {
  readonly code?: string;
  readonly message?: string;
  readonly errors?: readonly Thrown[];
}

const CLOSED = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

/**
 * Connects to a receiver. The connection belongs to one delivery: whoever opens it closes it, so that a function that
 * is frozen between invocations never wakes with a socket in its hands.
 *
 * @throws {ForwardError} when there is no connection (and no TLS session) within `timeoutMs`, or the signal aborts.
 */
export async function openConnection(
  endpoint: Endpoint,
  options: { readonly tls: TlsSettings | undefined; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Connection> {
  const { tls, timeoutMs, signal } = options;
  const { socket, ready } = openSocket(endpoint, tls);
  socket.on('error', () => undefined); // it is kept in `errored`
  const abort = (): void => {
    socket.destroy(new Error('the invocation ran out of time'));
  };
  signal.addEventListener('abort', abort, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', abort));
  const fail = (error: unknown): ForwardError => {
    const thrown = (socket.errored ?? error) as Thrown; // nothing else is thrown here
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
  return errors?.length ? errors.map(describeError).join(', ') : message || 'failed without a word';
}

/** Settles as `work` does, or rejects with `sentence` after `ms`; the timer never outlives it. */
async function withDeadline<T>(work: Promise<T>, ms: number, sentence: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(sentence)), ms);
  });
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

function createConnection(socket: Socket, fail: (error: unknown) => ForwardError): Connection {
  const nextMessage = createNextMessage(socket);
  const guard = async <T>(work: Promise<T>): Promise<T> =>
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
    if (!next.done) throw new Error('answered, although no ack was asked for: does it want a shared key?');
  };
  return {
    write: (parts, ms) => guard(withDeadline(flush(parts), ms, `did not take the chunk within ${ms} ms`)),
    receive: (awaited, timeoutMs) => guard(receive(awaited, timeoutMs)),
    finish: (graceMs) => guard(finish(graceMs)),
    close: () => socket.destroy(),
  };
}

/** The receiver's messages, one a call. They are read off the socket while we write, and kept when it dies: acks count. */
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
