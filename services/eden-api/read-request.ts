import type { GivenOverrides } from '../../shared/eden/environment/overrides.ts';
import type { ApiEvent } from './api-event.ts';
import { countKeys } from './json-keys.ts';
import { excerpt, judgeParameter, type ParameterName } from './parameters.ts';
import { findRoute, type Route } from './routes.ts';

/** One thing that is wrong with a request. */
interface RequestProblem {
  readonly code: 'bad_request' | 'not_found' | 'method_not_allowed';
  readonly message: string;
  readonly field?: string;
}

/** A request whose every parameter was read. `isPlain`: an unknown environment is no error (GET delete). */
export type ApiRequest =
  | {
      readonly operation: 'create';
      readonly profile: string;
      readonly name: string;
      readonly imageUri: string;
      readonly ttl?: string;
      readonly overrides: GivenOverrides;
      readonly pr?: string;
    }
  | { readonly operation: 'delete'; readonly profile: string; readonly name: string; readonly isPlain: boolean }
  | { readonly operation: 'show'; readonly profile: string; readonly name: string }
  | { readonly operation: 'list'; readonly profile?: string }
  | { readonly operation: 'profiles' };

/** A request, or everything that is wrong with it. */
export type ReadRequest =
  | { readonly status: 'ok'; readonly request: ApiRequest }
  | {
      readonly status: 'refused';
      readonly statusCode: 400 | 404 | 405;
      readonly problems: readonly RequestProblem[];
      /** Methods that the path knows. */
      readonly allow?: readonly string[];
    };

interface Given {
  readonly values: ReadonlyMap<string, readonly unknown[]>;
  readonly problems: readonly RequestProblem[];
}

interface Wanted {
  readonly required: readonly ParameterName[];
  readonly optional: readonly ParameterName[];
}

/** A create's body needs no more; the gateway takes 10 MB. */
const MAX_BODY_CHARACTERS = 65_536;

const WANTED_BY: Readonly<Record<Route['operation'], Wanted>> = {
  create: { required: ['name', 'image_uri'], optional: ['profile', 'ttl', 'environment', 'desired_count', 'pr'] },
  delete: { required: ['name'], optional: ['profile'] },
  show: { required: ['profile', 'name'], optional: [] },
  list: { required: [], optional: ['profile'] },
  profiles: { required: [], optional: [] },
};

interface Judged {
  readonly values: Partial<Readonly<Record<ParameterName, string>>>;
  readonly problems: readonly RequestProblem[];
}

/** Reads a request; pure, never throws. All bad parameters are named together. */
export function readRequest(event: ApiEvent, { getRoutes }: { readonly getRoutes: boolean }): ReadRequest {
  const found = findRoute(event.httpMethod, event.path, getRoutes);
  if (found.status === 'missing') return refuseRoute(event, found.methods);
  const { route } = found;
  const given = readGiven(event, route, found.pathParameters);
  const { values, problems } = judgeAll(given, WANTED_BY[route.operation]);
  if (problems.length > 0) return { status: 'refused', statusCode: 400, problems };
  return { status: 'ok', request: buildRequest(route, values) };
}

function refuseRoute({ httpMethod, path }: ApiEvent, methods: readonly string[]): ReadRequest {
  const shown = excerpt(path);
  if (methods.length === 0) {
    const message = `There is no ${shown} here; see openapi.yml.`;
    return { status: 'refused', statusCode: 404, problems: [{ code: 'not_found', message }] };
  }
  const message = `${excerpt(httpMethod)} is not allowed on ${shown}; it knows ${methods.join(', ')}.`;
  return { status: 'refused', statusCode: 405, problems: [{ code: 'method_not_allowed', message }], allow: methods };
}

function readGiven(event: ApiEvent, route: Route, fromPath: Readonly<Record<string, string>>): Given {
  const query = withVariables(readQuery(event));
  if (route.parametersIn === 'query') return { values: query, problems: [] };
  const stray = [...query.keys()].map((name) => bad(name, `does not belong into the query of ${route.method}`));
  if (route.parametersIn === 'body') {
    const body = readBody(event);
    return { values: body.values, problems: [...stray, ...body.problems] };
  }
  const values = new Map(Object.entries(fromPath).map(([name, value]) => [name, [decodeOnce(value)]]));
  return { values, problems: stray };
}

function readQuery(event: ApiEvent): ReadonlyMap<string, readonly string[]> {
  const many = event.multiValueQueryStringParameters;
  if (many) return new Map(Object.entries(many).map(([name, values]) => [name, values ?? []]));
  const single = Object.entries(event.queryStringParameters ?? {});
  return new Map(single.map(([name, value]) => [name, [value ?? '']]));
}

const VARIABLE = /^env\[(.*)\]$/s;

/** Makes one `environment` of all `env[KEY]=value`; one that is given as well is said twice. */
function withVariables(query: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const given = [...query].flatMap(([key, values]) => {
    const name = VARIABLE.exec(key)?.[1];
    return name === undefined ? [] : values.map((value) => [name, value] as const);
  });
  if (given.length === 0) return query;
  const names = given.map(([name]) => name);
  const twice = new Set(names).size < names.length || names.includes('__proto__');
  const text = twice ? 'env[KEY] once a KEY' : JSON.stringify(Object.fromEntries(given));
  const others = [...query].filter(([key]) => !VARIABLE.test(key));
  return new Map([...others, ['environment', [...(query.get('environment') ?? []), text]]]);
}

function bad(field: string, what: string): RequestProblem {
  return {
    code: 'bad_request',
    field,
    message: `Parameter ${field} ${what}.`,
  };
}

function readBody({ body, isBase64Encoded }: ApiEvent): Given {
  const text = isBase64Encoded === true ? Buffer.from(body ?? '', 'base64').toString() : (body ?? '');
  const problem = (message: string): Given => ({
    values: new Map(),
    problems: [{ code: 'bad_request', field: 'body', message }],
  });
  if (text.length > MAX_BODY_CHARACTERS) {
    return problem(`The body has ${text.length} characters and may have ${MAX_BODY_CHARACTERS}.`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return problem(`The body must be a JSON object with name and image_uri, not ${excerpt(value)}.`);
    }
    const counts = countKeys(text);
    const values = Object.entries(value).map(([name, one]): [string, unknown[]] => [
      name,
      Array.from({ length: counts.get(name) ?? 1 }, () => textOf(name, one)),
    ]);
    return { values: new Map(values), problems: [] };
  } catch {
    return problem(`The body must be a JSON object with name and image_uri, not ${excerpt(text)}.`);
  }
}

/** A count may be a number, variables may be an object: their texts. Every other value is left as it is. */
function textOf(name: string, value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (name === 'environment' && isObject) return JSON.stringify(value);
  return (name === 'desired_count' || name === 'pr') && typeof value === 'number' ? String(value) : value;
}

/** A REST API hands the path on as it came. */
function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function judgeAll(given: Given, { required, optional }: Wanted): Judged {
  const known = [...required, ...optional];
  const isBodyLost = given.problems.some(({ field }) => field === 'body');
  const problems: RequestProblem[] = [...given.problems];
  const values: Partial<Record<ParameterName, string>> = {};
  for (const name of isBodyLost ? [] : known) {
    const all = given.values.get(name) ?? [];
    const [value] = all;
    const what = judgeValues(name, all, required.includes(name));
    if (what !== undefined) problems.push(bad(name, what));
    else if (typeof value === 'string') values[name] = value;
  }
  for (const name of given.values.keys()) {
    if (known.some((one) => one === name) || problems.some(({ field }) => field === name)) continue;
    problems.push(bad(name.slice(0, 60), `is unknown; known are ${known.join(', ') || 'none'}`));
  }
  return { values, problems };
}

function judgeValues(name: ParameterName, all: readonly unknown[], isRequired: boolean): string | undefined {
  if (all.length === 0) return isRequired ? 'is missing' : undefined;
  if (all.length > 1) return `is given ${all.length} times`;
  const [value] = all;
  return typeof value === 'string' ? judgeParameter(name, value) : `must be text, not ${excerpt(value)}`;
}

/** All required values are there: `judgeAll` found nothing missing. */
function buildRequest(
  route: Route,
  { profile, name = '', image_uri: imageUri = '', ttl, environment, desired_count: desiredCount, pr }: Judged['values'],
): ApiRequest {
  const at = { profile: profile ?? 'default', name };
  switch (route.operation) {
    case 'create':
      return {
        operation: 'create',
        ...at,
        imageUri,
        ...(ttl !== undefined && { ttl }),
        ...(pr !== undefined && { pr }),
        overrides: {
          ...(environment !== undefined && { environment }),
          ...(desiredCount !== undefined && { desiredCount }),
        },
      };
    case 'delete':
      return { operation: 'delete', ...at, isPlain: route.isMutatingGet };
    case 'show':
      return { operation: 'show', ...at };
    case 'list':
      return { operation: 'list', ...(profile !== undefined && { profile }) };
    case 'profiles':
      return { operation: 'profiles' };
  }
}
