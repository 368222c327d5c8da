import { type ScriptedEngine, startScriptedEngine } from '../../../shared/search/testing/scripted-engine.ts';
import { loadStage } from '../stage.ts';
import { findInIndices, indexSourcesOf } from './find-in-indices.ts';
import { lookFor } from './testing/look-for.ts';

let engine: ScriptedEngine;
beforeAll(async () => {
  engine = await startScriptedEngine();
});
afterAll(() => engine.stop());

/** Two es-sinks that write to the same indices, and one of others. */
function sources(prefixes: readonly string[]) {
  const [fn] = loadStage('local').functions;
  const functions = prefixes.map((prefix) => ({
    ...fn,
    service: 'es-sink',
    environment: {
      ...{ FAILED_LOG_S3_BUCKET: 'b', PROGRESS_TABLE: 't', ES_HOST: engine.url, ES_AUTH: 'none' },
      INDEX_NAME_PREFIX: prefix,
    },
  }));
  return indexSourcesOf(functions as Parameters<typeof indexSourcesOf>[0], {});
}

async function find(status: number, body: object | string, prefixes: readonly string[] = ['logs']) {
  engine.use(() => ({ status, body: typeof body === 'string' ? body : JSON.stringify(body) }));
  const { looking, result } = lookFor({ id: 'a' });
  await findInIndices(sources(prefixes), ['a', 'b'], looking);
  return result();
}

const HITS = { hits: { hits: [{ _index: 'logs-app-20261122', _id: 'a' }] }, timed_out: false, _shards: { failed: 0 } };

it('documents by their ids, in the indices of the prefix', async () => {
  const before = engine.requests.length;
  expect(await find(200, HITS, ['logs', 'logs', 'other'])).toMatchObject({
    places: [
      { kind: 'index', index: 'logs-app-20261122', id: 'a', logId: 'a' },
      { kind: 'index', index: 'logs-app-20261122' },
    ],
    skipped: [],
  });
  const requests = engine.requests.slice(before);
  expect(requests.map(({ target }) => target)).toEqual(
    ['logs', 'other'].map((prefix) => `/${prefix}-*/_search?ignore_unavailable=true&allow_no_indices=true`),
  );
  expect(JSON.parse(String(requests[0]?.body))).toMatchObject({ query: { ids: { values: ['a', 'b'] } } });
});

it.each([
  [
    403,
    { Message: 'not authorized to perform: es:ESHttpPost' },
    /^no right to search it \(es:ESHttpPost, .*ESHttpPost/,
  ],
  [401, '"Unauthorized"', /^no right to search it/],
  [503, '{}', /HTTP 503/],
  [200, '[]', /HTTP 200/],
])('says that they could not be looked at: %i', async (status, body, why) => {
  expect((await find(status, body)).skipped).toEqual([
    { what: `indices logs-* on ${engine.url}/`, why: expect.stringMatching(why) },
  ]);
});

it.each([
  [{ ...HITS, timed_out: true }, 'its time was up'],
  [{ ...HITS, _shards: { failed: 2 } }, '2 of its shards did not answer'],
])('says that a part was not searched', async (body, why) => {
  const { places, skipped } = await find(200, body);
  expect([places.length, skipped]).toEqual([1, [{ what: expect.stringContaining('a part of the indices'), why }]]);
});
