import type { GivenOverrides } from '../../shared/eden/environment/overrides.ts';
import type { GivenImages } from '../../shared/eden/operation/group-images.ts';
import type { ApiEvent } from './api-event.ts';
import { excerpt, judgeParameter, type ParameterName, parseImages } from './parameters.ts';
import { bad, type Given, type RequestProblem, readGiven } from './read-given.ts';
import { findRoute, type Route } from './routes.ts';

/** The settings of a create beside its images, for one environment or a group. */
export interface GivenCreate {
  readonly name: string;
  readonly ttl?: string;
  readonly idleAfter?: string;
  readonly overrides: GivenOverrides;
  readonly pr?: string;
}

/** A request whose every parameter was read. `isPlain`: an unknown environment is no error (GET delete). */
export type ApiRequest =
  | ({ readonly operation: 'create'; readonly profile: string; readonly imageUri: string } & GivenCreate)
  | { readonly operation: 'delete'; readonly profile: string; readonly name: string; readonly isPlain: boolean }
  | OnEnvironment<'show' | 'sleep' | 'wake'>
  | { readonly operation: 'list'; readonly profile?: string }
  | { readonly operation: 'profiles' }
  | ({ readonly operation: 'createGroup'; readonly group: string; readonly images: GivenImages } & GivenCreate)
  | OnGroup<'deleteGroup' | 'showGroup' | 'sleepGroup' | 'wakeGroup'>;

/** One type an operation, so that a switch tells them apart. */
type OnEnvironment<K extends string> = K extends string
  ? { readonly operation: K; readonly profile: string; readonly name: string }
  : never;

type OnGroup<K extends string> = K extends string
  ? { readonly operation: K; readonly group: string; readonly name: string }
  : never;

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

interface Wanted {
  readonly required: readonly ParameterName[];
  readonly optional: readonly ParameterName[];
}

const CREATE_OPTIONS = ['ttl', 'idle_after', 'environment', 'desired_count', 'pr'] as const;
const ENVIRONMENT: Wanted = { required: ['profile', 'name'], optional: [] };
const GROUP: Wanted = { required: ['group', 'name'], optional: [] };

const WANTED_BY: Readonly<Record<Route['operation'], Wanted>> = {
  create: { required: ['name', 'image_uri'], optional: ['profile', ...CREATE_OPTIONS] },
  delete: { required: ['name'], optional: ['profile'] },
  show: ENVIRONMENT,
  sleep: ENVIRONMENT,
  wake: ENVIRONMENT,
  list: { required: [], optional: ['profile'] },
  profiles: { required: [], optional: [] },
  createGroup: { required: ['group', 'name'], optional: ['image_uri', 'image_uris', ...CREATE_OPTIONS] },
  showGroup: GROUP,
  deleteGroup: GROUP,
  sleepGroup: GROUP,
  wakeGroup: GROUP,
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
  const { values, problems: own } = judgeAll(given, WANTED_BY[route.operation]);
  const hasNoImage =
    route.operation === 'createGroup' && !given.values.has('image_uri') && !given.values.has('image_uris');
  const problems = [
    ...own,
    ...(hasNoImage ? [bad('image_uri', 'is missing: one for all, or image_uris for each profile')] : []),
  ];
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
function buildRequest({ operation, isMutatingGet }: Route, values: Judged['values']): ApiRequest {
  const { profile, group = '', name = '', image_uri: imageUri } = values;
  const at = { profile: profile ?? 'default', name };
  switch (operation) {
    case 'create':
      return { operation, ...at, imageUri: imageUri ?? '', ...givenCreate(values) };
    case 'delete':
      return { operation, ...at, isPlain: isMutatingGet };
    case 'show':
    case 'sleep':
    case 'wake':
      return { operation, ...at };
    case 'list':
      return { operation, ...(profile !== undefined && { profile }) };
    case 'profiles':
      return { operation };
    case 'createGroup': {
      const images = { all: imageUri, by: parseImages(values.image_uris ?? '') ?? {} };
      return { operation, group, images, ...givenCreate(values) };
    }
    case 'deleteGroup':
    case 'showGroup':
    case 'sleepGroup':
    case 'wakeGroup':
      return { operation, group, name };
  }
}

function givenCreate(values: Judged['values']): GivenCreate {
  const { name = '', ttl, idle_after: idleAfter, environment, desired_count: desiredCount, pr } = values;
  return {
    name,
    ...(ttl !== undefined && { ttl }),
    ...(idleAfter !== undefined && { idleAfter }),
    ...(pr !== undefined && { pr }),
    overrides: {
      ...(environment !== undefined && { environment }),
      ...(desiredCount !== undefined && { desiredCount }),
    },
  };
}
