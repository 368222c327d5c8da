import { MAX_SHARDS } from '../../shared/delivery/stream-variables.ts';
import { errorText } from '../../shared/errors/error-text.ts';
import { MAX_PICKED_LENGTH } from '../../shared/log/decode/picked-value.ts';
import { isJsonObject } from '../../shared/log/json-object.ts';
import { isTypePattern } from '../../shared/log/type-pattern.ts';
import type { Route, Scalar, Where } from './routes.ts';

/** Routes, or all problems found. */
export interface ParsedRoutes {
  readonly routes: readonly Route[];
  readonly problems: readonly string[];
}

const OLD_SIZE_KEY = 'maxRecordKib'; // earlier name of maxRecordSizeKiB

const TARGET = /^(kinesis|firehose):[a-zA-Z0-9_.-]{1,128}$/;
const PATH = /^[^\s.]+(\.[^\s.]+)*$/;

/**
 * Reads the routes of the variable `ROUTES`: a JSON array of
 * `{"name", "types": ["app", "web-*"], "where"?: {"path", "equals" | "in" | "prefix"}, "target", "maxRecordSizeKiB"?,
 * "aggregate"?, "shards"?}`.
 * `maxRecordKib`, the earlier name of `maxRecordSizeKiB`, is read too.
 * @returns the routes and every problem found. A problem begins with its path, e.g. `ROUTES[2].types`.
 */
export function parseRoutes(text: string): ParsedRoutes {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // JSON.parse throws SyntaxErrors alone.
    return {
      routes: [],
      problems: [`ROUTES: expected JSON, ${errorText(error)}`],
    };
  }
  if (!Array.isArray(value)) {
    return { routes: [], problems: [`ROUTES: expected a JSON array of routes, got ${show(value)}`] };
  }
  const problems: string[] = [];
  const routes = value.flatMap((item, index) => parseRoute(item, `ROUTES[${index}]`, problems) ?? []);
  const names = routes.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  for (const name of twice) problems.push(`ROUTES: expected each name once, got ${show(name)} again`);
  return { routes, problems };
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

function parseRoute(value: unknown, at: string, problems: string[]): Route | undefined {
  if (!isJsonObject(value)) {
    problems.push(`${at}: expected {name, types, where?, target, maxRecordSizeKiB?}, got ${show(value)}`);
    return undefined;
  }
  const { name, types, where, target, [OLD_SIZE_KEY]: oldSize = 1024, maxRecordSizeKiB = oldSize, ...more } = value;
  const { aggregate = false, shards, ...rest } = more;
  const count = problems.length;
  const check = (isGood: boolean, field: string, expected: string, got: unknown): void => {
    if (!isGood) problems.push(`${at}.${field}: expected ${expected}, got ${show(got)}`);
  };
  check(isText(name), 'name', 'text', name);
  const isTypes =
    Array.isArray(types) && types.length > 0 && types.every((type) => isText(type) && isTypePattern(type));
  check(isTypes, 'types', 'a list of NAME, PREFIX* or *', types);
  check(isText(target) && TARGET.test(target), 'target', 'kinesis:<stream> or firehose:<delivery stream>', target);
  const isSize = isWhole(maxRecordSizeKiB, 1024, 10_240);
  check(isSize, 'maxRecordSizeKiB', 'a whole number from 1024 to 10240', maxRecordSizeKiB);
  const isKinesis = isText(target) && target.startsWith('kinesis:');
  const canAggregate = aggregate === false || (aggregate === true && isKinesis);
  check(canAggregate, 'aggregate', 'true for a Kinesis stream, or false', aggregate);
  const isCount = shards === undefined || isWhole(shards, 1, MAX_SHARDS);
  check(isCount, 'shards', `a whole number from 1 to ${MAX_SHARDS}`, shards);
  for (const key of Object.keys(rest)) check(false, key, 'no such setting', rest[key]);
  const condition = where === undefined ? undefined : parseWhere(where, `${at}.where`, problems);
  if (problems.length > count || !isText(name) || !isText(target) || !Array.isArray(types)) return undefined;
  return {
    name,
    types,
    target,
    maxRecordSizeKiB: Number(maxRecordSizeKiB),
    ...(condition && { where: condition }),
    ...(aggregate === true && { aggregate }),
    ...(shards !== undefined && { shards: Number(shards) }),
  };
}

function isWhole(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function parseWhere(value: unknown, at: string, problems: string[]): Where | undefined {
  const wrong = (expected: string) => {
    problems.push(`${at}: expected ${expected}, got ${show(value)}`);
    return undefined;
  };
  if (!isJsonObject(value) || !isText(value['path']) || !PATH.test(value['path']))
    return wrong('{path, equals | in | prefix}');
  const { path, equals, in: choices, prefix, ...rest } = value;
  const tests = [equals, choices, prefix].filter((test) => test !== undefined);
  if (tests.length !== 1 || Object.keys(rest).length > 0)
    return wrong('a path and exactly one of equals, in and prefix');
  const texts = [equals, prefix, ...(Array.isArray(choices) ? choices : [])].filter(isText);
  if (texts.some(({ length }) => length > MAX_PICKED_LENGTH))
    return wrong(`texts of at most ${MAX_PICKED_LENGTH} characters`);
  if (isScalar(equals)) return { path, oneOf: [equals] };
  if (Array.isArray(choices) && choices.length > 0 && choices.every(isScalar)) return { path, oneOf: choices };
  if (isText(prefix)) return { path, prefix };
  return wrong('text, numbers, true or false to compare with');
}

function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
