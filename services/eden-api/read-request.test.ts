import fc from 'fast-check';
import type { ApiEvent } from './api-event.ts';
import { readRequest } from './read-request.ts';

const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/api:one';
const environments = '/api/v1/environments';
const groups = '/api/v1/groups';

/** An event as the gateway sends it for a path with a query. */
function event(method: string, pathAndQuery: string, body: string | null = null): ApiEvent {
  const [path = '', query = ''] = pathAndQuery.split('?');
  const multi: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) multi[name] = [...(multi[name] ?? []), value];
  return { httpMethod: method, path, multiValueQueryStringParameters: query === '' ? null : multi, body };
}

function read(method: string, path: string, body?: string | null, getRoutes = true) {
  return readRequest(event(method, path, body ?? null), { getRoutes });
}
function post(value: unknown) {
  return read('POST', environments, JSON.stringify(value));
}

it.each([
  [
    read('GET', `/api/v1/create?name=Feature%2FFoo&image_uri=${image}&profile=api&ttl=72h`),
    { operation: 'create', profile: 'api', name: 'Feature/Foo', imageUri: image, ttl: '72h' },
  ],
  [read('GET', `/api/v1/create?name=foo&image_uri=${image}`), { operation: 'create', profile: 'default', name: 'foo' }],
  [read('GET', '/api/v1/delete?name=foo'), { operation: 'delete', profile: 'default', name: 'foo', isPlain: true }],
  [post({ name: 'foo', image_uri: image, ttl: 'none' }), { operation: 'create', name: 'foo', ttl: 'none' }],
  [
    post({ name: 'foo', image_uri: image, environment: 'A=50%25,B=', desired_count: '10' }),
    { operation: 'create', overrides: { environment: 'A=50%25,B=', desiredCount: '10' } },
  ],
  [
    post({ name: 'foo', image_uri: image, environment: { A: 'x,B=1\n' }, desired_count: 2 }),
    { operation: 'create', overrides: { environment: '{"A":"x,B=1\\n"}', desiredCount: '2' } },
  ],
  [
    read('GET', `/api/v1/create?name=foo&image_uri=${image}&environment=&desired_count=keep`),
    { operation: 'create', overrides: { environment: '', desiredCount: 'keep' } },
  ],
  [
    read('GET', `/api/v1/create?name=foo&image_uri=${image}&env[A]=x,B=1&env%5BC%5D=&pr=12`),
    { operation: 'create', overrides: { environment: '{"A":"x,B=1","C":""}' }, pr: '12' },
  ],
  [post({ name: 'foo', image_uri: image, pr: 7 }), { operation: 'create', pr: '7' }],
  [
    read('DELETE', `${environments}/api/foo%2Fbar`),
    { operation: 'delete', profile: 'api', name: 'foo/bar', isPlain: false },
  ],
  [read('GET', `${environments}/api/foo`), { operation: 'show', profile: 'api', name: 'foo' }],
  [post({ name: 'foo', image_uri: image, idle_after: '2h' }), { operation: 'create', idleAfter: '2h' }],
  [read('GET', `/api/v1/create?name=foo&image_uri=${image}&idle_after=`), { operation: 'create', idleAfter: '' }],
  [read('POST', `${environments}/api/foo%2Fbar/sleep`), { operation: 'sleep', profile: 'api', name: 'foo/bar' }],
  [read('POST', `${environments}/api/foo/wake`, '{}'), { operation: 'wake', profile: 'api', name: 'foo' }],
  [
    read('POST', `${groups}/web`, JSON.stringify({ name: 'foo', image_uri: image, image_uris: { api: image } })),
    { operation: 'createGroup', group: 'web', name: 'foo', images: { all: image, by: { api: image } } },
  ],
  [read('GET', `${groups}/web/foo`), { operation: 'showGroup', group: 'web', name: 'foo' }],
  [read('DELETE', `${groups}/web/foo`), { operation: 'deleteGroup', group: 'web', name: 'foo' }],
  [read('POST', `${groups}/web/foo/sleep`), { operation: 'sleepGroup', group: 'web', name: 'foo' }],
  [read('POST', `${groups}/web/foo/wake`), { operation: 'wakeGroup', group: 'web', name: 'foo' }],
  [read('GET', environments), { operation: 'list' }],
  [read('GET', `${environments}?profile=api`), { operation: 'list', profile: 'api' }],
  [read('GET', '/api/v1/profiles'), { operation: 'profiles' }],
])('reads %j', (got, request) => {
  expect(got).toMatchObject({ status: 'ok', request });
});

it('refuses a name with half a character, which no address can hold', () => {
  const got = read('POST', environments, `{"name":"\\ud800x","image_uri":"${image}"}`);
  expect(got).toMatchObject({
    status: 'refused',
    problems: [{ field: 'name', message: 'Parameter name must not hold half a character: "\\ud800x".' }],
  });
});

const long = 'a'.repeat(10_240);

it.each([
  ['nothing', '/api/v1/create', ['name: is missing', 'image_uri: is missing']],
  [
    'variables twice',
    `/api/v1/create?name=a&image_uri=${image}&env[A]=1&environment=B&pr=x`,
    ['environment: is given 2 times', 'pr: must be the number'],
  ],
  [
    'variables without a name',
    `/api/v1/create?name=a&image_uri=${image}&env[A]=1&env[A]=2`,
    ['environment: must be NAME=value'],
  ],
  ['empty ones', '/api/v1/create?name=&image_uri=', ['name: is empty', 'image_uri: is empty']],
  [
    'repeated',
    `/api/v1/create?name=a&name=b&image_uri=${image}&image_uri=${image}`,
    ['name: is given 2 times', 'image_uri: is given 2 times'],
  ],
  [
    'encoded twice',
    `/api/v1/create?name=a%252Fb&image_uri=${image.replace('/', '%252F')}`,
    ['name: is encoded twice', 'image_uri: is encoded twice'],
  ],
  [
    '10 KB long',
    `/api/v1/create?name=${long}&image_uri=${long}&profile=${long}&ttl=${long}`,
    [
      'name: has 10240 characters and may have 255',
      'image_uri: has 10240 characters',
      'profile: has 10240',
      'ttl: has 10240',
    ],
  ],
  [
    'all at once',
    '/api/v1/create?name=%21%21&image_uri=nginx&profile=_reaper&ttl=soon&tll=1h',
    [
      'name: must have a letter',
      'image_uri: is wrong',
      'profile: must be letters, digits',
      'ttl: must be like 72h',
      'tll: is unknown',
    ],
  ],
  [
    'overrides',
    `/api/v1/create?name=foo&image_uri=${image}&environment=1&desired_count=11`,
    ['environment: must be NAME=value', 'desired_count: is 11 and may be 10'],
  ],
  [
    'a count that is none',
    `/api/v1/create?name=foo&image_uri=${image}&desired_count=-1`,
    ['desired_count: must be a whole number, keep or reference'],
  ],
  ['the table’s own types', '/api/v1/delete?name=foo&profile=_profile', ['profile: must be letters, digits']],
  ['no tag', `/api/v1/create?name=foo&image_uri=${image.replace(':one', '')}`, ['image_uri: is wrong']],
  ['control characters', '/api/v1/delete?name=foo%00', ['name: must not hold control characters']],
  ['a query where none is known', '/api/v1/profiles?all=1', ['all: is unknown']],
])('names everything that is wrong: %s', (_what, path, wanted) => {
  const got = read('GET', path);
  const told =
    got.status === 'refused'
      ? got.problems.map(({ field, message }) => message.replace(`Parameter ${field} `, `${field}: `))
      : [];
  expect(got).toMatchObject({ status: 'refused', statusCode: 400 });
  expect(told).toEqual(wanted.map((text) => expect.stringContaining(text)));
  expect(told.join('').length).toBeLessThan(1_000);
});

it.each([
  ['no body', null, 'body'],
  ['no JSON', '{', 'body'],
  ['a list', '[]', 'body'],
  ['null', 'null', 'body'],
  ['too long', `"${'a'.repeat(70_000)}"`, 'body'],
  ['numbers', JSON.stringify({ name: 1, image_uri: image }), 'name'],
  [
    'a count that is no whole number',
    JSON.stringify({ name: 'foo', image_uri: image, desired_count: 1.5 }),
    'desired_count',
  ],
  [
    'a variable that is no text',
    JSON.stringify({ name: 'foo', image_uri: image, environment: { A: 1 } }),
    'environment',
  ],
  ['a list of variables', JSON.stringify({ name: 'foo', image_uri: image, environment: ['A=1'] }), 'environment'],
  ['an unknown key', JSON.stringify({ name: 'foo', image_uri: image, image: 'x' }), 'image'],
  ['a key twice', `{"name":"foo","image_uri":"${image}","na\\u006de":"bar"}`, 'name'],
  ['a prototype', `{"name":"foo","image_uri":"${image}","__proto__":{}}`, '__proto__'],
])('refuses a body: %s', (_what, body, field) => {
  const got = read('POST', environments, body);
  expect(got).toMatchObject({ status: 'refused', statusCode: 400, problems: [{ field }] });
});

it('reads a body in base64', () => {
  const body = Buffer.from(JSON.stringify({ name: 'ä1', image_uri: image })).toString('base64');
  const got = readRequest({ ...event('POST', environments, body), isBase64Encoded: true }, { getRoutes: true });
  expect(got).toMatchObject({ status: 'ok', request: { name: 'ä1' } });
});

it.each([
  ['GET', '/api/v2/create', 404, undefined],
  ['GET', '/api/v1/create/', 404, undefined],
  ['GET', `${environments}/api/foo/bar`, 404, undefined],
  ['HEAD', '/api/v1/create?name=foo', 405, ['GET']],
  ['HEAD', environments, 405, ['GET', 'POST']],
  ['POST', '/api/v1/delete', 405, ['GET']],
  ['PUT', `${environments}/api/foo`, 405, ['GET', 'DELETE']],
])('%s %s: %i', (method, path, statusCode, allow) => {
  expect(read(method, path)).toMatchObject({ status: 'refused', statusCode, ...(allow && { allow }) });
});

it('without GET routes a GET changes nothing', () => {
  for (const path of ['create', 'delete']) {
    expect(read('GET', `/api/v1/${path}?name=foo`, null, false)).toMatchObject({ statusCode: 404 });
  }
  expect(read('GET', environments, null, false)).toMatchObject({ status: 'ok' });
});

it('never throws, and gives a profile that may be a key of the table', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('foo', image, '_reaper', '%2f', ''));
  const anyEvent = fc.record({
    httpMethod: fc.constantFrom('GET', 'POST', 'DELETE', 'HEAD'),
    path: fc.oneof(
      fc.constantFrom('/api/v1/create', environments),
      text.map((name) => `${environments}/api/${name}`),
    ),
    multiValueQueryStringParameters: fc.option(
      fc.dictionary(fc.constantFrom('name', 'image_uri', 'profile', 'x'), fc.array(text)),
    ),
    body: fc.option(fc.oneof(text, fc.json())),
  });
  fc.assert(
    fc.property(anyEvent, (any) => {
      const got = readRequest(any, { getRoutes: true });
      if (got.status === 'refused') expect(got.problems.length).toBeGreaterThan(0);
      else if ('profile' in got.request) expect(got.request.profile).toMatch(/^[A-Za-z0-9]/);
    }),
  );
});
