import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type ScriptedEngine, startScriptedEngine } from '../../../shared/search/testing/scripted-engine.ts';
import { runBaikonur } from '../program.ts';

describe('baikonur es install-template', () => {
  let engine: ScriptedEngine;
  let stored: string | undefined;
  beforeAll(async () => {
    engine = await startScriptedEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(() => {
    stored = undefined;
    engine.use(({ method, body }) => {
      if (method === 'PUT') stored = body.toString();
      if (method === 'PUT') return { status: 200, body: '{"acknowledged":true}' };
      if (stored === undefined) return { status: 404, body: '{"error":"none"}' };
      return { status: 200, body: `{"index_templates":[{"name":"baikonur-logs","index_template":${stored}}]}` };
    });
  });

  const run = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const search = { ES_HOST: engine.url, ES_AUTH: 'none', INDEX_NAME_PREFIX: 'logs' };
    const code = await runBaikonur(['es', 'install-template', '--stage', 'local', ...args], {
      stdin: new PassThrough(),
      stdout,
      stderr,
      env: { ...search, ...env },
      now: Date.now,
      untilInterrupted: () => new AbortController().signal,
    });
    stdout.end();
    stderr.end();
    return { code, out: await text(stdout), err: await text(stderr) };
  };

  it('creates, then leaves alone, then updates; a dry run only says so', async () => {
    expect(await run(['--dry-run'])).toEqual({
      code: 0,
      out: `template baikonur-logs on ${engine.url}/ would be created\n`,
      err: '',
    });
    expect(stored).toBeUndefined();
    expect((await run(['--json'])).out).toBe(
      `${JSON.stringify({ name: 'baikonur-logs', status: 'created', url: `${engine.url}/`, dryRun: false })}\n`,
    );
    expect((await run([])).out).toBe(`template baikonur-logs on ${engine.url}/: unchanged\n`);
    expect((await run(['--max-fields', '50'])).out).toBe(`template baikonur-logs on ${engine.url}/: updated\n`);
    expect(stored).toContain('"index.mapping.total_fields.limit":50');
  });

  it('installs the template of data streams, and their rollover where the engine has ISM', async () => {
    const env = { ES_TARGET: 'data_stream' };
    const { out } = await run(['--rollover-days', '7'], env);
    expect(out).toBe(
      `template baikonur-logs on ${engine.url}/: created\nrollover policy baikonur-logs on ${engine.url}/: updated\n`,
    );
    expect(engine.requests.map(({ body }) => body.toString()).join()).toMatch(
      /"data_stream":\{\}.*"min_index_age":"7d"/s,
    );
    engine.use(({ target }) =>
      target.includes('_ism') ? { status: 400, body: '{"error":"no handler found"}' } : { status: 404, body: '{}' },
    );
    expect((await run(['--dry-run', '--json'], env)).out).toBe(
      `${JSON.stringify({ name: 'baikonur-logs', status: 'created', url: `${engine.url}/`, dryRun: true, rollover: 'notSupported' })}\n`,
    );
    expect((await run(['--dry-run'], env)).out).toContain('has no ISM: see docs/search.md#rollover');
  });

  it.each<[string, readonly string[], Readonly<Record<string, string>>, number, string]>([
    ['no prefix', [], { INDEX_NAME_PREFIX: '' }, 2, 'INDEX_NAME_PREFIX: required for a template, but not set'],
    ['no host', [], { ES_HOST: '' }, 2, 'ES_HOST: required, but not set'],
    ['no sink in config/', [], { ES_HOST: '' }, 2, 'config/ does not use es-sink: at stage local it has no function.'],
    ['the lines for it', [], { ES_HOST: '' }, 2, '  config/sinks.yml\n    sinks:\n      es-sink:\n'],
    ['no number', ['--shards', '0'], {}, 2, 'expected a whole number of at least 1, got "0"'],
    ['an unknown stage', ['--stage', 'nosuch'], {}, 2, 'unknown stage "nosuch"'],
    ['an engine that is away', [], { ES_HOST: 'http://127.0.0.1:1' }, 1, 'GET /_index_template/baikonur-logs: '],
  ])('%s', async (_, args, env, code, message) => {
    const result = await run(args, env);
    expect(result.code).toBe(code);
    expect(result.err).toContain(message);
  });

  it('tells the engine’s own words', async () => {
    engine.use(() => ({ status: 403, body: '{"error":{"type":"security_exception","reason":"no permissions"}}' }));
    expect(await run([])).toMatchObject({
      code: 1,
      err: 'error: GET /_index_template/baikonur-logs: HTTP 403, security_exception: no permissions\n',
    });
  });
});
