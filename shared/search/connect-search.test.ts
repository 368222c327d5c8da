import { connectSearch } from './connect-search.ts';
import { type ScriptedEngine, startScriptedEngine } from './testing/scripted-engine.ts';

const GET = { method: 'GET', path: '/' } as const;

describe('a login from a secret', () => {
  let engine: ScriptedEngine;
  beforeAll(async () => {
    engine = await startScriptedEngine();
  });
  afterAll(() => engine.stop());

  const connect = (readSecret: () => Promise<string>) =>
    connectSearch(
      { url: engine.url, auth: { type: 'basic', secret: { store: 'ssm', id: 'es' } }, ca: undefined, timeoutMs: 5_000 },
      { region: 'eu-west-1', getCredentials: () => Promise.reject(new Error('not asked for')), readSecret },
    );
  const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;

  it('is read once, and again after a refusal', async () => {
    let [password, reads] = ['old', 0];
    engine.use(({ headers }) => ({ status: headers.authorization === basic('me:new') ? 200 : 401, body: '{}' }));
    const call = connect(async () => {
      reads++;
      return JSON.stringify({ username: 'me', password });
    });
    expect(await call(GET)).toMatchObject({ httpStatus: 401 });
    password = 'new';
    expect(await call(GET)).toMatchObject({ httpStatus: 200 });
    expect(await call(GET)).toMatchObject({ httpStatus: 200 });
    expect(reads).toBe(2);
  });

  it.each([
    ['no JSON', 'hunter2', 'the secret is not JSON'],
    ['no password', '{"username":"me"}', 'one of them is missing'],
    ['null', 'null', 'one of them is missing'],
  ])('%s: no request, one sentence, no secret', async (_, secret, message) => {
    const before = engine.requests.length;
    const answer = await connect(async () => secret)(GET);
    expect(answer).toEqual({ status: 'failed', error: expect.stringContaining(message) });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(engine.requests).toHaveLength(before);
  });

  it('a store that is away is a failure, and asked again', async () => {
    let isAway = true;
    engine.use(() => ({ status: 200, body: '{}' }));
    const call = connect(async () => {
      if (isAway) throw new Error('SSM GetParameter es: no answer within 1000 ms');
      return '{"username":"me","password":"x"}';
    });
    expect(await call(GET)).toEqual({ status: 'failed', error: expect.stringContaining('no answer within 1000 ms') });
    isAway = false;
    expect(await call(GET)).toMatchObject({ httpStatus: 200 });
  });
});
