import { gzipSync } from 'node:zlib';
import { createSearchClient } from './search-client.ts';
import type { AwsCredentials, SearchAuth } from './search-client-options.ts';
import { type ScriptedEngine, startScriptedEngine } from './testing/scripted-engine.ts';

const GET = { method: 'GET', path: '/_cat/indices', query: { h: 'index' } } as const;
const NONE = { type: 'none' } as const;

describe('createSearchClient', () => {
  let engine: ScriptedEngine;
  beforeAll(async () => {
    engine = await startScriptedEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(() => engine.use(() => ({ status: 200, body: '{}' })));

  const connect = (auth: SearchAuth = NONE, path = '', timeoutMs = 5_000) =>
    createSearchClient({ url: `${engine.url}${path}`, auth, timeoutMs });
  const last = () => engine.requests.at(-1);

  it.each(['/es/prefix', '/es/prefix/'])('a path of the host (%s) is prepended to each path', async (path) => {
    expect(await connect(NONE, path)(GET)).toMatchObject({ httpStatus: 200 });
    expect(last()?.target).toBe('/es/prefix/_cat/indices?h=index');
  });

  it('a login may hold any character', async () => {
    await connect({ type: 'basic', username: 'mé', password: 'a:b/ü %' })(GET);
    expect(last()?.headers.authorization).toBe(`Basic ${Buffer.from('mé:a:b/ü %').toString('base64')}`);
  });

  it.each([
    [301, ''],
    [302, '<html>log in</html>'],
    [204, ''],
    [502, '<html>bad gateway</html>'],
  ])('%d is an answer, and followed nowhere', async (status, body) => {
    engine.use(() => ({ status, body, contentType: 'text/html', headers: { location: `${engine.url}/elsewhere` } }));
    const before = engine.requests.length;
    expect(await connect()(GET)).toEqual({ status: 'answered', httpStatus: status, body });
    expect(engine.requests).toHaveLength(before + 1);
  });

  it.each([
    ['whole', gzipSync('{"a":1}'), { status: 'answered', httpStatus: 200, body: { a: 1 } }],
    [
      'cut',
      gzipSync('{"a":1}').subarray(0, -4),
      { status: 'failed', error: expect.stringContaining('unexpected end') },
    ],
    ['none', Buffer.from('{"a":1}'), { status: 'failed', error: expect.stringContaining('incorrect header check') }],
  ])('a compressed answer that is %s', async (_, body, expected) => {
    engine.use(() => ({ status: 200, body, headers: { 'content-encoding': 'gzip' } }));
    expect(await connect()(GET)).toEqual(expected);
  });

  it('an answer’s own `__proto__` is a field like any other', async () => {
    engine.use(() => ({ status: 200, body: '{"__proto__":{"a":1},"constructor":{"prototype":1}}' }));
    expect(await connect()(GET)).toMatchObject({ status: 'answered', httpStatus: 200 });
  });

  it('a failed request is sent once', async () => {
    engine.use(() => 'reset');
    const before = engine.requests.length;
    expect(await connect()(GET)).toMatchObject({ status: 'failed' });
    engine.use(() => ({ status: 503, body: '{}' }));
    expect(await connect()(GET)).toMatchObject({ httpStatus: 503 });
    expect(engine.requests).toHaveLength(before + 2);
  });

  describe('the time of the invocation', () => {
    it('that is over before: nothing is sent', async () => {
      const before = engine.requests.length;
      const answer = await connect()({ ...GET, signal: AbortSignal.abort() });
      expect(answer).toEqual({ status: 'failed', error: 'GET /_cat/indices: not sent, the time is up' });
      expect(engine.requests).toHaveLength(before);
    });

    it('that ends meanwhile ends the request', async () => {
      const over = new AbortController();
      engine.use(() => {
        over.abort();
        return 'hang';
      });
      const answer = await connect()({ ...GET, signal: over.signal });
      expect(answer).toEqual({ status: 'failed', error: 'GET /_cat/indices: the time is up' });
    });
  });

  describe('keys of AWS', () => {
    const HOUR_MS = 3_600_000;
    const keysOf = async (expiresInMs: number | undefined): Promise<readonly string[]> => {
      let reads = 0;
      const getCredentials = async (): Promise<AwsCredentials> => {
        reads++;
        const keys = { accessKeyId: `KEY${reads}`, secretAccessKey: 'secret', sessionToken: `token${reads}` };
        return expiresInMs === undefined ? keys : { ...keys, expiration: new Date(Date.now() + expiresInMs) };
      };
      const call = connect({ type: 'sigv4', region: 'eu-west-1', getCredentials });
      const used: string[] = [];
      for (let request = 0; request < 3; request++) {
        await call(GET);
        const { authorization, 'x-amz-security-token': token } = last()?.headers ?? {};
        used.push(`${/Credential=(\w+)/.exec(String(authorization))?.[1]} ${token}`);
      }
      return used;
    };

    it.each([
      ['that never expire are read once', undefined, ['KEY1 token1', 'KEY1 token1', 'KEY1 token1']],
      ['that live long are read once', HOUR_MS, ['KEY1 token1', 'KEY1 token1', 'KEY1 token1']],
      ['that expire within a request’s time are read again', 1_000, ['KEY1 token1', 'KEY2 token2', 'KEY3 token3']],
    ])('%s', async (_, expiresInMs, expected) => {
      expect(await keysOf(expiresInMs)).toEqual(expected);
    });

    it('that are not to be had are a failure, and asked for again', async () => {
      let isAway = true;
      const getCredentials = async (): Promise<AwsCredentials> => {
        if (isAway) throw new Error('no role for you');
        return { accessKeyId: 'KEY', secretAccessKey: 'secret' };
      };
      const call = connect({ type: 'sigv4', region: 'eu-west-1', getCredentials });
      expect(await call(GET)).toEqual({ status: 'failed', error: 'GET /_cat/indices: no role for you' });
      isAway = false;
      expect(await call(GET)).toMatchObject({ httpStatus: 200 });
    });
  });
});
