import { makeCertificate, type TestCertificate } from './certificates.ts';
import { acknowledgeAll } from './scripted-receiver.ts';
import { createTestSink, endsOf, TWO_CHUNKS } from './sink-harness.ts';
import { useScriptedReceivers } from './use-receivers.ts';

const start = useScriptedReceivers();

/** Two waits of 700 ms, with room for a busy machine. */
const PATIENCE_MS = 2_200;

describe('TLS', () => {
  let good: TestCertificate;
  let expired: TestCertificate;
  let other: TestCertificate;
  beforeAll(async () => {
    [good, expired, other] = await Promise.all([
      makeCertificate('localhost'),
      makeCertificate('localhost', -10, -1),
      makeCertificate('elsewhere.example'),
    ]);
  });
  const over = (ca: TestCertificate, more: Record<string, string> = {}) => ({
    FLUENT_TLS: 'true',
    FLUENT_TLS_CA: `text:${ca.cert}`,
    ...more,
  });

  it.each([
    ['expired certificate', () => [expired, over(expired)] as const, /certificate has expired/],
    ['certificate of another host', () => [other, over(other)] as const, /does not match certificate's altnames/],
    ['untrusted certificate', () => [good, over(other)] as const, /self-signed certificate/],
    ['public trust only', () => [good, { FLUENT_TLS: 'true' }] as const, /self-signed certificate/],
    ['TLS-only port spoken to in plain', () => [good, {}] as const, /closed the connection|ECONNRESET|EPIPE|no ack/],
    [
      'plain port spoken to in TLS',
      () => [undefined, over(good)] as const,
      /no TLS session within|wrong version|packet length|before secure TLS/,
    ],
  ])('%s: the destination’s fault', async (_name, setUp, error) => {
    const [certificate, env] = setUp();
    const receiver = await start(acknowledgeAll, { tls: certificate });
    const sink = createTestSink({ ...env, LOG_FLUENT_SINK_ENDPOINT: `localhost:${receiver.port}` });
    const startedAt = Date.now();
    const outcomes = await sink.send(TWO_CHUNKS);
    expect(Date.now() - startedAt).toBeLessThan(PATIENCE_MS);
    expect(endsOf(outcomes)).toEqual(['destination', 'destination']);
    expect(outcomes[0]).toMatchObject({ error: expect.stringMatching(error) });
    expect(receiver.taken).toEqual([]);
  });

  it('reads the CA again after a certificate it does not trust, and after nothing else', async () => {
    const receiver = await start(acknowledgeAll, { tls: other });
    const cas = [good.cert, other.cert];
    let reads = 0;
    const sink = createTestSink(
      {
        FLUENT_TLS: 'true',
        FLUENT_TLS_CA: 'ssm:/ca',
        FLUENT_TLS_SERVER_NAME: 'elsewhere.example',
        LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint,
      },
      async () => String(cas[Math.min(reads++, 1)]),
    );
    expect(endsOf(await sink.send(TWO_CHUNKS))).toEqual(['destination', 'destination']);
    expect(endsOf(await sink.send(TWO_CHUNKS))).toEqual(['delivered', 'delivered']);
    await receiver.stop();
    await sink.send(TWO_CHUNKS);
    await sink.send(TWO_CHUNKS);
    expect(reads).toBe(2);
  });

  it.each([
    ['the host’s own name', () => [good, 'localhost', {}] as const],
    ['a server name', () => [other, '127.0.0.1', { FLUENT_TLS_SERVER_NAME: 'elsewhere.example' }] as const],
  ])('delivers to a receiver with %s', async (_name, setUp) => {
    const [certificate, host, env] = setUp();
    const receiver = await start(acknowledgeAll, { tls: certificate });
    const sink = createTestSink({ ...over(certificate, env), LOG_FLUENT_SINK_ENDPOINT: `${host}:${receiver.port}` });
    expect(endsOf(await sink.send(TWO_CHUNKS))).toEqual(['delivered', 'delivered']);
    expect(receiver.taken).toHaveLength(2);
  });
});
