/** The operations of the API. */
type Operation = 'create' | 'delete' | 'list' | 'show' | 'profiles';

/** One method on one path. */
export interface Route {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As API Gateway names it: parameters in braces. */
  readonly resource: string;
  /** Where its parameters are; a path has all of them. */
  readonly parametersIn: 'query' | 'body' | 'path';
  /** A GET that changes something, for callers that cannot send anything else; `eden.getRoutes: false` removes it. */
  readonly isMutatingGet: boolean;
}

const ENVIRONMENT_PATH = '/api/v1/environments/{profile}/{name}';

/** Every method and path of the API; serverless.yml and openapi.yml say the same, and tests hold them to it. */
export const ROUTES: readonly Route[] = [
  { operation: 'create', method: 'GET', resource: '/api/v1/create', parametersIn: 'query', isMutatingGet: true },
  { operation: 'delete', method: 'GET', resource: '/api/v1/delete', parametersIn: 'query', isMutatingGet: true },
  { operation: 'list', method: 'GET', resource: '/api/v1/environments', parametersIn: 'query', isMutatingGet: false },
  { operation: 'create', method: 'POST', resource: '/api/v1/environments', parametersIn: 'body', isMutatingGet: false },
  { operation: 'show', method: 'GET', resource: ENVIRONMENT_PATH, parametersIn: 'path', isMutatingGet: false },
  { operation: 'delete', method: 'DELETE', resource: ENVIRONMENT_PATH, parametersIn: 'path', isMutatingGet: false },
  { operation: 'profiles', method: 'GET', resource: '/api/v1/profiles', parametersIn: 'query', isMutatingGet: false },
];

/** The route of a request, or which methods its path knows (none: there is no such path). */
export type FoundRoute =
  | { readonly status: 'found'; readonly route: Route; readonly pathParameters: Readonly<Record<string, string>> }
  | { readonly status: 'missing'; readonly methods: readonly string[] };

/** Finds the route of a method and path (without stage or base path). */
export function findRoute(method: string, path: string, getRoutes: boolean): FoundRoute {
  const matches = ROUTES.filter(({ isMutatingGet }) => getRoutes || !isMutatingGet).flatMap((route) => {
    const pathParameters = matchResource(route.resource, path);
    return pathParameters === undefined ? [] : [{ status: 'found' as const, route, pathParameters }];
  });
  const found = matches.find(({ route }) => route.method === method);
  return found ?? { status: 'missing', methods: [...new Set(matches.map(({ route }) => route.method))] };
}

/** Matches a path against a resource; the values of its parameters, still encoded. */
function matchResource(resource: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [resource.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const found: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name !== undefined) found[name] = value;
    else if (part !== value) return undefined;
  }
  return found;
}
