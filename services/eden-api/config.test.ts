import { parseConfig } from './config.ts';

const env = { EDEN_TABLE: 'eden', EDEN_ACCOUNT: '123456789012', AWS_REGION: 'eu-west-1' };

it('has defaults', () => {
  const settings = parseConfig(env);
  expect(settings).toMatchObject({
    api: { getRoutes: true, keysBy: 'id', allowUnkeyed: false, timeoutMs: 60_000 },
    reaper: { owner: '123456789012/eu-west-1/eden', orphans: 'report', maxDeletions: 20, dryRun: false },
  });
});

it('reads keys', () => {
  const { api } = parseConfig({ ...env, API_KEYS: '{"k1":{"name":"ci","profiles":["*"]}}' });
  expect(api.keys.get('k1')).toEqual({ name: 'ci', profiles: ['*'] });
});

it.each([
  ['no JSON', 'x'],
  ['no profiles', '{"k1":{"name":"ci","profiles":[]}}'],
  ['no name', '{"k1":{"profiles":["*"]}}'],
  ['null as a key', '{"k1":null}'],
])('refuses keys: %s', (_what, text) => {
  expect(() => parseConfig({ ...env, API_KEYS: text })).toThrow(/API_KEYS: expected/);
});

it('names all that is wrong together', () => {
  expect(() => parseConfig({ GET_ROUTES: 'maybe', REAPER_ORPHANS: 'eat' })).toThrow(
    /EDEN_TABLE[\s\S]*EDEN_ACCOUNT[\s\S]*GET_ROUTES[\s\S]*REAPER_ORPHANS/,
  );
});
