import { makeLog } from '../../shared/delivery/testing/make-log.ts';
import type { CallSearch, SearchAnswer } from '../../shared/search/search-port.ts';
import { createInspectStreams } from './data-streams.ts';

type Request = Parameters<CallSearch>[0];

const NOW_MS = Date.UTC(2026, 10, 22, 12);
const HOUR_MS = 3_600_000;

function ok(body: unknown): SearchAnswer {
  return { status: 'answered', httpStatus: 200, body };
}
function refused(httpStatus: number, type: string, reason: string): SearchAnswer {
  return { status: 'answered', httpStatus, body: { error: { type, reason } } };
}
function index(createdAtMs: number) {
  return { settings: { 'index.creation_date': String(createdAtMs) } };
}
function found(...ids: readonly string[]) {
  const hits = ids.map((id) => ({ _index: '.ds-logs-app-000001', _id: id }));
  return ok({ timed_out: false, _shards: { failed: 0 }, ...(ids.length === 0 ? {} : { hits: { hits } }) });
}

/** Inspects logs with the ids; answers by method and the last part of the path. */
async function inspect(answers: Readonly<Record<string, SearchAnswer>>, ids = ['a', 'b']) {
  const asked: Request[] = [];
  const call: CallSearch = async (request) => {
    asked.push(request);
    const last = request.path.split('/').at(-1) ?? '';
    return answers[`${request.method} ${last}`] ?? refused(404, 'index_not_found_exception', `no such index`);
  };
  const items = ids.map((logId, n) => ({ log: makeLog({ logId, sequence: n }), stream: 'logs-app' }));
  const verdicts = await createInspectStreams(call)(items, { signal: new AbortController().signal });
  return { verdicts, asked: asked.map(({ method, path }) => `${method} ${path}`) };
}

const SETTINGS = 'GET index.creation_date';
const TURNED = ok({
  '.ds-logs-app-000001': index(NOW_MS - 9 * HOUR_MS),
  '.ds-logs-app-2026.11.22-000002': index(NOW_MS + HOUR_MS),
});
const WRITE = { status: 'write' };

it('asks nothing more where the newest backing index is older than the logs, or the only one', async () => {
  for (const settings of [
    ok({ '.ds-logs-app-000001': index(NOW_MS + HOUR_MS) }),
    ok({ '.ds-logs-app-000001': index(NOW_MS - 9 * HOUR_MS), '.ds-logs-app-000002': index(NOW_MS - HOUR_MS) }),
  ]) {
    const { verdicts, asked } = await inspect({ [SETTINGS]: settings });
    expect(verdicts).toEqual([WRITE, WRITE]);
    expect(asked).toEqual(['GET /logs-app/_settings/index.creation_date']);
  }
});

it('finds the ids of logs that arrived before the newest backing index was made', async () => {
  const { verdicts, asked } = await inspect({ [SETTINGS]: TURNED, 'POST _search': found('b') });
  expect(verdicts).toEqual([WRITE, { status: 'exists', index: '.ds-logs-app-000001' }]);
  expect(asked.slice(1)).toEqual(['POST /logs-app/_refresh', 'POST /logs-app/_search']);
});

it.each([
  ['a search that fails', refused(503, 'unavailable', 'x')],
  ['shards that fail', ok({ timed_out: false, _shards: { failed: 1 } })],
  ['a search that was cut off', ok({ timed_out: true, _shards: { failed: 0 } })],
  ['no answer', { status: 'failed', error: 'reset' } as const],
])('holds what may be there already: %s', async (_, answer) => {
  const { verdicts } = await inspect({ [SETTINGS]: TURNED, 'POST _search': answer });
  expect(verdicts.map((one) => one.status === 'settled' && one.outcome)).toEqual(
    Array(2).fill(expect.objectContaining({ status: 'retryable', scope: 'destination' })),
  );
});

it.each([
  ['a refresh that fails', refused(503, 'unavailable', 'x')],
  ['shards that are not refreshed', ok({ _shards: { failed: 1 } })],
  ['no answer to a refresh', { status: 'failed', error: 'reset' } as const],
])('holds what a search may not see: %s', async (_, answer) => {
  const { verdicts } = await inspect({ [SETTINGS]: TURNED, 'POST _refresh': answer, 'POST _search': found() });
  expect(verdicts.map(({ status }) => status)).toEqual(['settled', 'settled']);
});

it.each([
  ['where this role may not refresh', refused(403, 'security_exception', 'x')],
  ['after a refresh', ok({ _shards: { total: 2, successful: 1, failed: 0 } })],
])('takes what a search finds %s', async (_, answer) => {
  const { verdicts } = await inspect({ [SETTINGS]: TURNED, 'POST _refresh': answer, 'POST _search': found('b') });
  expect(verdicts.map(({ status }) => status)).toEqual(['write', 'exists']);
});

it('writes where this role may not search', async () => {
  const { verdicts } = await inspect({ [SETTINGS]: TURNED, 'POST _search': refused(403, 'security_exception', 'x') });
  expect(verdicts).toEqual([WRITE, WRITE]);
});

it.each<[string, SearchAnswer, string | undefined]>([
  ['made', ok({ acknowledged: true }), undefined],
  [
    'made by another',
    refused(400, 'resource_already_exists_exception', 'data_stream [logs-app] already exists'),
    undefined,
  ],
  ['not allowed to this role', refused(403, 'security_exception', 'no permissions'), undefined],
  ['no call of this engine', refused(405, 'x', 'Incorrect HTTP method'), undefined],
  [
    'without its template',
    refused(400, 'illegal_argument_exception', 'no matching index template found for data stream [logs-app]'),
    'baikonur es install-template makes the template of data streams',
  ],
  ['refused for now', refused(503, 'x', 'no master'), 'no master'],
])('a data stream that does not exist is %s', async (_, answer, error) => {
  const { verdicts, asked } = await inspect({ 'PUT logs-app': answer }, ['a']);
  expect(asked).toContain('PUT /_data_stream/logs-app');
  expect(verdicts).toEqual(
    error === undefined
      ? [WRITE]
      : [{ status: 'settled', outcome: expect.objectContaining({ error: expect.stringContaining(error) }) }],
  );
});

it('holds logs for a plain index of the name, and where the engine does not say', async () => {
  for (const [settings, error] of [
    [ok({ 'logs-app': index(NOW_MS) }), 'logs-app is a plain index'],
    [refused(503, 'x', 'no master'), 'no master'],
  ] as const) {
    const { verdicts } = await inspect({ [SETTINGS]: settings }, ['a']);
    expect(verdicts).toEqual([
      { status: 'settled', outcome: expect.objectContaining({ error: expect.stringContaining(error) }) },
    ]);
  }
});

it('knows the backing indices of a data stream whose own name ends in a date', async () => {
  const call: CallSearch = async ({ method, path }) => {
    if (method === 'PUT') return refused(400, 'resource_already_exists_exception', 'it exists');
    if (path.endsWith('/_search')) return found('a');
    return ok({
      '.ds-logs-app-2026.11.22-000001': index(NOW_MS - 9 * HOUR_MS),
      '.ds-logs-app-2026.11.22-000002': index(NOW_MS + HOUR_MS),
    });
  };
  const items = [{ log: makeLog({ logId: 'a', sequence: 0 }), stream: 'logs-app-2026.11.22' }];
  const verdicts = await createInspectStreams(call)(items, { signal: new AbortController().signal });
  expect(verdicts.map(({ status }) => status)).toEqual(['exists']);
});

it('finds every id, also where one of them is in several backing indices', async () => {
  const stored = [
    ['a', '.ds-logs-app-000001'],
    ['a', '.ds-logs-app-000002'],
    ['b', '.ds-logs-app-000002'],
  ] as const;
  const searched: (readonly string[])[] = [];
  const call: CallSearch = async ({ path, body }) => {
    if (path.endsWith('/_refresh')) return ok({});
    if (!path.endsWith('/_search')) return TURNED;
    const { size, query } = JSON.parse(String(body));
    const { values } = query.ids as { readonly values: readonly string[] };
    searched.push(values);
    const hits = stored.filter(([id]) => values.includes(id)).slice(0, size);
    return ok({
      timed_out: false,
      _shards: { failed: 0 },
      hits: { hits: hits.map(([_id, _index]) => ({ _id, _index })) },
    });
  };
  const items = ['a', 'b'].map((logId, n) => ({ log: makeLog({ logId, sequence: n }), stream: 'logs-app' }));
  const verdicts = await createInspectStreams(call)(items, { signal: new AbortController().signal });
  expect(verdicts.map(({ status }) => status)).toEqual(['exists', 'exists']);
  expect(searched).toEqual([['a', 'b'], ['b']]);
});

it('asks for names in lines that an engine takes, however long they are', async () => {
  const asked: string[] = [];
  const call: CallSearch = async ({ path }) => {
    asked.push(path);
    const [names = ''] = path.slice(1).split('/');
    return ok(Object.fromEntries(names.split(',').map((name) => [`.ds-${decodeURIComponent(name)}-000001`, index(0)])));
  };
  // Signs that are legal in a name take three bytes each in a path.
  const streams = Array.from({ length: 20 }, (_, n) => `logs-${'$'.repeat(226)}${n + 10}`);
  const items = streams.map((stream, n) => ({ log: makeLog({ sequence: n }), stream }));
  const verdicts = await createInspectStreams(call)(items, { signal: new AbortController().signal });
  expect(verdicts).toEqual(items.map(() => WRITE));
  expect(Math.max(...asked.map(({ length }) => length))).toBeLessThan(3_100);
});
