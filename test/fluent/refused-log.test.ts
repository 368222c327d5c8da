import { closesOver, FAULT_SCRIPTS, fluentBit, fluentdWithFullBuffer, fluentdWithFullTags } from './fault-scripts.ts';
import { acknowledgeAll } from './scripted-receiver.ts';
import { createTestSink, endsOf, testLog } from './sink-harness.ts';
import { useScriptedReceivers } from './use-receivers.ts';

const start = useScriptedReceivers();

const logs = Array.from({ length: 20 }, (_, n) => testLog(n, { logType: n % 2 === 0 ? 'app' : 'web' }));
function isRefused(text: string): boolean {
  return text.includes('"id-7"');
}

describe('a log at which a receiver closes the connection', () => {
  it.each([
    ['a receiver with a limit', closesOver(isRefused), {}],
    ['Fluent Bit', fluentBit(isRefused), {}],
    ['Fluent Bit, gzip', fluentBit(isRefused), { FLUENT_GZIP: 'true' }],
  ])('%s: it is refused alone, and every other log is delivered once', async (_name, script, env) => {
    const receiver = await start(script);
    const sink = createTestSink({ ...env, LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    const outcomes = await sink.send(logs);
    expect(endsOf(outcomes)).toEqual(logs.map((_, n) => (n === 7 ? 'entry' : 'delivered')));
    const texts = receiver.taken.flatMap(({ entries }) => entries.map(([, record]) => record['message']));
    expect(texts.toSorted()).toEqual(logs.flatMap(({ data }, n) => (n === 7 ? [] : data.toString())).toSorted());
  });

  it('no receiver gets an empty chunk', async () => {
    const receiver = await start(closesOver(isRefused));
    await createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint }).send(logs);
    expect(receiver.taken.filter(({ entries }) => entries.length === 0)).toEqual([]);
  });

  it.each([
    ['Fluent Bit', fluentBit(isRefused)],
    ['a receiver with a limit', closesOver(isRefused)],
  ])('%s: it waits while it is alone', async (_name, script) => {
    const receiver = await start(script);
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    expect(endsOf(await sink.send(logs.slice(0, 4)))).toEqual(Array(4).fill('delivered'));
    expect(endsOf(await sink.send(logs.slice(7, 8)))).toEqual(['unclear']);
  });

  it('is looked for with one unconfirmed chunk at a time', async () => {
    const waiting: number[] = [];
    const receiver = await start(async (peer) => {
      if (peer.number === 1) return peer.socket.destroy();
      return peer.eachChunk(async (chunk) => {
        // Long enough for a second chunk to arrive, if it was sent.
        for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
        waiting.push(peer.socket.readableLength);
        peer.acknowledge(chunk);
      });
    });
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint, FLUENT_CHUNK_MAX_ENTRIES: '2' });
    expect(endsOf(await sink.send(logs))).toEqual(logs.map(() => 'delivered'));
    expect(waiting).toEqual(receiver.taken.map(() => 0));
  });

  it('is sent to the next endpoint, which may take it', async () => {
    const [first, next] = [await start(closesOver(isRefused)), await start(acknowledgeAll)];
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: `${first.endpoint},${next.endpoint}` });
    expect(endsOf(await sink.send(logs))).toEqual(logs.map(() => 'delivered'));
  });
});

describe('an outage in which the receiver closes connections', () => {
  const HELD = ['destination', 'unclear'];

  it.each([
    ['a full buffer of Fluentd', fluentdWithFullBuffer],
    ['a proxy in front of a receiver that is down', FAULT_SCRIPTS.closeBeforeAck],
  ])('%s: healthy logs are held, however few', async (_name, script) => {
    const receiver = await start(acknowledgeAll);
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    await sink.send(logs.slice(0, 2));
    receiver.follow(script);
    for (const some of [logs.slice(2, 3), logs.slice(3, 5), logs.slice(5, 8), logs.slice(8)]) {
      for (const end of endsOf(await sink.send(some))) expect(HELD).toContain(end);
    }
    receiver.follow(acknowledgeAll);
    expect(endsOf(await sink.send(logs.slice(2)))).toEqual(Array(18).fill('delivered'));
  });

  it('a full buffer that comes and goes: no log is refused individually', async () => {
    const receiver = await start(acknowledgeAll);
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    for (let jam = 0; jam < 5; jam++) {
      receiver.follow(acknowledgeAll);
      expect(endsOf(await sink.send(logs.slice(0, 3)))).toEqual(Array(3).fill('delivered'));
      receiver.follow(fluentdWithFullBuffer);
      for (const end of endsOf(await sink.send(logs.slice(3, 4 + (jam % 3))))) expect(HELD).toContain(end);
    }
  });

  it('the full buffer of one tag: its logs are held while those of other tags are delivered', async () => {
    const receiver = await start(fluentdWithFullTags((tag) => tag.startsWith('web')));
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint, FLUENT_CHUNK_MAX_ENTRIES: '3' });
    const ends = endsOf(await sink.send(logs));
    for (const [n, end] of ends.entries()) {
      if (n % 2 === 0) expect(end).toBe('delivered');
      else expect(HELD).toContain(end);
    }
  });
});
