import type { z } from 'zod';
import { oldNameOf } from './schema/old-names.ts';

/** Path of a value in a file. */
export type ConfigPath = readonly PropertyKey[];

/** A value as its schema gives it, and the paths at which something else was put or taken away for that. */
export interface Repaired<T> {
  readonly value: T;
  readonly paths: readonly ConfigPath[];
}

/** In place of a name that cannot be read. */
const UNREADABLE = 'unreadable';
/** In place of a type that cannot be read; never overlaps with a type of `config/`, apart from `*`. */
const UNREADABLE_TYPE = '\u0000';
/** Each round goes one level up at most. */
const MAX_ROUNDS = 16;

/** Stand-ins for values that are wrong or missing, by key: other settings can be judged beside them. */
const BY_KEY: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(['name', 'source', 'stream', 'description', 'path'].map((key) => [key, UNREADABLE])),
  target: `kinesis:${UNREADABLE}`,
  types: [UNREADABLE_TYPE],
  whitelist: [UNREADABLE_TYPE],
  logGroup: `/${UNREADABLE}`,
  project: 'app',
  runtime: 'nodejs24.x',
  architecture: 'arm64',
  region: 'eu-west-1',
  retain: true,
  tracing: 'Active',
  logLevel: 'INFO',
  logRetentionDays: 30,
  mode: 'on-demand',
  prefix: 'failed',
  memoryMb: 1024,
  timeoutSeconds: 900,
  batchSize: 500,
  batchWindowSeconds: 5,
  parallelization: 1,
  startingPosition: 'TRIM_HORIZON',
  startingTime: '2026-01-01T00:00:00Z',
  bisect: true,
  maxAttempts: 5,
  iteratorAgeMinutes: 30,
  heldMinutes: 120,
  scheduleExpression: 'rate(1 day)',
  taskDefinitionArn: UNREADABLE,
  ...Object.fromEntries(['routes', 'forwarders', 'subscriptions', 'actions', 'tasks'].map((key) => [key, []])),
  ...Object.fromEntries(
    ['sinks', 'streams', 'functions', 'default', 'alarms', 'deadLetters', 'bundle'].map((key) => [key, {}]),
  ),
};

/** The same for an entry of a list or mapping, by the key of that. */
const BY_PARENT: Readonly<Record<string, unknown>> = {
  types: UNREADABLE_TYPE,
  whitelist: UNREADABLE_TYPE,
  ...Object.fromEntries(
    ['routes', 'forwarders', 'subscriptions', 'sinks', 'streams', 'deliveryStreams', 'functions', 'tasks'].map(
      (key) => [key, {}],
    ),
  ),
};

/**
 * A value that the schema takes, with as much of the given one as is right.
 * @throws Error when the schema needs what has no stand-in here: a bug
 */
export function repairValue<T extends z.ZodType>(given: unknown, schema: T): Repaired<z.output<T>> {
  const paths: ConfigPath[] = [];
  const tried = new Set<string>();
  let value: unknown = structuredClone(given);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const result = schema.safeParse(value);
    if (result.success) return { value: result.data, paths };
    // Later entries of a list first, so that the earlier ones keep their index.
    for (const { path, isName } of result.error.issues.flatMap(faultsOf).reverse()) {
      paths.push(path);
      if (path.length === 0) value = {};
      else if (isName) removeAt(value, path);
      else repairAt(value, path, tried);
    }
  }
  throw new Error(`no stand-in for ${paths.map((path) => path.join('.')).join(', ')}`);
}

interface Fault {
  readonly path: ConfigPath;
  /** The key itself is wrong. */
  readonly isName: boolean;
}

function faultsOf(issue: z.core.$ZodIssue): readonly Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], isName: true }));
  }
  return [{ path: issue.path, isName: issue.code === 'invalid_key' }];
}

/** Puts a stand-in there; where that does not help, takes the value away; where it must be there, what holds it. */
function repairAt(root: unknown, path: ConfigPath, tried: Set<string>): void {
  const standIn = standInFor(path);
  const key = path.map(String).join('\n');
  const parent = entriesOf(getIn(root, path.slice(0, -1)));
  const last = path.at(-1);
  if (parent === undefined || last === undefined) return;
  const old = oldNameOf(last);
  if (old !== undefined && !(last in parent) && old in parent) {
    parent[last] = parent[old];
    delete parent[old];
  }
  if (standIn !== undefined && !tried.has(key)) {
    tried.add(key);
    parent[last] = structuredClone(standIn);
  } else if (last in parent) removeAt(root, path);
  else repairAt(root, path.slice(0, -1), tried);
}

function removeAt(root: unknown, path: ConfigPath): void {
  const parent = getIn(root, path.slice(0, -1));
  const last = path.at(-1);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (last !== undefined) delete entriesOf(parent)?.[last];
}

function standInFor(path: ConfigPath): unknown {
  const [parent, key] = [path.at(-2), path.at(-1)];
  return BY_PARENT[String(parent)] ?? (typeof key === 'string' ? BY_KEY[key] : undefined);
}

/** The mapping or list at a path, to be changed; `undefined` where there is none. */
export function entriesAt(root: unknown, path: ConfigPath): Record<PropertyKey, unknown> | undefined {
  return entriesOf(getIn(root, path));
}

function getIn(root: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>((value, key) => entriesOf(value)?.[key], root);
}

function entriesOf(value: unknown): Record<PropertyKey, unknown> | undefined {
  // YAML gives plain mappings and lists.
  return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>) : undefined;
}
