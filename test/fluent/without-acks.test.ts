import type { Outcome } from '../../shared/pipeline/outcome.ts';
import { FAULT_SCRIPTS } from './fault-scripts.ts';
import { acknowledgeAll, type ScriptedReceiver, startScriptedReceiver } from './scripted-receiver.ts';
import { createTestSink, testLog } from './sink-harness.ts';

const started: ScriptedReceiver[] = [];
const start = async (...parameters: Parameters<typeof startScriptedReceiver>): Promise<ScriptedReceiver> => {
  const receiver = await startScriptedReceiver(...parameters);
  started.push(receiver);
  return receiver;
};
afterEach(async () => {
  await Promise.all(started.splice(0).map((receiver) => receiver.stop()));
});

const statuses = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.map((outcome) => (outcome.status === 'retryable' ? outcome.scope : outcome.status));

/** Two logs of two types: two chunks. */
const LOGS = [testLog(1), testLog(2, { logType: 'web' })];

describe('without acks', () => {
  const NO_ACK = { FLUENT_REQUIRE_ACK: 'false' };

  it.each([
    ['a receiver that closes when it has read to the end', acknowledgeAll],
    ['a receiver that keeps its side open', FAULT_SCRIPTS.noAck],
  ])('%s: delivered, and counted as unconfirmed', async (_name, script) => {
    const receiver = await start(script);
    const sink = createTestSink({ ...NO_ACK, LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    expect(statuses(await sink.send(LOGS))).toEqual(['delivered', 'delivered']);
    expect(sink.unconfirmed()).toBe(2);
  });

  it.each([
    ['a reset', FAULT_SCRIPTS.resetBeforeAck, /ECONNRESET|EPIPE/],
    ['HELO unasked', FAULT_SCRIPTS.heloUnasked, /does it want a shared key|ECONNRESET|EPIPE/],
  ])('%s: the destination’s fault', async (_name, script, error) => {
    const receiver = await start(script);
    const sink = createTestSink({ ...NO_ACK, LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
    const outcomes = await sink.send(LOGS);
    expect(statuses(outcomes)).toEqual(['destination', 'destination']);
    expect(outcomes[0]).toMatchObject({ error: expect.stringMatching(error) });
    expect(sink.unconfirmed()).toBe(0);
  });
});
