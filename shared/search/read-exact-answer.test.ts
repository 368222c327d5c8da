import { gzipSync } from 'node:zlib';
import { parseExact } from './exact-json.ts';
import { createSearchClient } from './search-client.ts';
import { type ScriptedAnswer, type ScriptedEngine, startScriptedEngine } from './testing/scripted-engine.ts';

let engine: ScriptedEngine;
beforeAll(async () => {
  engine = await startScriptedEngine();
});
afterAll(() => engine.stop());

const GET = { method: 'POST', path: '/_mget' } as const;

function read(answer: ScriptedAnswer, maxBytes = 1_000_000, timeoutMs = 5_000) {
  engine.use(() => answer);
  return createSearchClient({ url: engine.url, auth: { type: 'none' }, timeoutMs })({ ...GET, exact: { maxBytes } });
}

it.each(['9007199254740993', '1.0', '1e400', '-0', '12345678901234567890.5'])('%s keeps its text', async (digits) => {
  const text = `{"a":[${digits}],"b":"1"}`;
  const answer = await read({ status: 200, body: text });
  expect(answer).toEqual({ status: 'answered', httpStatus: 200, body: JSON.parse(text), text });
  expect(JSON.stringify(parseExact({ body: undefined, text }))).toBe(text);
});

const DEEP = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

it.each<[string, ScriptedAnswer, object]>([
  ['any status is an answer', { status: 503, body: '{"error":"e"}' }, { httpStatus: 503, body: { error: 'e' } }],
  ['no JSON is text', { status: 502, body: '<html>', contentType: 'text/html' }, { httpStatus: 502, body: '<html>' }],
  ['an empty body is text', { status: 413, body: '' }, { httpStatus: 413, body: '' }],
  [
    'compressed',
    { status: 200, body: gzipSync('{"a":"b"}'), headers: { 'content-encoding': 'gzip' } },
    { httpStatus: 200, body: { a: 'b' } },
  ],
  ['too long', { status: 200, body: JSON.stringify('x'.repeat(1_000_000)) }, { status: 'failed', isTooLarge: true }],
  [
    'too long once it is decompressed',
    { status: 200, body: gzipSync(JSON.stringify('x'.repeat(1_000_000))), headers: { 'content-encoding': 'gzip' } },
    { status: 'failed', isTooLarge: true },
  ],
  ['nested deeply', { status: 200, body: DEEP }, { status: 'answered', httpStatus: 200 }],
  [
    'no JSON, but says so',
    { status: 200, body: '{"a":' },
    { status: 'failed', error: /^POST \/_mget: the answer is not JSON/ },
  ],
  ['half, then a reset', { cut: '{"a":"b"}' }, { status: 'failed' }],
  [
    'compressed badly',
    { status: 200, body: '{"a":1}', headers: { 'content-encoding': 'gzip' } },
    { status: 'failed', error: /incorrect header check/ },
  ],
])('%s', async (_, answer, expected) => {
  const { error, ...rest } = expected as { readonly error?: RegExp };
  const found = await read(answer);
  expect(found).toMatchObject(rest);
  if (error !== undefined) expect(found).toMatchObject({ error: expect.stringMatching(error) });
  expect('isTooLarge' in found).toBe('isTooLarge' in expected);
});

it('half of it, then silence: the time of the request ends it', async () => {
  expect(await read({ stall: '{"a":"b"}' }, 1_000_000, 100)).toEqual({
    status: 'failed',
    error: 'POST /_mget: no answer within 100 ms',
  });
});
