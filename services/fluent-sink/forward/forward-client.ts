import type { DeliverContext } from '../../../shared/pipeline/outcome.ts';
import { type Chunk, type FrameSettings, frameChunk } from '../request.ts';
import type { KeptSecrets, Secrets } from '../secrets.ts';
import { expectAck, hasRoom, openWindow, takeAck } from './ack-window.ts';
import { type Connection, ForwardError, openConnection, type TlsSettings } from './connection.ts';
import { describeEndpoint, type Endpoint, noneResting, orderToTry, rest } from './endpoints.ts';
import { judgePong, pingMessage, readHelo } from './handshake.ts';

/** Settings of the client. */
export interface ForwardSettings extends FrameSettings {
  /** The first is preferred. */
  readonly endpoints: readonly Endpoint[];
  /** Absent: plain TCP. The CA certificates are among the secrets. */
  readonly tls: Omit<TlsSettings, 'ca'> | undefined;
  readonly clientHostname: string;
  readonly connectTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly ackTimeoutMs: number;
  /** How long an endpoint is tried last after a failure. */
  readonly restMs: number;
}

/** Secrets and randomness of the client. */
export interface ForwardPorts {
  readonly secrets: KeptSecrets;
  readonly randomSalt: () => string;
}

/** The result for the chunks of one call. */
export interface SendReport {
  /** Acknowledged chunks, each with its receiver. */
  readonly confirmed: ReadonlyMap<Chunk, string>;
  /**
   * Unconfirmed chunks, each with the receivers that closed the connection while they were reading it. Each receiver
   * closed it after all that it confirmed in this call.
   */
  readonly refused: ReadonlyMap<Chunk, readonly string[]>;
  /** Whether any endpoint was tried. */
  readonly tried: boolean;
  /** Why not all are confirmed: a sentence for each endpoint that failed. */
  readonly failures: readonly string[];
}

/** The part of the invocation's context that the client uses. */
export interface SendContext extends Pick<DeliverContext, 'now' | 'signal' | 'countBytesOut'> {
  /** Write a chunk only after the one before it is confirmed. */
  readonly oneByOne: boolean;
}

/** Sends chunks until each is confirmed or every endpoint was tried. Never rejects. */
export type SendChunks = (chunks: readonly Chunk[], context: SendContext) => Promise<SendReport>;

/** Unacknowledged chunks at a time: enough to hide the receiver's latency, few enough to send again after a reset. */
const MAX_WAITING = 8;

/** How long to wait for a failure if there are no acks. */
const MAX_GRACE_MS = 1_000;

interface Session {
  readonly settings: ForwardSettings;
  readonly ports: ForwardPorts;
  readonly endpoint: Endpoint;
  readonly secrets: Secrets;
  readonly context: SendContext;
  /** Acknowledged chunks, each with its receiver. */
  readonly confirmed: Map<Chunk, string>;
  /** Chunks at which receivers closed the connection. */
  readonly refused: Map<Chunk, readonly string[]>;
}

/**
 * A client that sends chunks to the first endpoint that takes them. The next endpoint gets only the chunks that are not
 * confirmed. It remembers which endpoints failed recently, and keeps no connection between calls.
 */
export function createForwardClient(settings: ForwardSettings, ports: ForwardPorts): SendChunks {
  let resting = noneResting(settings.endpoints);
  return async (chunks, context) => {
    const { now, signal } = context;
    const confirmed = new Map<Chunk, string>();
    const refused = new Map<Chunk, readonly string[]>();
    const failures: string[] = [];
    const tryEndpoint = async (index: number): Promise<void> => {
      const endpoint = settings.endpoints[index] as Endpoint; // the index comes from the list
      const missing = chunks.filter((chunk) => !confirmed.has(chunk));
      const secrets = await ports.secrets.read(signal);
      try {
        await sendToEndpoint(missing, { settings, ports, endpoint, secrets, context, confirmed, refused });
      } catch (error) {
        failures.push(sentence(error));
        if ((error as ForwardError).kind === 'untrusted') ports.secrets.forget(); // the CA may have been replaced
        resting = rest(resting, index, now() + settings.restMs);
      }
    };
    const order = signal.aborted ? [] : orderToTry(resting, now());
    try {
      for (const index of order) {
        if (confirmed.size < chunks.length && !signal.aborted) await tryEndpoint(index);
      }
    } catch (error) {
      failures.push(sentence(error)); // the secrets could not be read: no endpoint failed
    }
    return {
      confirmed,
      refused: new Map([...refused].filter(([chunk]) => !confirmed.has(chunk))),
      tried: order.length > 0,
      failures,
    };
  };
}

/** Opens connections to one endpoint until all chunks are confirmed. @throws {ForwardError} at the first failure. */
async function sendToEndpoint(chunks: readonly Chunk[], session: Session): Promise<void> {
  const { settings, context } = session;
  const { ca } = session.secrets;
  const tls = settings.tls && { ...settings.tls, ...(ca && { ca }) };
  const send = settings.requireAck ? sendWithAcks : sendUnconfirmed;
  for (let sent = 0; sent < chunks.length; ) {
    const options = { tls, timeoutMs: settings.connectTimeoutMs, signal: context.signal };
    const connection = await openConnection(session.endpoint, options);
    try {
      const portion = chunks.slice(sent, sent + (await shakeHands(connection, session)));
      await send(connection, portion, session);
      sent += portion.length;
    } finally {
      connection.close();
    }
  }
}

/** Writes chunks and reads acks until each chunk is confirmed. */
async function sendWithAcks(connection: Connection, chunks: readonly Chunk[], session: Session): Promise<void> {
  const byId = new Map(chunks.map((chunk) => [chunk.id, chunk]));
  // The window contains only ids of these chunks.
  const chunkOf = (id: string): Chunk => byId.get(id) as Chunk;
  const queue = [...chunks];
  let window = openWindow(session.context.oneByOne ? 1 : MAX_WAITING);
  const confirmNext = async (): Promise<void> => {
    const message = await connection.receive('ack', session.settings.ackTimeoutMs);
    if (readHelo(message)) refuse(session, 'requires a shared key (it sent HELO), but FLUENT_SHARED_KEY is not set');
    const step = takeAck(window, message);
    if (step.status === 'fault') throw new ForwardError(`${describeEndpoint(session.endpoint)}: ${step.error}`);
    window = step.window;
    session.confirmed.set(chunkOf(step.id), describeEndpoint(session.endpoint));
  };
  try {
    while (queue.length > 0 || window.waiting.length > 0) {
      for (let chunk = queue[0]; chunk && hasRoom(window); chunk = queue[0]) {
        window = expectAck(window, chunk.id);
        await writeChunk(connection, chunk, session);
        queue.shift();
      }
      await confirmNext();
    }
  } catch (error) {
    connection.close();
    // Acks that arrived while a chunk was written: their chunks are confirmed, not refused.
    for (let left = window.waiting.length; left > 0; left -= 1) await confirmNext().catch(() => undefined);
    const [oldest] = window.waiting;
    if (oldest !== undefined && (error as ForwardError).kind === 'closed') addRefusal(chunkOf(oldest), session);
    throw error;
  }
}

function addRefusal(chunk: Chunk, { refused, endpoint }: Session): void {
  refused.set(chunk, [...(refused.get(chunk) ?? []), describeEndpoint(endpoint)]);
}

function refuse(session: Session, error: string): never {
  session.ports.secrets.forget();
  throw new ForwardError(`${describeEndpoint(session.endpoint)}: ${error}`);
}

async function writeChunk(connection: Connection, chunk: Chunk, session: Session): Promise<void> {
  const parts = frameChunk(chunk, session.settings);
  await connection.write(parts, session.settings.writeTimeoutMs);
  session.context.countBytesOut(parts.reduce((sum, part) => sum + part.length, 0));
}

/** Without acks: the receiver has read to the end and closed its side, or has sent no failure within the time. */
async function sendUnconfirmed(connection: Connection, chunks: readonly Chunk[], session: Session): Promise<void> {
  for (const chunk of chunks) await writeChunk(connection, chunk, session);
  await connection.finish(Math.min(session.settings.ackTimeoutMs, MAX_GRACE_MS));
  for (const chunk of chunks) session.confirmed.set(chunk, describeEndpoint(session.endpoint));
}

/** HELO, PING, PONG. @returns how many chunks may be sent on this connection. */
async function shakeHands(connection: Connection, session: Session): Promise<number> {
  const { settings, ports } = session;
  const { credentials } = session.secrets;
  if (!credentials) return Number.POSITIVE_INFINITY;
  const helo = readHelo(await connection.receive('HELO', settings.connectTimeoutMs));
  if (!helo) return refuse(session, 'sent something other than HELO');
  const challenge = { helo, credentials, clientHostname: settings.clientHostname, salt: ports.randomSalt() };
  await connection.write([pingMessage(challenge)], settings.writeTimeoutMs);
  // Some receivers close the connection instead of answering if they refuse the PING.
  const pong = await connection.receive('PONG', settings.connectTimeoutMs).catch((error: unknown) => {
    ports.secrets.forget();
    throw error;
  });
  const verdict = judgePong(pong, challenge);
  if (verdict.status === 'refused') return refuse(session, verdict.error);
  return helo.keepalive ? Number.POSITIVE_INFINITY : 1;
}

/** Only errors are thrown here. */
function sentence(error: unknown): string {
  return (error as Error).message;
}
