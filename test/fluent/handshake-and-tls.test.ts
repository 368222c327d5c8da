import type { FluentReceiver } from '../../local/fluent-receivers/receiver.ts';
import { startFluentServer } from '../../local/fluent-receivers/start-fluent-server.ts';
import type { ReadSecret } from '../../shared/settings/secret-reference.ts';
import { makeCertificate, type TestCertificate } from './certificates.ts';
import { createTestSink, testLog } from './sink-harness.ts';
import { useReceiverProcesses } from './use-receivers.ts';

const LOGS = [1, 2, 3].map((n) => testLog(n));
const security = { sharedKey: 'the key', users: { user: 'password' } };
const GOOD = { FLUENT_SHARED_KEY: 'text:the key', FLUENT_USERNAME: 'user', FLUENT_PASSWORD: 'text:password' };

describe('shared key, user and TLS against the FluentServer', () => {
  const startProcess = useReceiverProcesses();
  let certificate: TestCertificate;
  let receiver: FluentReceiver;
  const start = async (options: Omit<Parameters<typeof startFluentServer>[0], 'directory'>): Promise<void> => {
    receiver = await startProcess(startFluentServer, options);
  };
  beforeAll(async () => {
    certificate = await makeCertificate('localhost');
  });
  const deliverTo = async (env: Record<string, string>, readSecret?: ReadSecret) => {
    const endpoint = `localhost:${receiver.port}`;
    const sink = createTestSink({ ...env, LOG_FLUENT_SINK_ENDPOINT: endpoint }, readSecret);
    return sink.send(LOGS);
  };

  it.each([
    ['a shared key', () => ({ security: { sharedKey: 'the key' } }), { FLUENT_SHARED_KEY: 'text:the key' }],
    ['user and password', () => ({ security }), GOOD],
    ['user and password over TLS', () => ({ security, tls: certificate }), { ...GOOD, FLUENT_TLS: 'true' }],
    ['TLS alone, gzip', () => ({ tls: certificate }), { FLUENT_TLS: 'true', FLUENT_GZIP: 'true' }],
  ])('delivers with %s', async (_name, receiverOptions, env) => {
    await start(receiverOptions());
    const trust: Record<string, string> = 'FLUENT_TLS' in env ? { FLUENT_TLS_CA: `text:${certificate.cert}` } : {};
    expect(await deliverTo({ ...env, ...trust })).toEqual(LOGS.map(() => ({ status: 'delivered' })));
    const received = await receiver.received();
    expect(received.map(({ record }) => record['message'])).toEqual(LOGS.map(({ data }) => data.toString()));
  });

  it.each([
    ['wrong key', { ...GOOD, FLUENT_SHARED_KEY: 'text:another' }, 'shared key mismatch'],
    ['wrong user', { ...GOOD, FLUENT_USERNAME: 'stranger' }, 'username/password mismatch'],
    ['wrong password', { ...GOOD, FLUENT_PASSWORD: 'text:wrong' }, 'username/password mismatch'],
    ['no user', { FLUENT_SHARED_KEY: 'text:the key' }, 'missing authentication information'],
    ['no key', {}, 'FLUENT_SHARED_KEY is not set'],
  ])('%s: the destination’s fault, with the reason', async (_name, env, reason) => {
    await start({ security });
    const outcomes = await deliverTo(env);
    const expected = { status: 'retryable', scope: 'destination', error: expect.stringContaining(reason) };
    expect(outcomes).toEqual(LOGS.map(() => expected));
    expect(await receiver.received()).toEqual([]);
  });

  it('reads the secrets again after a refusal, and only then', async () => {
    await start({ security: { sharedKey: 'the new key' } });
    const keys = ['the old key', 'the new key'];
    let reads = 0;
    const env = { FLUENT_SHARED_KEY: 'ssm:/key', LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint };
    const sink = createTestSink(env, async () => String(keys[reads++]));
    const statuses = async () => (await sink.send(LOGS)).map(({ status }) => status);
    expect(await statuses()).toEqual(LOGS.map(() => 'retryable'));
    expect(await statuses()).toEqual(LOGS.map(() => 'delivered'));
    expect(await statuses()).toEqual(LOGS.map(() => 'delivered'));
    expect(reads).toBe(2);
  });
});
