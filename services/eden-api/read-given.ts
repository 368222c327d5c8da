import type { ApiEvent } from './api-event.ts';
import { countKeys } from './json-keys.ts';
import { excerpt } from './parameters.ts';
import type { Route } from './routes.ts';

/** One thing that is wrong with a request. */
export interface RequestProblem {
  readonly code: 'bad_request' | 'not_found' | 'method_not_allowed';
  readonly message: string;
  readonly field?: string;
}

/** The parameters of a request as they came, each with all its values, and what is wrong with their places. */
export interface Given {
  readonly values: ReadonlyMap<string, readonly unknown[]>;
  readonly problems: readonly RequestProblem[];
}

/** A create's body needs no more; the gateway takes 10 MB. */
const MAX_BODY_CHARACTERS = 65_536;

/** Takes the parameters from where the route has them; pure, never throws. */
export function readGiven(event: ApiEvent, route: Route, fromPath: Readonly<Record<string, string>>): Given {
  const query = withVariables(readQuery(event));
  if (route.parametersIn === 'query') return { values: query, problems: [] };
  const stray = [...query.keys()].map((name) => bad(name, `does not belong into the query of ${route.method}`));
  const inPath = Object.entries(fromPath).map(([name, value]) => [name, [decodeOnce(value)]] as const);
  if (route.parametersIn === 'path') return { values: new Map(inPath), problems: stray };
  const body = readBody(event);
  const twice = inPath.filter(([name]) => body.values.has(name)).map(([name]) => bad(name, 'is given in the path'));
  return { values: new Map([...body.values, ...inPath]), problems: [...stray, ...twice, ...body.problems] };
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

/** The problem of a parameter: `what` is the end of the sentence. */
export function bad(field: string, what: string): RequestProblem {
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
  if ((name === 'environment' || name === 'image_uris') && isObject) return JSON.stringify(value);
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
