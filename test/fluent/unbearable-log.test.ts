import { closesOver, FAULT_SCRIPTS } from './fault-scripts.ts';
import { acknowledgeAll } from './scripted-receiver.ts';
import { createTestSink, endsOf, testLog } from './sink-harness.ts';
import { useScriptedReceivers } from './use-receivers.ts';

const start = useScriptedReceivers();

describe('a log that a receiver cannot bear', () => {
  const closes = closesOver((text) => text.includes('"id-7"'));
  const logs = Array.from({ length: 20 }, (_, n) => testLog(n, { logType: n % 2 === 0 ? 'app' : 'web' }));

  it('is refused alone, and its neighbours are delivered once', async () => {
    const receiver = await start(closes);
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    const outcomes = await sink.send(logs);
    expect(endsOf(outcomes)).toEqual(logs.map((_, n) => (n === 7 ? 'entry' : 'delivered')));
    const texts = receiver.taken.flatMap(({ entries }) => entries.map(([, record]) => record['message']));
    expect(texts.toSorted()).toEqual(logs.flatMap(({ data }, n) => (n === 7 ? [] : data.toString())).toSorted());
  });

  it('is looked for with one chunk on its way at a time', async () => {
    const waiting: number[] = [];
    const receiver = await start(async (peer) => {
      if (peer.number === 1) return peer.socket.destroy();
      return peer.eachChunk(async (chunk) => {
        // Long enough for a second chunk to come, were it on its way.
        for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
        waiting.push(peer.socket.readableLength);
        peer.acknowledge(chunk);
      });
    });
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint, FLUENT_CHUNK_MAX_ENTRIES: '2' });
    expect(endsOf(await sink.send(logs))).toEqual(logs.map(() => 'delivered'));
    expect(waiting).toEqual(receiver.taken.map(() => 0));
  });

  it('is not counted while a proxy takes connections for a receiver that is down', async () => {
    const receiver = await start(acknowledgeAll);
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    await sink.send(logs.slice(0, 2));
    receiver.follow(FAULT_SCRIPTS.closeBeforeAck);
    for (const some of [logs.slice(2, 3), logs.slice(3, 10)]) {
      expect(endsOf(await sink.send(some))).toEqual(some.map(() => 'destination'));
    }
  });

  it('goes to the next endpoint, if that can', async () => {
    const [first, next] = [await start(closes), await start(acknowledgeAll)];
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: `${first.endpoint},${next.endpoint}` });
    expect(endsOf(await sink.send(logs))).toEqual(logs.map(() => 'delivered'));
  });
});
