/** The operations of the API. */
type Operation =
  | 'create'
  | 'delete'
  | 'list'
  | 'show'
  | 'sleep'
  | 'wake'
  | 'profiles'
  | 'createGroup'
  | 'deleteGroup'
  | 'showGroup'
  | 'sleepGroup'
  | 'wakeGroup';

/** One method on one path. */
export interface Route {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As API Gateway names it: parameters in braces. */
  readonly resource: string;
  /** Where its parameters are, beside those of its path. */
  readonly parametersIn: 'query' | 'body' | 'path';
  /** A GET that changes something, for callers that cannot send anything else; `eden.getRoutes: false` removes it. */
  readonly isMutatingGet: boolean;
}

const ENVIRONMENT_PATH = '/api/v1/environments/{profile}/{name}';
const GROUP_PATH = '/api/v1/groups/{group}/{name}';

/** Every method and path of the API; serverless.yml and openapi.yml say the same, and tests hold them to it. */
export const ROUTES: readonly Route[] = [
  { operation: 'create', method: 'GET', resource: '/api/v1/create', parametersIn: 'query', isMutatingGet: true },
  { operation: 'delete', method: 'GET', resource: '/api/v1/delete', parametersIn: 'query', isMutatingGet: true },
  route('list', 'GET', '/api/v1/environments', 'query'),
  route('create', 'POST', '/api/v1/environments', 'body'),
  route('show', 'GET', ENVIRONMENT_PATH, 'path'),
  route('delete', 'DELETE', ENVIRONMENT_PATH, 'path'),
  route('sleep', 'POST', `${ENVIRONMENT_PATH}/sleep`, 'path'),
  route('wake', 'POST', `${ENVIRONMENT_PATH}/wake`, 'path'),
  route('profiles', 'GET', '/api/v1/profiles', 'query'),
  route('createGroup', 'POST', '/api/v1/groups/{group}', 'body'),
  route('showGroup', 'GET', GROUP_PATH, 'path'),
  route('deleteGroup', 'DELETE', GROUP_PATH, 'path'),
  route('sleepGroup', 'POST', `${GROUP_PATH}/sleep`, 'path'),
  route('wakeGroup', 'POST', `${GROUP_PATH}/wake`, 'path'),
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

function route(
  operation: Operation,
  method: Route['method'],
  resource: string,
  parametersIn: Route['parametersIn'],
): Route {
  return { operation, method, resource, parametersIn, isMutatingGet: false };
}
