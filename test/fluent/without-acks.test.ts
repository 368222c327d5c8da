import { FAULT_SCRIPTS } from './fault-scripts.ts';
import { acknowledgeAll } from './scripted-receiver.ts';
import { createTestSink, endsOf, TWO_CHUNKS } from './sink-harness.ts';
import { useScriptedReceivers } from './use-receivers.ts';

const start = useScriptedReceivers();

describe('without acks', () => {
  const NO_ACK = { FLUENT_REQUIRE_ACK: 'false' };

  it.each([
    ['a receiver that closes when it has read to the end', acknowledgeAll],
    ['a receiver that keeps its side open', FAULT_SCRIPTS.noAck],
  ])('%s: delivered, and counted as unconfirmed', async (_name, script) => {
    const receiver = await start(script);
    const sink = createTestSink({ ...NO_ACK, LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    expect(endsOf(await sink.send(TWO_CHUNKS))).toEqual(['delivered', 'delivered']);
    expect(sink.unconfirmed()).toBe(2);
  });

  it.each([
    ['a reset', FAULT_SCRIPTS.resetBeforeAck, /ECONNRESET|EPIPE/],
    ['HELO unasked', FAULT_SCRIPTS.heloUnasked, /does it require a shared key|ECONNRESET|EPIPE/],
  ])('%s: the destination’s fault', async (_name, script, error) => {
    const receiver = await start(script);
    const sink = createTestSink({ ...NO_ACK, LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    const outcomes = await sink.send(TWO_CHUNKS);
    expect(endsOf(outcomes)).toEqual(['destination', 'destination']);
    expect(outcomes[0]).toMatchObject({ error: expect.stringMatching(error) });
    expect(sink.unconfirmed()).toBe(0);
  });
});
