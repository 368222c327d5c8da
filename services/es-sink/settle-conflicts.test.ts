import type { Log } from '../../shared/log/log.ts';
import type { CallSearch, SearchAnswer } from '../../shared/search/search-port.ts';
import { settleConflicts } from './settle-conflicts.ts';

const FIELDS = { logType: 'log_type', logId: 'log_id', time: 'time' };
const INDEX = 'logs-app-20240607';
const NS_PER_MS = 1_000_000n;
const ASKED =
  'index.default_pipeline,index.final_pipeline,index.mode,index.mapping.source.mode,index.derived_source.enabled';

function logOf(source: Readonly<Record<string, unknown>>, timeNs?: bigint): Log {
  const data = Buffer.from(JSON.stringify(source));
  const entry = { identity: 's/0/1', sequenceNumber: '1', ordinal: 0, partitionKey: '', arrivedAtMs: 0, data };
  const ms = BigInt(Date.parse(String(source['time'])));
  return { ...entry, logType: 'app', logId: 'id-1', timeNs: timeNs ?? ms * NS_PER_MS };
}

const OURS = { log_type: 'app', log_id: 'id-1', time: '2024-06-07T03:00:00Z' };
const ALREADY = { status: 'alreadyDelivered' };
const HELD = { status: 'retryable', scope: 'destination' };
const CONFLICT = { status: 'rejected', code: 'id_conflict' };

function answerOf(text: string): SearchAnswer {
  return { status: 'answered', httpStatus: 200, body: JSON.parse(text), text };
}

function ok(body: unknown): SearchAnswer {
  return { status: 'answered', httpStatus: 200, body, text: JSON.stringify(body) };
}
function answered(httpStatus: number): SearchAnswer {
  return { status: 'answered', httpStatus, body: '' };
}

interface Engine {
  readonly stored: Readonly<Record<string, unknown>>;
  readonly settings?: SearchAnswer;
  readonly mapping?: SearchAnswer;
  readonly simulate?: (pipeline: string, source: Readonly<Record<string, unknown>>) => SearchAnswer;
}

function pipelinesAre(names: Readonly<Record<string, string>>): SearchAnswer {
  return ok({ [INDEX]: { settings: names } });
}

/** An engine that holds one document under every id. */
function createEngine({
  stored,
  settings = pipelinesAre({}),
  mapping = ok({}),
  simulate = () => answered(404),
}: Engine) {
  const requests: string[] = [];
  const call: CallSearch = async ({ method, path, query, body }) => {
    requests.push(`${method} ${path}`);
    if (path === '/_mget') {
      const { docs } = JSON.parse(String(body)) as { docs: readonly unknown[] };
      expect(query).toBeUndefined();
      return ok({ docs: docs.map((doc) => ({ ...(doc as object), found: true, _source: stored })) });
    }
    if (path.endsWith('/_simulate')) {
      const [, , , name = ''] = path.split('/');
      const { docs } = JSON.parse(String(body)) as { docs: readonly { _source: Readonly<Record<string, unknown>> }[] };
      return simulate(decodeURIComponent(name), docs[0]?._source ?? {});
    }
    if (path === `/${INDEX}/_mapping`) return mapping;
    expect(path).toBe(`/${INDEX}/_settings/${ASKED}`);
    return settings;
  };
  return { call, requests };
}

function settle(engine: ReturnType<typeof createEngine>, logs: readonly Log[] = [logOf(OURS)], fields = FIELDS) {
  return settleConflicts(
    logs.map((log) => ({ log, index: INDEX, name: INDEX, id: log.logId })),
    { call: engine.call, fields },
  );
}

const DERIVED = pipelinesAre({ 'index.mapping.source.mode': 'synthetic' });

describe('an index that does not keep the source', () => {
  it.each<[string, object, object, object]>([
    ['another id, as a pipeline may have left it', OURS, { ...OURS, log_id: 'id-2' }, CONFLICT],
    ['a number for a text', OURS, { ...OURS, log_id: 1 }, CONFLICT],
    ['types that look like the same instant', OURS, { ...OURS, log_type: '2024-06-07T03:00:00Z' }, CONFLICT],
    ['the same instant in another zone', OURS, { ...OURS, time: '2024-06-07T12:00:00+09:00' }, ALREADY],
    ['the same instant to the millisecond', OURS, { ...OURS, time: '2024-06-07T03:00:00.000Z' }, ALREADY],
    ['an instant that is no time', OURS, { ...OURS, time: 'yesterday' }, CONFLICT],
  ])('%s', async (_, ours, stored, expected) => {
    const log = logOf(ours as typeof OURS);
    expect(await settle(createEngine({ stored: stored as Engine['stored'], settings: DERIVED }), [log])).toEqual([
      expect.objectContaining(expected),
    ]);
  });

  const utc = { ...OURS, time: '2024-06-07T12:00:00+09:00' };
  const include = (source: object) => ok({ [INDEX]: { mappings: { _source: source } } });
  it.each<[string, Partial<Engine>, object]>([
    ['keeps it', {}, CONFLICT],
    ['standard', { settings: pipelinesAre({ 'index.mode': 'standard' }) }, CONFLICT],
    ['stored', { settings: pipelinesAre({ 'index.mapping.source.mode': 'stored' }) }, CONFLICT],
    ['synthetic, a setting', { settings: DERIVED }, ALREADY],
    ['synthetic, in the mapping', { mapping: include({ mode: 'synthetic' }) }, ALREADY],
    ['logsdb', { settings: pipelinesAre({ 'index.mode': 'logsdb' }) }, ALREADY],
    ['derived', { settings: pipelinesAre({ 'index.derived_source.enabled': 'true' }) }, ALREADY],
    ['leaves fields out', { mapping: include({ excludes: ['message'] }) }, ALREADY],
    ['keeps some fields', { mapping: include({ includes: ['log_*', 'time'] }) }, ALREADY],
    ['leaves out nothing', { mapping: include({ includes: [], excludes: [] }) }, CONFLICT],
    ['may not be seen by this role', { settings: answered(403), mapping: answered(403) }, CONFLICT],
    ['cannot be seen for now', { settings: answered(503) }, HELD],
    ['has a mapping that cannot be seen for now', { mapping: answered(503) }, HELD],
  ])('%s', async (_, engine, expected) => {
    expect(await settle(createEngine({ stored: utc, ...engine }))).toEqual([expect.objectContaining(expected)]);
  });

  it.each([
    // What an index makes of a time has milliseconds at most: then it is all that can be compared.
    ['2024-06-07T03:00:00.123Z', '2024-06-07T03:00:00.123456Z', 123_456_000n, ALREADY],
    ['2024-06-07T03:00:00.123457Z', '2024-06-07T03:00:00.123456Z', 123_456_000n, CONFLICT],
    ['2024-06-07T12:00:00.123457+09:00', '2024-06-07T03:00:00.123456Z', 123_456_000n, CONFLICT],
    ['2024-06-07T12:00:00.123456+09:00', '2024-06-07T03:00:00.123456Z', 123_456_000n, ALREADY],
    ['2024-06-07T03:00:00.123456000Z', '2024-06-07T03:00:00.123456Z', 123_456_000n, ALREADY],
  ])('stored %s, ours %s', async (stored, time, ns, expected) => {
    const second = BigInt(Date.parse('2024-06-07T03:00:00Z')) * NS_PER_MS;
    const log = logOf({ ...OURS, time }, second + ns);
    expect(await settle(createEngine({ stored: { ...OURS, time: stored }, settings: DERIVED }), [log])).toEqual([
      expect.objectContaining(expected),
    ]);
  });
});

describe('ingest pipelines', () => {
  const stored = { ...OURS, log_type: 'APP', time: '2024-06-07 03:00:00Z' };
  const rewrite = (pipeline: string, source: Readonly<Record<string, unknown>>): SearchAnswer =>
    ok({
      docs: [
        {
          doc: {
            _source:
              pipeline === 'upper'
                ? { ...source, log_type: String(source['log_type']).toUpperCase() }
                : { ...source, time: String(source['time']).replace('T', ' ') },
          },
        },
      ],
    });
  const both = pipelinesAre({ 'index.default_pipeline': 'upper', 'index.final_pipeline': 'spaces' });

  it('run one after the other, as the engine runs them, and what they make is compared', async () => {
    const engine = createEngine({ stored, settings: both, simulate: rewrite });
    expect(await settle(engine)).toEqual([ALREADY]);
    expect(engine.requests).toEqual([
      'POST /_mget',
      `GET /${INDEX}/_settings/${ASKED}`,
      `GET /${INDEX}/_mapping`,
      'POST /_ingest/pipeline/upper/_simulate',
      'POST /_ingest/pipeline/spaces/_simulate',
    ]);
  });

  it('hide no true conflict', async () => {
    const engine = createEngine({ stored, settings: both, simulate: rewrite });
    const other = logOf({ ...OURS, time: '2024-06-07T03:00:01Z' });
    expect(await settle(engine, [other])).toEqual([expect.objectContaining(CONFLICT)]);
  });

  it('are looked up once an index', async () => {
    const engine = createEngine({ stored, settings: both, simulate: rewrite });
    expect(await settle(engine, [logOf(OURS), logOf(OURS), logOf(OURS)])).toEqual([ALREADY, ALREADY, ALREADY]);
    expect(engine.requests.filter((request) => request.startsWith('GET '))).toHaveLength(2);
  });

  it.each<[string, object, object, object]>([
    [
      'a time that it adds is different each time',
      { at: '2026-11-28T01:00:00Z' },
      { at: '2026-11-28T02:00:00Z' },
      ALREADY,
    ],
    ['so is a number', { event: { at: 1_795_000_000_000 } }, { event: { at: 1_795_000_000_123 } }, ALREADY],
    ['another text that it adds is not', { host: 'a' }, { host: 'b' }, CONFLICT],
    ['a number that is no time is not', { n: 1 }, { n: 2 }, CONFLICT],
    ['a time that it adds once only is not', { at: '2026-11-28T01:00:00Z' }, {}, CONFLICT],
    ['a time that the log had is not', { time: '2026-11-28T01:00:00Z' }, { time: '2026-11-28T02:00:00Z' }, CONFLICT],
  ])('%s', async (_, first, again, expected) => {
    const settings = pipelinesAre({ 'index.default_pipeline': 'add' });
    const simulate = () => ok({ docs: [{ doc: { _source: { ...OURS, ...again } } }] });
    const engine = createEngine({ stored: { ...OURS, ...first }, settings, simulate });
    expect(await settle(engine)).toEqual([expect.objectContaining(expected)]);
  });

  it('numbers keep their digits from one to the next', async () => {
    const sources: string[] = [];
    const call: CallSearch = async ({ path, body }) => {
      const source = '{"n":12345678901234567891,"f":1.0}';
      if (path === '/_mget') return ok({ docs: [{ _id: 'id-1', found: true, _source: {} }] });
      if (path.includes('/_settings/')) return both;
      if (!path.endsWith('/_simulate')) return ok({});
      sources.push(String(body));
      return answerOf(`{"docs":[{"doc":{"_source":${source}}}]}`);
    };
    await settleConflicts([{ log: logOf(OURS), index: INDEX, name: INDEX, id: 'id-1' }], { call, fields: FIELDS });
    expect(sources[1]).toContain('"_source":{"n":12345678901234567891,"f":1.0}');
  });

  it('`_none` is none', async () => {
    const settings = pipelinesAre({ 'index.default_pipeline': '_none', 'index.final_pipeline': 'upper' });
    const engine = createEngine({ stored: { ...OURS, log_type: 'APP' }, settings, simulate: rewrite });
    expect(await settle(engine)).toEqual([ALREADY]);
    expect(engine.requests.filter((request) => request.endsWith('/_simulate'))).toHaveLength(1);
  });

  const FOR_NOW: readonly SearchAnswer[] = [
    { status: 'failed', error: 'reset' },
    ...[401, 408, 429, 500, 502, 503, 504].map(answered),
    ok('<html>log in</html>'),
  ];
  const NEVER = [400, 403, 404, 405].map(answered);

  // The log may well be there already: a letter now would be a false one.
  it.each(FOR_NOW)('that cannot be looked up for now (%j): held', async (settings) => {
    expect(await settle(createEngine({ stored, settings }))).toEqual([expect.objectContaining(HELD)]);
  });

  it.each(FOR_NOW)('that cannot be run for now (%j): held', async (answer) => {
    const engine = createEngine({ stored, settings: both, simulate: () => answer });
    expect(await settle(engine)).toEqual([expect.objectContaining(HELD)]);
  });

  it.each(NEVER)('that this role may not see (%j): what is stored is another log', async (settings) => {
    expect(await settle(createEngine({ stored, settings }))).toEqual([expect.objectContaining(CONFLICT)]);
  });

  it.each(NEVER)('that this role may not run (%j): what is stored is another log', async (answer) => {
    const engine = createEngine({ stored, settings: both, simulate: () => answer });
    expect(await settle(engine)).toEqual([expect.objectContaining(CONFLICT)]);
  });
});

it.each([400, 403, 404, 405])(
  '%d to the look: what is stored is not to be had, the log counts as there',
  async (status) => {
    const call: CallSearch = async () => answered(status);
    expect(
      await settleConflicts([{ log: logOf(OURS), index: INDEX, name: INDEX, id: 'id-1' }], { call, fields: FIELDS }),
    ).toEqual([ALREADY]);
  },
);

it('a letter says what is stored, cut where that is long', async () => {
  const engine = createEngine({ stored: { ...OURS, log_type: 'x'.repeat(100_000) } });
  const [outcome] = await settle(engine);
  expect(outcome).toMatchObject(CONFLICT);
  expect(JSON.stringify(outcome).length).toBeLessThan(2_500);
  expect(outcome).toMatchObject({
    error: expect.stringContaining(`_id "id-1" in index ${INDEX} belongs to another log`),
  });
});

describe('field names that are paths', () => {
  const fields = { logType: 'log_type', logId: 'meta.id', time: 'event.time' };
  const ours = { log_type: 'app', meta: { id: 'id-1' }, event: { time: '2024-06-07T03:00:00Z' } };
  const log = { ...logOf(OURS), data: Buffer.from(JSON.stringify(ours)) };
  const storedAs =
    (stored: object): CallSearch =>
    async ({ path }) => {
      if (path === '/_mget') return ok({ docs: [{ _id: 'id-1', found: true, _source: stored }] });
      return path.includes('/_settings/') ? DERIVED : ok({});
    };

  it.each<[string, object, object]>([
    ['the same', ours, ALREADY],
    ['the same instant', { ...ours, event: { time: '2024-06-07T12:00:00+09:00' } }, ALREADY],
    ['keys with a dot', { log_type: 'app', 'meta.id': 'id-1', 'event.time': '2024-06-07T03:00:00Z' }, ALREADY],
    ['another time', { ...ours, event: { time: '2024-06-07T03:00:01Z' } }, CONFLICT],
    ['another id', { ...ours, meta: { id: 'id-2' } }, CONFLICT],
    ['another time under a key with a dot', { ...ours, 'event.time': '2024-06-07T03:00:01Z' }, CONFLICT],
  ])('stored: %s', async (_, stored, expected) => {
    const conflicts = [{ log, index: INDEX, name: INDEX, id: 'id-1' }];
    const outcomes = await settleConflicts(conflicts, { call: storedAs(stored), fields });
    expect(outcomes).toEqual([expect.objectContaining(expected)]);
  });
});

describe('an alias with a routing', () => {
  const ALIAS = 'logs-app';
  const conflicts = [OURS, { ...OURS, time: '2024-06-07T03:00:01Z' }].map((source) => ({
    log: logOf(source),
    index: INDEX,
    name: ALIAS,
    id: 'id-1',
  }));
  const aliasIs = (alias: object) => ok({ [INDEX]: { aliases: { [ALIAS]: alias } } });
  const engineWith = (alias: SearchAnswer) => {
    const requests: string[] = [];
    const call: CallSearch = async ({ method, path, body }) => {
      requests.push(`${method} ${path}`);
      if (path === `/${INDEX}/_alias/${ALIAS}`) return alias;
      if (path !== '/_mget') return ok({});
      const { docs } = JSON.parse(String(body)) as { docs: readonly { routing?: string }[] };
      return ok({
        docs: docs.map(({ routing }) => ({
          _id: 'id-1',
          ...(routing === 'blue' ? { found: true, _source: OURS } : { found: false }),
        })),
      });
    };
    return { requests, settle: () => settleConflicts(conflicts, { call, fields: FIELDS }) };
  };

  it('reads the stored document with it, and the alias once', async () => {
    const { requests, settle: settleAll } = engineWith(aliasIs({ index_routing: 'blue', search_routing: 'blue' }));
    expect(await settleAll()).toEqual([ALREADY, expect.objectContaining(CONFLICT)]);
    expect(requests.filter((request) => request.includes('_alias'))).toHaveLength(1);
  });

  it.each<[string, SearchAnswer, string]>([
    ['has none: the document was deleted', aliasIs({}), 'is gone again'],
    ['has another one: the document was deleted', aliasIs({ index_routing: 'red' }), 'is gone again'],
    ['may not be read by this role', answered(403), `the routing of alias ${ALIAS} cannot be read`],
    ['does not exist any more', answered(404), `the routing of alias ${ALIAS} cannot be read`],
    ['cannot be read for now', answered(503), `GET /${INDEX}/_alias/${ALIAS}: HTTP 503`],
  ])('%s: held', async (_, alias, error) => {
    for (const outcome of await engineWith(alias).settle()) {
      expect(outcome).toEqual({ ...HELD, error: expect.stringContaining(error) });
    }
  });
});
