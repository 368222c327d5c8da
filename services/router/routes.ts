import type { Aggregation } from '../../shared/delivery/record-target.ts';
import type { Log } from '../../shared/log/log.ts';
import { compileTypePatterns } from '../../shared/log/type-pattern.ts';
import type { SelectTargets } from '../../shared/pipeline/sort-logs.ts';

/** A value of a log that a route can compare with. */
export type Scalar = string | number | boolean;

/** A condition on the value at a dotted path: one of some values (type and value equal), or text with a prefix. */
export type Where =
  | { readonly path: string; readonly oneOf: readonly Scalar[] }
  | { readonly path: string; readonly prefix: string };

/** Sends logs of some types, and if there is a `where` only those that match it, to a target. */
export interface Route {
  readonly name: string;
  /** Type patterns; at least one. */
  readonly types: readonly string[];
  readonly where?: Where;
  /** `kinesis:<stream>` or `firehose:<delivery stream>`. */
  readonly target: string;
  /** Largest record of a Kinesis target, KiB. */
  readonly maxRecordSizeKiB: number;
  /** Whether several logs are put into one record of a Kinesis target. */
  readonly aggregate?: boolean;
  /** Shards of a Kinesis target, where that is known. */
  readonly shards?: number;
  /** How, where `aggregate` asks for it. */
  readonly aggregation?: Aggregation;
}

/** Compiled routes. */
export interface Router {
  /** Targets of a log, each once even if several routes have it; empty if no route takes the log. */
  readonly selectTargets: SelectTargets;
  /** Paths whose values the decoder must read, in the order of `Log.picked`. */
  readonly pickPaths: readonly string[];
}

/** Whether the condition of a route holds for a log. */
type TakesLog = (log: Log) => boolean;

interface CompiledRoute {
  readonly target: string;
  readonly takesType: (logType: string) => boolean;
  readonly takesLog?: TakesLog;
}

/** Finds the targets of the logs of one type. */
type TypeRoutes = (log: Log) => readonly string[];

/** Types whose routes are cached, and their longest. Limited, because a sender may invent any number of types. */
const MAX_CACHED_TYPES = 1_000;
const MAX_CACHED_LENGTH = 128;
/** Conditions of one type for which every list of targets is made beforehand: 16 lists at most. */
const MAX_LISTED_CONDITIONS = 4;

/**
 * Compiles the routes.
 * @param whitelist type patterns that apply before all routes; empty: every type.
 */
export function compileRoutes(routes: readonly Route[], whitelist: readonly string[] = []): Router {
  const pickPaths = [...new Set(routes.flatMap(({ where }) => (where ? [where.path] : [])))];
  const isListed = compileTypePatterns(whitelist);
  const compiled = routes.map(({ types, where, target }): CompiledRoute => {
    const matches = compileTypePatterns(types);
    return {
      target,
      takesType: (logType) => isListed(logType) && matches(logType),
      ...(where && { takesLog: compileWhere(where, pickPaths.indexOf(where.path)) }),
    };
  });
  const routesOf = createTypeIndex(compiled);
  return { selectTargets: (log) => routesOf(log.logType)(log), pickPaths };
}

function compileWhere(where: Where, position: number): TakesLog {
  if ('prefix' in where) {
    return ({ picked }) => {
      const value = picked?.[position];
      return typeof value === 'string' && value.startsWith(where.prefix);
    };
  }
  const values = new Set<unknown>(where.oneOf);
  return ({ picked }) => values.has(picked?.[position]);
}

/** Finds the routes that take a type; cached by type. */
function createTypeIndex(routes: readonly CompiledRoute[]): (logType: string) => TypeRoutes {
  const cache = new Map<string, TypeRoutes>();
  return (logType) => {
    const known = cache.get(logType);
    if (known !== undefined) return known;
    const candidates = compileTypeRoutes(routes.filter(({ takesType }) => takesType(logType)));
    if (logType.length > MAX_CACHED_LENGTH) return candidates;
    if (cache.size >= MAX_CACHED_TYPES) cache.clear();
    cache.set(logType, candidates);
    return candidates;
  };
}

/** Compiles the routes of one type, with the list of every set of conditions that hold: nothing is allocated for a log. */
function compileTypeRoutes(routes: readonly CompiledRoute[]): TypeRoutes {
  const conditions = routes.flatMap(({ takesLog }) => (takesLog === undefined ? [] : [takesLog]));
  if (conditions.length > MAX_LISTED_CONDITIONS) return (log) => targetsOf(routes, (takesLog) => takesLog(log));
  const lists = Array.from({ length: 2 ** conditions.length }, (_, held) =>
    targetsOf(routes, (takesLog) => ((held >> conditions.indexOf(takesLog)) & 1) === 1),
  );
  return (log) => {
    let held = 0;
    for (let index = 0; index < conditions.length; index++) if (conditions[index]?.(log)) held |= 1 << index;
    return lists[held] ?? []; // there is a list for each set
  };
}

/** Targets of the routes whose condition holds, each once, in the order of the routes. */
function targetsOf(routes: readonly CompiledRoute[], holds: (takesLog: TakesLog) => boolean): readonly string[] {
  const targets: string[] = [];
  for (const { target, takesLog } of routes) {
    if (!targets.includes(target) && (takesLog === undefined || holds(takesLog))) targets.push(target);
  }
  return targets;
}
