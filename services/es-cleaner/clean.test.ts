import { createSearchClient } from '../../shared/search/search-client.ts';
import {
  type ScriptedAnswer,
  type ScriptedEngine,
  type SeenRequest,
  startScriptedEngine,
} from '../../shared/search/testing/scripted-engine.ts';
import { CleanError, type CleanReport, cleanIndices } from './clean.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const OLD = ['logs-app-20200101', 'logs-app-2020.01.02'];
const ALL = [...OLD, 'logs-app-20261121', 'logs-app-20261122'];

function ok(value: unknown): ScriptedAnswer {
  return { status: 200, body: JSON.stringify(value) };
}

function lists(names: readonly string[]): Readonly<Record<string, string>> {
  return {
    '/_cat/indices': JSON.stringify(names.map((index) => ({ index, 'docs.count': '3', 'store.size': '1000' }))),
    '/_resolve/index/*': JSON.stringify({
      indices: names.map((name) => ({ name, attributes: ['open'] })),
      aliases: [],
      data_streams: [],
    }),
    '/_alias': JSON.stringify(Object.fromEntries(names.map((name) => [name, { aliases: {} }]))),
  };
}

const PATHS = Object.keys(lists([]));

describe('cleanIndices', () => {
  let engine: ScriptedEngine;
  let seen: number;
  beforeAll(async () => {
    engine = await startScriptedEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(() => {
    seen = engine.requests.length;
  });

  const serve = (answer: (request: SeenRequest) => ScriptedAnswer | undefined): void =>
    engine.use(
      (request) => answer(request) ?? { status: 200, body: lists(ALL)[request.path] ?? '{"acknowledged":true}' },
    );
  const clean = (
    dryRun = false,
    maxDeletions = 500,
    signal = new AbortController().signal,
    prefix = 'logs',
  ): Promise<CleanReport> =>
    cleanIndices({
      signal,
      call: createSearchClient({ url: engine.url, auth: { type: 'none' }, timeoutMs: 500 }),
      plan: { prefix, maxAgeDays: 60, rules: [], excludePattern: /-reload$/, maxDeletions, maxDeleteShare: 50 },
      dryRun,
      now: () => NOW,
    });
  const deleted = (): readonly string[] =>
    engine.requests.slice(seen).flatMap(({ method, target }) => (method === 'DELETE' ? [target] : []));

  it('deletes what is old, by its exact name, and says so', async () => {
    serve(() => undefined);
    expect(await clean()).toMatchObject({ status: 'cleaned', deleted: OLD, failures: {}, matching: 4 });
    expect(deleted()).toEqual(OLD.map((name) => `/${name}?expand_wildcards=none`));
  });

  it.each([
    ['dryRun', true, 500],
    ['refused', false, 1],
  ] as const)('%s: plans the same, deletes nothing', async (status, dryRun, maxDeletions) => {
    serve(() => undefined);
    const report = await clean(dryRun, maxDeletions);
    expect(report).toMatchObject({ status, deleted: [] });
    expect(report.lines.filter(({ action }) => action === 'delete').map(({ index }) => index)).toEqual(OLD);
    expect(deleted()).toEqual([]);
  });

  const half = (path: string): string => String(lists(ALL)[path]).slice(0, -10);
  const faults: readonly (readonly [string, (path: string) => ScriptedAnswer])[] = [
    ['a 500', () => ({ status: 500, body: '{"error":"no"}' })],
    ['a 403', () => ({ status: 403, body: '{"error":{"type":"security_exception","reason":"no"}}' })],
    ['a 404', () => ({ status: 404, body: '{}' })],
    ['a 500, the list with it', (path) => ({ status: 500, body: String(lists(ALL)[path]) })],
    ['a 206, the list with it', (path) => ({ status: 206, body: String(lists(ALL)[path]) })],
    ['cut in half', (path) => ({ status: 200, body: half(path) })],
    ['half of its bytes', (path) => ({ cut: String(lists(ALL)[path]) })],
    ['half of its bytes, then silence', (path) => ({ stall: String(lists(ALL)[path]) })],
    ['garbage', () => ({ status: 200, body: 'logs-app-20200101 open', contentType: 'text/plain' })],
    ['null', () => ok(null)],
    ['a list of texts', () => ok(['logs-app-20200101'])],
    ['a list of lists', () => ok([['logs-app-20200101']])],
    ['rows without names', () => ok([{ status: 'open' }])],
    ['an object of nulls', () => ok({ 'logs-app-20200101': null, indices: null })],
    ['a reset', () => 'reset'],
    ['silence', () => 'hang'],
  ];
  const listFaults = PATHS.flatMap((path) => faults.map(([name, answer]) => [path, name, answer] as const));

  it.each(listFaults)('%s answers %s: deletes nothing', async (path, _, answer) => {
    serve((request) => (request.path === path ? answer(path) : undefined));
    await expect(clean()).rejects.toThrow(CleanError);
    expect(deleted()).toEqual([]);
  });

  it.each(PATHS.filter((path) => path !== '/_cat/indices'))('%s lacks an index: deletes nothing', async (path) => {
    serve((request) => (request.path === path ? ok(JSON.parse(lists(ALL.slice(1))[path] as string)) : undefined));
    await expect(clean()).rejects.toThrow('logs-app-20200101 is not in every list');
    expect(deleted()).toEqual([]);
  });

  it.each<[string, string, unknown]>([
    ['hidden', '/_resolve/index/*', { indices: ALL.map((name) => ({ name, attributes: ['open', 'hidden'] })) }],
    ['a system index', '/_resolve/index/*', { indices: ALL.map((name) => ({ name, attributes: ['system'] })) }],
    ['without attributes', '/_resolve/index/*', { indices: ALL.map((name) => ({ name })) }],
    [
      'of a data stream',
      '/_resolve/index/*',
      { indices: ALL.map((name) => ({ name, attributes: ['open'], data_stream: 'ds' })) },
    ],
    [
      'the write index of an alias',
      '/_alias',
      Object.fromEntries(ALL.map((name) => [name, { aliases: { a: { is_write_index: true } } }])),
    ],
    [
      'the only index of an alias',
      '/_alias',
      Object.fromEntries(ALL.map((name) => [name, { aliases: { [`${name}-a`]: {} } }])),
    ],
  ])('keeps what is %s', async (_, path, body) => {
    serve((request) => (request.path === path ? ok(body) : undefined));
    expect(await clean()).toMatchObject({ status: 'cleaned', deleted: [] });
    expect(deleted()).toEqual([]);
  });

  it('asks first what may be deleted: an index that is made meanwhile is in the later lists only', async () => {
    serve(() => undefined);
    await clean(true);
    expect(engine.requests.slice(seen).map(({ path }) => path)[0]).toBe('/_cat/indices');
  });

  it('keeps what begins with a dot, whatever the engine calls it', async () => {
    const names = ['.tasks-20200101', ...ALL];
    serve(({ path }) => (path in lists(names) ? { status: 200, body: String(lists(names)[path]) } : undefined));
    const report = await clean(true, 500, undefined, '');
    expect(report.lines.find(({ index }) => index === '.tasks-20200101')).toMatchObject({ action: 'keep' });
    expect(report.matching).toBe(4);
  });

  it('deletes the only index of an alias that says that it is not written to', async () => {
    const aliases = Object.fromEntries(
      ALL.map((name) => [name, { aliases: { [`${name}-a`]: { is_write_index: false } } }]),
    );
    serve((request) => (request.path === '/_alias' ? ok(aliases) : undefined));
    expect(await clean()).toMatchObject({ deleted: OLD });
  });

  it('deletes the only index of an alias of its own day', async () => {
    const aliases = Object.fromEntries(ALL.map((name) => [name, { aliases: { [`a-${name}`]: {} } }]));
    serve((request) => (request.path === '/_alias' ? ok(aliases) : undefined));
    expect(await clean()).toMatchObject({ deleted: OLD });
  });

  it('keeps the write index of an alias of its own day', async () => {
    const write = { is_write_index: true };
    const aliases = Object.fromEntries(ALL.map((name) => [name, { aliases: { [`a-${name}`]: write } }]));
    serve((request) => (request.path === '/_alias' ? ok(aliases) : undefined));
    expect(await clean()).toMatchObject({ deleted: [] });
  });

  it('deletes from behind an alias that writes elsewhere', async () => {
    const aliases = Object.fromEntries(
      ALL.map((name) => [name, { aliases: { all: {}, one: { is_write_index: false } } }]),
    );
    serve((request) => (request.path === '/_alias' ? ok(aliases) : undefined));
    expect(await clean()).toMatchObject({ deleted: OLD });
  });

  it.each<[string, ScriptedAnswer]>([
    ['a page', { status: 200, body: '<html>log in</html>', contentType: 'text/html' }],
    ['no word of it', ok({})],
    ['not acknowledged', ok({ acknowledged: false })],
    ['a 404 of a proxy', { status: 404, body: '<html>nothing here</html>', contentType: 'text/html' }],
    ['a 404 of another kind', { status: 404, body: '{"error":{"type":"resource_not_found_exception"}}' }],
    ['202', { status: 202, body: '{"acknowledged":true}' }],
    ['a 500', { status: 500, body: '{"error":"no"}' }],
    ['half of its bytes', { cut: '{"acknowledged":true}' }],
    ['silence', 'hang'],
  ])('a deletion answered by %s is none that is done', async (_, answer) => {
    serve(({ method }) => (method === 'DELETE' ? answer : undefined));
    const report = await clean();
    expect(report).toMatchObject({ status: 'incomplete', deleted: [] });
    expect(Object.keys(report.failures)).toEqual(OLD);
  });

  it('time that is up ends the run, and says what is left', async () => {
    const over = new AbortController();
    serve(({ method }) => {
      if (method === 'DELETE') over.abort();
      return undefined;
    });
    const report = await clean(false, 500, over.signal);
    expect(deleted()).toHaveLength(1);
    expect(report).toMatchObject({
      status: 'incomplete',
      failures: { [String(OLD[1])]: expect.stringContaining('not sent') },
    });
  });

  it('goes on past an index that cannot be deleted, and takes one that is gone already for deleted', async () => {
    serve(({ method, path }) => {
      if (method !== 'DELETE') return undefined;
      return path.includes('20200101')
        ? { status: 403, body: '{"error":{"type":"cluster_block_exception","reason":"index [x] blocked"}}' }
        : { status: 404, body: '{"error":{"type":"index_not_found_exception","reason":"no such index"}}' };
    });
    expect(await clean()).toMatchObject({
      status: 'incomplete',
      deleted: [OLD[1]],
      failures: { [String(OLD[0])]: expect.stringContaining('index [x] blocked') },
    });
  });
});
