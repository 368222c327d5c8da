import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readRequest } from '../../services/eden-api/read-request.ts';
import { ROUTES } from '../../services/eden-api/routes.ts';
import { edenValues } from '../../shared/deploy/template/eden-values.ts';
import { stageWith, topologyOf } from '../../shared/deploy/topology/testing/topology-of.ts';
import { TABLE_SCHEMA } from '../../shared/eden/table/schema.ts';
import { description, judgeAnswer } from './openapi.ts';

interface ResourcesPart {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: object }>>;
}

const service = readService<{
  functions: { api: { events: readonly { http: { method: string; path: string; private: boolean } }[] } };
  resources: readonly [ResourcesPart, ...unknown[]];
}>('serverless.yml');

function readService<T>(file: string): T {
  return parse(readFileSync(join(__dirname, '../../services/eden-api', file), 'utf8')) as T;
}

const described = Object.entries(description.paths).flatMap(([path, item]) =>
  Object.keys(item)
    .filter((key) => key !== 'parameters')
    .map((method) => `${method.toUpperCase()} ${path}`),
);

it('is OpenAPI 3.1 and describes every route, and no other', () => {
  expect(description.openapi).toMatch(/^3\.1\./);
  expect(described.toSorted()).toEqual(ROUTES.map(({ method, resource }) => `${method} ${resource}`).toSorted());
});

it('serverless.yml has the same routes, each with a key', () => {
  const { events } = service.functions.api;
  expect(events.every(({ http }) => http.private)).toBe(true);
  expect(events.map(({ http }) => `${http.method.toUpperCase()} /${http.path}`).toSorted()).toEqual(
    described.toSorted(),
  );
});

it('the GETs that change something are those that `eden.getRoutes: false` leaves out', () => {
  const topology = topologyOf(stageWith('eden: { keys: {}, allow: {}, getRoutes: false }'));
  const changing = ROUTES.filter(({ isMutatingGet }) => isMutatingGet);
  expect(edenValues(topology).unused.paths.map((path) => `/${path}`)).toEqual(changing.map(({ resource }) => resource));
});

it('serverless.yml makes the table that the CLI makes', () => {
  expect(service.resources[0].Resources['EdenTable']?.Properties).toMatchObject(TABLE_SCHEMA);
});

it.each([
  ['/api/v1/create', ['name', 'image_uri', 'profile', 'ttl', 'idle_after', 'environment', 'desired_count', 'pr']],
  ['/api/v1/delete', ['name', 'profile']],
  ['/api/v1/environments', ['profile']],
])('%s takes the parameters that are described', (path, names) => {
  const operation = description.paths[path]?.['get'];
  const said = operation?.parameters?.map(
    ({ $ref, name }) =>
      name ??
      $ref
        ?.split('/')
        .at(-1)
        ?.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
  );
  expect(said).toEqual(names);
  const query = Object.fromEntries([...names, 'nosuch'].map((name) => [name, ['x']]));
  const read = readRequest({ httpMethod: 'GET', path, multiValueQueryStringParameters: query }, { getRoutes: true });
  const unknown = read.status === 'refused' ? read.problems.filter(({ message }) => /is unknown/.test(message)) : [];
  expect(unknown.map(({ field }) => field)).toEqual(['nosuch']);
});

it('an answer of another shape is told', () => {
  expect(judgeAnswer('GET', '/api/v1/profiles', 200, { status: 'ok' })).toEqual([
    " must have required property 'profiles'",
  ]);
  expect(judgeAnswer('GET', '/api/v1/profiles', 201, {})).toEqual(['GET /api/v1/profiles does not describe 201']);
});

it('the gateway’s own answers have the shape of errors', () => {
  const { Resources } = readService<ResourcesPart>('gateway-responses.yml');
  const own = Object.values(Resources).map(({ Properties }) => Properties as Record<string, Record<string, string>>);
  expect(own).toHaveLength(9);
  for (const { ResponseTemplates, ResponseParameters } of own) {
    const template = ResponseTemplates?.['application/json'] ?? '';
    expect(judgeAnswer('GET', '/nosuch', 404, JSON.parse(template))).toEqual([]);
    expect(ResponseParameters).toMatchObject({ 'gatewayresponse.header.Cache-Control': "'no-store'" });
  }
});
