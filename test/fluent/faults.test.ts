import type { Log } from '../../shared/log/log.ts';
import { acksInReverse, FAULT_SCRIPTS, splitAck, withoutKeepalive, withRawNonce, wordyAcks } from './fault-scripts.ts';
import { acknowledgeAll, type Script } from './scripted-receiver.ts';
import { createTestSink, endsOf, TWO_CHUNKS, testLog } from './sink-harness.ts';
import { useScriptedReceivers } from './use-receivers.ts';

const TIMEOUT_MS = 700;
/** Both waits of a handshake, or one write and one ack, with room for a busy machine. */
const PATIENCE_MS = 2 * TIMEOUT_MS + 800;

const start = useScriptedReceivers();

const KEY = { FLUENT_SHARED_KEY: 'text:the key' };
const USER = { ...KEY, FLUENT_USERNAME: 'user', FLUENT_PASSWORD: 'text:password' };

const BIG = [testLog(1, { padding: 1_000_000 }), testLog(2, { logType: 'web', padding: 1_000_000 })];
/** Eight chunks, more than the buffers of two sockets hold. */
const HUGE = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => testLog(n, { padding: 2_000_000 }));

/** The next endpoint needs its time for so much. */
const SLOW = { FLUENT_ACK_TIMEOUT_MS: '3000', FLUENT_WRITE_TIMEOUT_MS: '1500' };

interface Fault {
  readonly script: Script;
  readonly error: RegExp;
  readonly env?: Record<string, string>;
  readonly logs?: readonly Log[];
  /** Which logs the faulty receiver confirmed before it failed. */
  readonly confirms?: number;
  /** Scope of the logs that it did not confirm; default `destination`. */
  readonly scope?: string;
}

const faults: Readonly<Record<string, Fault>> = {
  'no ack': { script: FAULT_SCRIPTS.noAck, error: /no ack within 700 ms/ },
  'late ack': { script: FAULT_SCRIPTS.lateAck, error: /no ack within 700 ms/ },
  'wrong ack': { script: FAULT_SCRIPTS.wrongAck, error: /acknowledged "bm90IHlvdXJz", which is not waiting/ },
  'ack of another chunk': { script: FAULT_SCRIPTS.ackOfAnother, error: /which is not waiting/, confirms: 1 },
  'ack of the first, then a stall': {
    script: FAULT_SCRIPTS.ackThenStall,
    error: /did not take the chunk within 1500 ms/,
    logs: HUGE,
    env: SLOW,
    confirms: 1,
  },
  'ack of the first, then a reset in the second': {
    script: FAULT_SCRIPTS.ackThenReset,
    error: /ECONNRESET|EPIPE/,
    logs: [testLog(1), testLog(2, { logType: 'web', padding: 4_000_000 })],
    confirms: 1,
    scope: 'unclear',
  },
  'an ack that is a number': { script: FAULT_SCRIPTS.ackOfNoText, error: /acknowledged "", which is not waiting/ },
  'an answer that is no ack': { script: FAULT_SCRIPTS.noAckMessage, error: /something that is no ack/ },
  'an answer that is no MessagePack': { script: FAULT_SCRIPTS.noMessagePack, error: /0xc1/ },
  'an HTTP server': { script: FAULT_SCRIPTS.http, error: /something that is no ack/ },
  'an answer of 4 GB': { script: FAULT_SCRIPTS.endlessAnswer, error: /Max length exceeded/ },
  'an answer without an end': { script: FAULT_SCRIPTS.endlessLists, error: /answered with \d+ bytes that are no mess/ },
  'half an ack': { script: FAULT_SCRIPTS.halfAnAck, error: /closed the connection before its ack|ECONNRESET/ },
  'reset at once': { script: FAULT_SCRIPTS.resetAtOnce, error: /ECONNRESET|EPIPE|closed the connection/ },
  'reset after the header': { script: FAULT_SCRIPTS.resetAfterHeader, error: /ECONNRESET|EPIPE/, logs: BIG },
  'reset in mid-chunk': { script: FAULT_SCRIPTS.resetInMidChunk, error: /ECONNRESET|EPIPE/, logs: BIG },
  'reset before the ack': { script: FAULT_SCRIPTS.resetBeforeAck, error: /ECONNRESET|EPIPE/ },
  'closed before the ack': { script: FAULT_SCRIPTS.closeBeforeAck, error: /closed the connection before its ack/ },
  'half-open connection': { script: FAULT_SCRIPTS.halfOpen, error: /no ack within 700 ms/ },
  'slow reader': {
    script: FAULT_SCRIPTS.halfOpen,
    error: /did not take the chunk within 1500 ms/,
    logs: HUGE,
    env: SLOW,
  },
  'wrong key': {
    script: FAULT_SCRIPTS.wrongKey,
    error: /refused the shared key or user: shared key mismatch/,
    env: KEY,
  },
  'wrong user': { script: FAULT_SCRIPTS.wrongUser, error: /username\/password mismatch/, env: USER },
  'an impostor': { script: FAULT_SCRIPTS.impostor, error: /does not know the shared key/, env: KEY },
  'HELO missing': { script: FAULT_SCRIPTS.noAck, error: /no HELO within 700 ms/, env: KEY },
  'PONG missing': { script: FAULT_SCRIPTS.noPong, error: /no PONG within 700 ms/, env: KEY },
  'closed instead of PONG': {
    script: FAULT_SCRIPTS.closedInsteadOfPong,
    error: /closed the connection before its PONG/,
    env: KEY,
  },
  'another word than HELO': { script: FAULT_SCRIPTS.ackForHelo, error: /something other than HELO/, env: KEY },
  'another word than PONG': { script: FAULT_SCRIPTS.ackForPing, error: /answered the PING with something/, env: KEY },
  'HELO unasked': { script: FAULT_SCRIPTS.heloUnasked, error: /FLUENT_SHARED_KEY is not set|ECONNRESET|EPIPE/ },
};

describe('each fault of a receiver', () => {
  it.each(Object.entries(faults))('%s: retryable, held, in time', async (_name, fault) => {
    const receiver = await start(fault.script);
    const { logs = TWO_CHUNKS, confirms = 0, scope = 'destination' } = fault;
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint, ...fault.env });
    const startedAt = Date.now();
    const outcomes = await sink.send(logs);
    expect(Date.now() - startedAt).toBeLessThan(PATIENCE_MS);
    const expected = logs.map((_, index) => (index < confirms ? 'delivered' : scope));
    expect(endsOf(outcomes)).toEqual(expected);
    expect(outcomes.at(-1)).toMatchObject({ error: expect.stringMatching(fault.error) });
    expect(outcomes.at(-1)).toMatchObject({ error: expect.stringContaining(receiver.endpoint) });
  });

  it.each(Object.entries(faults))('%s: the next endpoint takes what is not confirmed', async (_name, fault) => {
    const receiver = await start(fault.script);
    const next = await start(fault.env?.['FLUENT_SHARED_KEY'] ? withoutKeepalive('the key') : acknowledgeAll);
    const { logs = TWO_CHUNKS, confirms = 0 } = fault;
    const sink = createTestSink({
      ...fault.env,
      LOG_FLUENT_SINK_ENDPOINT: `${receiver.endpoint},${next.endpoint}`,
    });
    expect(endsOf(await sink.send(logs))).toEqual(logs.map(() => 'delivered'));
    expect(next.taken.map(({ tag }) => tag)).toEqual(logs.slice(confirms).map(({ logType }) => `${logType}.test`));
  });
});

describe('secrets', () => {
  it.each([
    ['refused', FAULT_SCRIPTS.wrongKey],
    ['an impostor’s PONG', FAULT_SCRIPTS.impostor],
    ['closed instead of PONG', FAULT_SCRIPTS.closedInsteadOfPong],
  ])('are read again after: %s', async (_name, script) => {
    const receiver = await start(script);
    let reads = 0;
    const env = { LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint, FLUENT_SHARED_KEY: 'ssm:/key' };
    const sink = createTestSink(env, async () => {
      reads += 1;
      return 'the key';
    });
    await sink.send(TWO_CHUNKS);
    receiver.follow(withoutKeepalive('the key'));
    expect(endsOf(await sink.send(TWO_CHUNKS))).toEqual(['delivered', 'delivered']);
    expect(endsOf(await sink.send(TWO_CHUNKS))).toEqual(['delivered', 'delivered']);
    expect(reads).toBe(2);
  });
});

describe('unusual behaviour that is no fault', () => {
  it('an ack cut in two packets', async () => {
    const receiver = await start(splitAck);
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    expect(endsOf(await sink.send(TWO_CHUNKS.slice(1)))).toEqual(['delivered']);
  });

  it('acks in another order', async () => {
    const receiver = await start(acksInReverse(4));
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint, FLUENT_CHUNK_MAX_ENTRIES: '1' });
    const logs = [1, 2, 3, 4].map((n) => testLog(n));
    expect(endsOf(await sink.send(logs))).toEqual(logs.map(() => 'delivered'));
  });

  it('acks with much more text', async () => {
    const receiver = await start(wordyAcks);
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint, FLUENT_CHUNK_MAX_ENTRIES: '1' });
    const logs = Array.from({ length: 50 }, (_, n) => testLog(n));
    expect(endsOf(await sink.send(logs))).toEqual(logs.map(() => 'delivered'));
  });

  it('a nonce of raw bytes in a string', async () => {
    const receiver = await start(withRawNonce('the key'));
    const sink = createTestSink({ ...KEY, LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    expect(endsOf(await sink.send(TWO_CHUNKS))).toEqual(['delivered', 'delivered']);
  });

  it('keepalive false: one chunk on each connection', async () => {
    const receiver = await start(withoutKeepalive('the key'));
    const sink = createTestSink({ ...KEY, LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    expect(endsOf(await sink.send(TWO_CHUNKS))).toEqual(['delivered', 'delivered']);
    expect(receiver.connections()).toBe(2);
  });
});

describe('what is sent', () => {
  it.each([{}, { FLUENT_GZIP: 'true' }])('is counted by the byte: %j', async (env) => {
    let bytesRead = 0;
    const receiver = await start((peer) =>
      peer.eachChunk((chunk) => {
        bytesRead = peer.socket.bytesRead;
        peer.acknowledge(chunk);
      }),
    );
    const sink = createTestSink({ ...env, LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    await sink.send(TWO_CHUNKS);
    expect(sink.bytesOut()).toBe(bytesRead);
  });

  it('goes to the endpoint listed first again once it has rested', async () => {
    const [first, next] = [await start(FAULT_SCRIPTS.resetAtOnce), await start(acknowledgeAll)];
    const env = { LOG_FLUENT_SINK_ENDPOINT: `${first.endpoint},${next.endpoint}`, FLUENT_ENDPOINT_REST_SECONDS: '60' };
    const sink = createTestSink(env);
    await sink.send(TWO_CHUNKS);
    first.follow(acknowledgeAll);
    for (const [ms, connections] of [
      [59_999, 1],
      [1, 2],
    ] as const) {
      sink.advance(ms);
      await sink.send(TWO_CHUNKS);
      expect(first.connections()).toBe(connections);
    }
    expect([first.taken.length, next.taken.length]).toEqual([2, 4]);
  });
});

describe('the time of an invocation', () => {
  it('ends every wait when it runs out', async () => {
    const receiver = await start(FAULT_SCRIPTS.noAck);
    const env = { LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint, FLUENT_ACK_TIMEOUT_MS: '600000' };
    const outcomes = await createTestSink(env).send(TWO_CHUNKS, 200);
    expect(endsOf(outcomes)).toEqual(['destination', 'destination']);
    expect(outcomes[0]).toMatchObject({ error: expect.stringContaining('the invocation ran out of time') });
  });

  it('postpones logs that could not be tried any more', async () => {
    const receiver = await start(acknowledgeAll);
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    const expired = AbortSignal.abort();
    const context = { now: Date.now, remainingMs: () => 0, signal: expired, countBytesOut: () => undefined };
    const outcomes = await sink.deliver([testLog(1)], { ...context, target: '-' });
    expect(endsOf(outcomes)).toEqual(['postponed']);
    expect(receiver.connections()).toBe(0);
  });
});
