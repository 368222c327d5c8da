import { buildOtelCollector } from '../../local/fluent-receivers/build-otel-collector.ts';
import {
  type FluentReceiver,
  RECEIVER_KINDS,
  type ReceivedEvent,
  type ReceiverKind,
  type ReceiverOptions,
} from '../../local/fluent-receivers/receiver.ts';
import { startFluentServer } from '../../local/fluent-receivers/start-fluent-server.ts';
import { startOtelCollector } from '../../local/fluent-receivers/start-otel-collector.ts';
import { findFreePort } from '../../local/stack/find-free-port.ts';
import { fluentTag } from '../../services/fluent-sink/tag.ts';
import type { Log } from '../../shared/log/log.ts';
import { shortOrLong } from '../exhaustive.ts';
import { acknowledgeAll } from './scripted-receiver.ts';
import { createTestSink, testLog } from './sink-harness.ts';
import { useReceiverProcesses, useScriptedReceivers } from './use-receivers.ts';

const QUICK_KINDS: readonly ReceiverKind[] = ['fluentserver'];
/** The collector has to be built on the first run; `npm run test:fluent -- --build` does it beforehand. */
const BUILD_TIMEOUT_MS = 540_000;
const START: Readonly<Record<ReceiverKind, (options: ReceiverOptions) => Promise<FluentReceiver>>> = {
  fluentserver: startFluentServer,
  otel: startOtelCollector,
};
/** The collector prints what it was sent before it acknowledges, but keeps it in memory until then: it must not be killed. */
const END_SIGNAL = { fluentserver: 'SIGKILL', otel: 'SIGTERM' } as const;

/** `npm run test:fluent -- --receiver <kind>` picks one. `npm test` takes the one that needs not be built with Go for minutes. */
const wanted = process.env['FLUENT_RECEIVER'];
const kinds = wanted === undefined ? shortOrLong(QUICK_KINDS, RECEIVER_KINDS) : RECEIVER_KINDS.filter(isWanted);

function isWanted(kind: ReceiverKind): boolean {
  return kind === wanted;
}

const TYPES = ['app', 'web.access', 'a b/c', '日本語', '../../etc/passwd'];
/** All kinds of text and times, over several tags. */
function manyLogs(count: number, from = 0): readonly Log[] {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index;
    return testLog(n, {
      logType: TYPES[n % TYPES.length] as string,
      timeNs: 1_700_000_000_000_000_000n + BigInt(n) * 1_000_000_007n,
      padding: n % 7 === 0 ? 5_000 : n % 50,
    });
  });
}

function messageEvent({ data, logType, timeNs }: Log): ReceivedEvent {
  return {
    tag: fluentTag(logType, 'test'),
    timeNs,
    record: { message: data.toString() },
  };
}

function keyOf({ tag, timeNs, record }: ReceivedEvent): string {
  return `${tag} ${timeNs} ${JSON.stringify(Object.entries(record).toSorted())}`;
}

/** How two lists differ, whatever their order; a failure shows a few of the members. */
function difference(received: readonly ReceivedEvent[], sent: readonly ReceivedEvent[]) {
  const counts = new Map<string, number>();
  for (const event of sent) counts.set(keyOf(event), (counts.get(keyOf(event)) ?? 0) + 1);
  for (const event of received) counts.set(keyOf(event), (counts.get(keyOf(event)) ?? 0) - 1);
  const those = (holds: (count: number) => boolean) =>
    [...counts].filter(([, count]) => holds(count)).map(([key]) => key.slice(0, 200));
  return { missing: those((count) => count > 0).slice(0, 3), extra: those((count) => count < 0).slice(0, 3) };
}
/** A real receiver on a busy machine takes its time. */
const PATIENT = { FLUENT_ACK_TIMEOUT_MS: '10000', FLUENT_WRITE_TIMEOUT_MS: '10000' };
const NO_DIFFERENCE = { missing: [], extra: [] };

/** Past 2^53: the FluentServer reads an exact uint 64 as a double, the collector keeps it as text. */
const BIG = { fluentserver: Number('12345678901234567890'), otel: '12345678901234567890' };

const startScripted = useScriptedReceivers();
const startProcess = useReceiverProcesses();

describe.each(kinds)('against %s', (kind) => {
  let receiver: FluentReceiver;
  const start = async (port?: number): Promise<FluentReceiver> => {
    receiver = await startProcess(START[kind], port === undefined ? {} : { port });
    return receiver;
  };
  beforeAll(async () => {
    if (kind === 'otel') await buildOtelCollector();
  }, BUILD_TIMEOUT_MS);

  it.each([
    ['message', {}],
    ['message, gzip', { FLUENT_GZIP: 'true' }],
    ['message, small chunks', { FLUENT_CHUNK_MAX_BYTES: '2000', FLUENT_CHUNK_MAX_ENTRIES: '7' }],
  ])('reads back what was sent, to the byte and the nanosecond: %s', async (_name, env) => {
    await start();
    const sink = createTestSink({ ...PATIENT, ...env, LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    const logs = manyLogs(500);
    expect(new Set((await sink.send(logs)).map(({ status }) => status))).toEqual(new Set(['delivered']));
    expect(difference(await receiver.received(), logs.map(messageEvent))).toEqual(NO_DIFFERENCE);
  });

  it('reads back the log as a map, with integer seconds', async () => {
    await start();
    const env = { FLUENT_RECORD: 'json', FLUENT_TIME: 'integer', LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint };
    const logs = manyLogs(50);
    await createTestSink({ ...PATIENT, ...env }).send(logs);
    const events = logs.map((log): ReceivedEvent => {
      const { big: _, ...fields } = JSON.parse(log.data.toString());
      return {
        ...messageEvent(log),
        timeNs: log.timeNs - (log.timeNs % 1_000_000_000n),
        record: { ...fields, big: BIG[kind] },
      };
    });
    expect(difference(await receiver.received(), events)).toEqual(NO_DIFFERENCE);
  });

  it('loses nothing it acknowledged when it is restarted in mid-stream, and repeats only what had no ack', async () => {
    const { port } = await start();
    const env = { FLUENT_CHUNK_MAX_ENTRIES: '5', FLUENT_ENDPOINT_REST_SECONDS: '0' };
    const sink = createTestSink({ ...env, LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    const batches = Array.from({ length: 60 }, (_, index) => manyLogs(50, index * 50));
    const unconfirmed = new Set<string>();
    const restart = async (): Promise<void> => {
      await receiver.stop(END_SIGNAL[kind]);
      await start(port);
    };
    const restarts: Promise<void>[] = [];
    for (const [number, batch] of batches.entries()) {
      if (number === 20) restarts.push(restart());
      for (let open = batch; open.length > 0; ) {
        const outcomes = await sink.send(open);
        open = open.filter((_, index) => outcomes[index]?.status !== 'delivered');
        for (const log of open) unconfirmed.add(keyOf(messageEvent(log)));
        // Sending again and again would keep a machine of few cores from starting the receiver.
        if (open.length > 0) await Promise.all(restarts);
      }
    }
    await Promise.all(restarts);
    const received = (await receiver.received()).map(keyOf);
    const sent = batches.flat().map((log) => keyOf(messageEvent(log)));
    const kept = new Set(received);
    expect(sent.filter((key) => !kept.has(key))).toEqual([]);
    const repeated = received.filter((key, index) => received.indexOf(key) !== index);
    expect(repeated.filter((key) => !unconfirmed.has(key))).toEqual([]);
    expect(received).toHaveLength(sent.length + repeated.length);
    expect(unconfirmed.size).toBeGreaterThan(0);
  }, 60_000);

  it('is the second endpoint while the first is dead, and the first is tried again later', async () => {
    const deadPort = await findFreePort();
    const { endpoint } = await start();
    const sink = createTestSink({ ...PATIENT, LOG_FLUENT_SINK_ENDPOINT: `127.0.0.1:${deadPort},${endpoint}` });
    const [one, two, three] = [manyLogs(20), manyLogs(20, 20), manyLogs(20, 40)] as const;
    await sink.send(one);
    const first = await startScripted(acknowledgeAll, { port: deadPort });
    await sink.send(two);
    expect(first.connections()).toBe(0); // it rests
    sink.advance(30_000);
    await sink.send(three);
    expect(difference(await receiver.received(), [...one, ...two].map(messageEvent))).toEqual(NO_DIFFERENCE);
    expect(first.taken.reduce((sum, { entries }) => sum + entries.length, 0)).toBe(three.length);
  });
});
