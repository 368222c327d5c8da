import { connectSearch } from '../../shared/search/connect-search.ts';
import type { SearchSettings } from '../../shared/search/search-settings.ts';
import { type ScriptedEngine, startScriptedEngine } from '../../shared/search/testing/scripted-engine.ts';
import { makeCertificate, type TestCertificate } from '../fluent/certificates.ts';

const GET = { method: 'GET', path: '/' } as const;
const CA = { store: 'ssm', id: '/es/ca' } as const;
const LOGIN = { store: 'ssm', id: '/es/login' } as const;
const CREDENTIALS = { accessKeyId: 'id', secretAccessKey: 'key' };

describe('an engine whose certificate is of a private CA', () => {
  let certificate: TestCertificate;
  let other: TestCertificate;
  let engine: ScriptedEngine;
  beforeAll(async () => {
    [certificate, other] = await Promise.all([makeCertificate('localhost'), makeCertificate('elsewhere.example')]);
    engine = await startScriptedEngine(() => ({ status: 200, body: '{}' }), certificate);
  });
  afterAll(() => engine.stop());

  const connect = (
    settings: Partial<SearchSettings>,
    readCa: () => string = () => certificate.cert,
    login = '{"username":"me","password":"x"}',
  ) =>
    connectSearch(
      { url: engine.url, auth: { type: 'none' }, ca: CA, timeoutMs: 5_000, ...settings },
      {
        region: 'eu-west-1',
        getCredentials: async () => CREDENTIALS,
        readSecret: async (reference) => (reference === CA ? readCa() : login),
      },
    );

  it.each<[string, SearchSettings['auth'], string]>([
    ['none', { type: 'none' }, 'undefined'],
    ['basic', { type: 'basic', secret: LOGIN }, 'Basic '],
    ['sigv4', { type: 'sigv4', service: 'es' }, 'AWS4-HMAC-SHA256 '],
  ])('is trusted with ES_TLS_CA, authentication %s', async (_, auth, authorization) => {
    expect(await connect({ auth })(GET)).toMatchObject({ status: 'answered', httpStatus: 200 });
    expect(String(engine.requests.at(-1)?.headers.authorization)).toMatch(new RegExp(`^${authorization}`));
  });

  it('is not trusted without it', async () => {
    expect(await connect({ ca: undefined })(GET)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('self-signed certificate'),
    });
  });

  it('is read once, and again after a certificate that it does not trust', async () => {
    const cas = [other.cert, certificate.cert];
    let reads = 0;
    const call = connect({}, () => String(cas[Math.min(reads++, 1)]));
    expect(await call(GET)).toMatchObject({ status: 'failed', error: expect.stringContaining('certificate') });
    expect(await call(GET)).toMatchObject({ httpStatus: 200 });
    expect(await call(GET)).toMatchObject({ httpStatus: 200 });
    expect(reads).toBe(2);
  });

  it('must be valid for the host', async () => {
    const elsewhere = await startScriptedEngine(() => ({ status: 200, body: '{}' }), other);
    try {
      const call = connect({ url: elsewhere.url }, () => other.cert);
      expect(await call(GET)).toMatchObject({ status: 'failed', error: expect.stringContaining('altnames') });
    } finally {
      await elsewhere.stop();
    }
  });

  it('that cannot be read: a failure, and no request', async () => {
    const before = engine.requests.length;
    const call = connect({}, () => {
      throw new Error('SSM GetParameter to /es/ca: no answer within 1000 ms');
    });
    expect(await call(GET)).toEqual({ status: 'failed', error: expect.stringContaining('no answer within 1000 ms') });
    expect(engine.requests).toHaveLength(before);
  });
});
