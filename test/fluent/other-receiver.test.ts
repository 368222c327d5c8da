import { acknowledgeAll } from './scripted-receiver.ts';
import { createTestSink, testLog } from './sink-harness.ts';
import { useScriptedReceivers } from './use-receivers.ts';

/**
 * Any receiver, named by the variables that the sink itself has. What it keeps is its own affair: here its acks count.
 * Without `FLUENT_ENDPOINT` it is a scripted one.
 */
describe('the receiver at FLUENT_ENDPOINT', () => {
  const start = useScriptedReceivers();

  const own = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name.startsWith('FLUENT_') && value !== undefined ? [[name, value]] : [],
    ),
  );

  it.each([
    ['message', { FLUENT_RECORD: 'message' }],
    ['json, gzip', { FLUENT_RECORD: 'json', FLUENT_GZIP: 'true' }],
    ['integer seconds, small chunks', { FLUENT_TIME: 'integer', FLUENT_CHUNK_MAX_ENTRIES: '7' }],
  ])('acknowledges every chunk: %s', async (_name, env) => {
    const endpoint = process.env['FLUENT_ENDPOINT'] ?? (await start(acknowledgeAll)).endpoint;
    const sink = createTestSink({ FLUENT_ACK_TIMEOUT_MS: '10000', ...own, ...env, LOG_FLUENT_SINK_ENDPOINT: endpoint });
    const logs = Array.from({ length: 200 }, (_, n) => testLog(n, { logType: n % 2 === 0 ? 'app' : 'a b' }));
    expect(await sink.send(logs)).toEqual(logs.map(() => ({ status: 'delivered' })));
  });
});
