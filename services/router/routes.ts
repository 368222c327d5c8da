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

interface CompiledRoute {
  readonly target: string;
  readonly takesType: (logType: string) => boolean;
  readonly takesLog?: (log: Log) => boolean;
}

/** The routes that take a type. */
interface TypeRoutes {
  readonly routes: readonly CompiledRoute[];
  /** The same for every log of the type, where no route looks further: nothing is allocated for a log. */
  readonly targets?: readonly string[];
}

/** Types whose routes are cached, and their longest. Limited, because a sender may invent any number of types. */
const MAX_CACHED_TYPES = 1_000;
const MAX_CACHED_LENGTH = 128;

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
  const selectTargets: SelectTargets = (log) => {
    const { routes: candidates, targets } = routesOf(log.logType);
    return targets ?? targetsOf(log, candidates);
  };
  return { selectTargets, pickPaths };
}

function compileWhere(where: Where, position: number): (log: Log) => boolean {
  if ('prefix' in where) {
    return ({ picked }) => {
      const value = picked?.[position];
      return typeof value === 'string' && value.startsWith(where.prefix);
    };
  }
  const values = new Set<unknown>(where.oneOf);
  return ({ picked }) => values.has(picked?.[position]);
}

/** Each once, in the order of the routes. */
function targetsOf(log: Log, candidates: readonly CompiledRoute[]): readonly string[] {
  const targets: string[] = [];
  for (const { target, takesLog } of candidates) {
    if (!targets.includes(target) && (takesLog === undefined || takesLog(log))) targets.push(target);
  }
  return targets;
}

/** Finds the routes that take a type; cached by type. */
function createTypeIndex(routes: readonly CompiledRoute[]): (logType: string) => TypeRoutes {
  const cache = new Map<string, TypeRoutes>();
  return (logType) => {
    const known = cache.get(logType);
    if (known !== undefined) return known;
    const own = routes.filter(({ takesType }) => takesType(logType));
    const isFixed = own.every(({ takesLog }) => takesLog === undefined);
    const candidates = { routes: own, ...(isFixed && { targets: [...new Set(own.map(({ target }) => target))] }) };
    if (logType.length > MAX_CACHED_LENGTH) return candidates;
    if (cache.size >= MAX_CACHED_TYPES) cache.clear();
    cache.set(logType, candidates);
    return candidates;
  };
}
