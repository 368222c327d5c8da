import { parseConfig } from './config.ts';
import { parseRoutes } from './parse-routes.ts';

const route = { name: 'archive', types: ['*'], target: 'kinesis:out' };
function parse(...routes: unknown[]) {
  return parseRoutes(JSON.stringify(routes));
}

describe('parseRoutes', () => {
  it.each([
    [route, { ...route, maxRecordSizeKiB: 1024 }],
    [
      { ...route, maxRecordSizeKiB: 10_240 },
      { ...route, maxRecordSizeKiB: 10_240 },
    ],
    [
      { ...route, maxRecordKib: 10_240 }, // the earlier name
      { ...route, maxRecordSizeKiB: 10_240 },
    ],
    [{ ...route, where: { path: 'http.status', equals: 500 } }, { where: { path: 'http.status', oneOf: [500] } }],
    [{ ...route, where: { path: 'level', in: ['warn', false] } }, { where: { path: 'level', oneOf: ['warn', false] } }],
    [{ ...route, where: { path: 'url', prefix: '/api' } }, { where: { path: 'url', prefix: '/api' } }],
    [
      { ...route, aggregate: true, shards: 4 },
      { ...route, aggregate: true, shards: 4 },
    ],
    [{ ...route, target: 'firehose:hose' }, { target: 'firehose:hose' }],
  ])('reads %j', (input, expected) => {
    expect(parse(input)).toMatchObject({ routes: [expected], problems: [] });
  });

  it.each([
    ['[', /^ROUTES: expected JSON, /],
    ['{}', /^ROUTES: expected a JSON array of routes, got \{\}$/],
    ['[7]', /^ROUTES\[0\]: expected \{name, types/],
    ['[{"types":["*"],"target":"kinesis:a"}]', /^ROUTES\[0\]\.name: expected text, got nothing$/],
    [
      '[{"name":"a","types":[],"target":"kinesis:a"}]',
      /^ROUTES\[0\]\.types: expected a list of NAME, PREFIX\* or \*, got \[\]$/,
    ],
    ['[{"name":"a","types":["a*b"],"target":"kinesis:a"}]', /types: .* got \["a\*b"\]$/],
    [
      '[{"name":"a","types":["*"],"target":"sqs:a"}]',
      /target: expected kinesis:<stream> or firehose:<delivery stream>, got "sqs:a"$/,
    ],
    ['[{"name":"a","types":["*"],"target":"kinesis:a","maxRecordSizeKiB":1}]', /maxRecordSizeKiB: .* got 1$/],
    ['[{"name":"a","types":["*"],"target":"firehose:a","aggregate":true}]', /aggregate: .* got true$/],
    ['[{"name":"a","types":["*"],"target":"kinesis:a","shards":0}]', /shards: expected .* got 0$/],
    ['[{"name":"a","types":["*"],"target":"kinesis:a","shards":10001}]', /shards: expected .* 1 to 10000, got 10001$/],
    ['[{"name":"a","types":["*"],"target":"kinesis:a","when":1}]', /when: expected no such setting, got 1$/],
    ['[{"name":"a","types":["*"],"target":"kinesis:a","where":{"equals":1}}]', /where: expected \{path, equals/],
    ['[{"name":"a","types":["*"],"target":"kinesis:a","where":{"path":"p"}}]', /exactly one of equals, in and prefix/],
    ['[{"name":"a","types":["*"],"target":"kinesis:a","where":{"path":"p","in":[{}]}}]', /to compare with/],
    [
      JSON.stringify([{ ...route, where: { path: 'p', in: ['a', 'b'.repeat(257)] } }]),
      /where: expected texts of at most 256 characters/,
    ],
  ])('refuses %s', (text, problem) => {
    const { routes, problems } = parseRoutes(text);
    expect(routes).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  it('takes no routes at all: every log is filtered', () => {
    expect(parse()).toEqual({ routes: [], problems: [] });
  });

  it('reports every problem, and a name used twice', () => {
    const { problems } = parse({ ...route, types: [] }, { ...route, target: 'x' }, route, route);
    expect(problems).toHaveLength(3);
    expect(problems[2]).toBe('ROUTES: expected each name once, got "archive" again');
  });
});

describe('parseConfig', () => {
  const required = { FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress' };

  it('reads routes and defaults', () => {
    const config = parseConfig({ ...required, ROUTES: JSON.stringify([route]) });
    expect(config).toMatchObject({ routes: [{ name: 'archive' }], partitionKey: 'source', maxTries: 4 });
  });

  it('says how the routes that ask for it aggregate', () => {
    const ROUTES = JSON.stringify([
      { ...route, aggregate: true, shards: 4 },
      { ...route, name: 'two' },
    ]);
    const parsed = (env: object) =>
      parseConfig({ ...required, ROUTES, ...env }).routes.map(({ aggregation }) => aggregation);
    expect(parsed({})).toEqual([{ maxBytes: 256_000, shards: 4 }, undefined]);
    expect(parsed({ PARTITION_KEY: 'random' })[0]).toEqual({ maxBytes: 256_000, shards: 1 });
  });

  it('names every variable and route that is wrong', () => {
    const ROUTES = JSON.stringify([{ ...route, target: 'x' }]);
    for (const part of ['ROUTES[0].target', 'PROGRESS_TABLE', 'KINESIS_MAX_RETRIES']) {
      expect(() => parseConfig({ ROUTES, KINESIS_MAX_RETRIES: 'many' })).toThrow(part);
    }
    expect(() => parseConfig(required)).toThrow('ROUTES: required, but not set');
  });
});
