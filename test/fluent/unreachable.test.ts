import dns from 'node:dns';
import { findFreePort } from '../../local/stack/find-free-port.ts';
import { acknowledgeAll } from './scripted-receiver.ts';
import { createTestSink, endsOf, TWO_CHUNKS } from './sink-harness.ts';
import { useScriptedReceivers } from './use-receivers.ts';

const start = useScriptedReceivers();

type LookupAll = (error: null, addresses: readonly dns.LookupAddress[]) => void;

describe('faults on the way to a receiver', () => {
  it.each([
    ['refused', async () => `127.0.0.1:${await findFreePort()}`, /ECONNREFUSED/],
    ['DNS failure', async () => 'no-such-host.invalid:24224', /ENOTFOUND|EAI_AGAIN|no connection within/],
  ])('%s', async (_name, endpoint, error) => {
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: await endpoint() });
    const outcomes = await sink.send(TWO_CHUNKS);
    expect(endsOf(outcomes)).toEqual(['destination', 'destination']);
    expect(outcomes[0]).toMatchObject({ error: expect.stringMatching(error) });
  });

  describe('a name of several addresses', () => {
    const resolveTo = (...hosts: readonly string[]): void => {
      const addresses = hosts.map((address) => ({ address, family: 4 }));
      jest
        .spyOn(dns, 'lookup')
        .mockImplementation(((_host: string, _options: unknown, done: LookupAll) =>
          done(null, addresses)) as unknown as typeof dns.lookup);
    };

    it('is tried until one takes the connection', async () => {
      const receiver = await start(acknowledgeAll);
      resolveTo('127.0.0.2', '127.0.0.1');
      const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: `many.example:${receiver.port}` });
      expect(endsOf(await sink.send(TWO_CHUNKS))).toEqual(['delivered', 'delivered']);
    });

    it('is told with each where none takes one', async () => {
      const port = await findFreePort();
      resolveTo('127.0.0.2', '127.0.0.3');
      const [outcome] = await createTestSink({ LOG_FLUENT_SINK_ENDPOINT: `many.example:${port}` }).send(TWO_CHUNKS);
      const each = `connect ECONNREFUSED 127.0.0.2:${port}, connect ECONNREFUSED 127.0.0.3:${port}`;
      expect(outcome).toMatchObject({ scope: 'destination', error: expect.stringContaining(each) });
    });
  });

  it('secrets out of reach: a sentence, and no endpoint is tried', async () => {
    const receiver = await start(acknowledgeAll);
    const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint, FLUENT_SHARED_KEY: 'ssm:/key' });
    const outcomes = await sink.send(TWO_CHUNKS);
    expect(endsOf(outcomes)).toEqual(['destination', 'destination']);
    expect(outcomes[0]).toMatchObject({ error: expect.stringContaining('ssm /key: no answer within 1000 ms') });
    expect(receiver.connections()).toBe(0);
  });
});
