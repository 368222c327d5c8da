import { MANIFESTS } from '../../../services/manifests.ts';
import { parseConfig as parseRouter } from '../../../services/router/config.ts';
import { compileRoutes } from '../../../services/router/routes.ts';
import type { StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';
import { createEachDecoder } from '../../../shared/log/decode/decode-records.ts';
import { ALL_PARTS } from '../../../shared/log/decode/decoder-parts.ts';
import type { Decoded, Log } from '../../../shared/log/log.ts';
import { ONLY_TARGET } from '../../../shared/pipeline/outcome.ts';
import {
  createRedriveDecoder,
  type RedriveDecoders,
  toStreamRecords,
} from '../../../shared/pipeline/redrive/decode-redriven.ts';
import { ConfigError, type Env } from '../../../shared/settings/env-reader.ts';
import { explainedEnv, sharedVariables } from '../explain/function-env.ts';
import type { Reader } from '../explain/reader.ts';
import { createReader } from '../explain/readers.ts';
import { UsageError } from '../shell.ts';
import type { FoundInFile } from './read-files.ts';

/** The judgement of the code and `config/` of today about a dead letter. */
export type Judgement =
  /** It would be delivered. */
  | { readonly status: 'accepted' }
  /** Nothing here refuses it; the destination did, and it alone can say. */
  | { readonly status: 'destination' }
  | { readonly status: 'refused'; readonly reason: string; readonly error: string }
  /** The function, or a route to the target, does not take its type any more. */
  | { readonly status: 'filtered' }
  /** `config/` does not have the function. */
  | { readonly status: 'unknownFunction' };

/** Judges a dead letter as the function that rejected it would, for the target that failed. */
export type JudgeDeadLetter = (found: Pick<FoundInFile, 'deadLetter' | 'data'>) => Judgement;

interface FunctionTools {
  readonly reader: Reader;
  readonly decoders: RedriveDecoders;
}

/** Reasons that come from a destination, not from the log itself. */
const OF_DESTINATION: ReadonlySet<string> = new Set([
  ...['rejected_by_destination', 'id_conflict', 'too_many_indices', 'retries_exhausted', 'held_too_long'],
]);
/** A record may hold many logs: the worst of them decides. */
const WORST_FIRST: readonly Judgement['status'][] = ['refused', 'destination', 'accepted', 'filtered'];

/**
 * Builds the judge of a stage from `config/` and the command's environment.
 * @throws {UsageError} naming every variable that is wrong.
 */
export function createJudgeDeadLetter(topology: Topology, env: Env): JudgeDeadLetter {
  const tools = collectTools(topology, env);
  const routesTo = (target: string): ReadonlySet<string> =>
    new Set(topology.routes.filter((route) => targetOf(route.target) === target).map(({ name }) => name));
  return ({ deadLetter, data }) => {
    const own = tools.get(deadLetter.function);
    if (own === undefined) return { status: 'unknownFunction' };
    const { identity, partitionKey, arrivedAt, cloudwatch, target } = deadLetter;
    const record = {
      ...{ identity, partitionKey, arrivedAt, data: data.toString('base64') },
      ...(cloudwatch && { cloudwatch }),
    };
    const judgements: Judgement[] = [];
    const isOfDestination = OF_DESTINATION.has(deadLetter.reason);
    const routes = target === ONLY_TARGET || own.reader.by !== 'router' ? undefined : routesTo(target);
    const take = (decoded: Decoded): void => {
      const judged = judgeEntry(decoded, own.reader, routes);
      judgements.push(judged.status === 'accepted' && isOfDestination ? { status: 'destination' } : judged);
    };
    createRedriveDecoder(own.decoders, [record])(toStreamRecords([record]), take);
    const worst = WORST_FIRST.find((status) => judgements.some((judged) => judged.status === status));
    return judgements.find(({ status }) => status === worst) ?? { status: 'filtered' };
  };
}

function collectTools(topology: Topology, env: Env): ReadonlyMap<string, FunctionTools> {
  const shared = sharedVariables(env);
  try {
    return new Map(topology.functions.map((fn) => [fn.name, toolsOf(fn, explainedEnv(fn.environment, shared))]));
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.problems);
    throw error;
  }
}

function toolsOf(fn: StreamFunction, env: Env): FunctionTools {
  const reader = createReader(MANIFESTS, { fn, env });
  const { decode, schema } = reader.common;
  const { fields, optionalFields } = schema;
  const pickPaths = fn.service === 'router' ? compileRoutes(parseRouter(env).routes).pickPaths : [];
  const decoding = { parts: ALL_PARTS, ...decode, fields, optionalFields, pickPaths };
  const decoders = {
    whole: createEachDecoder(decoding),
    piece: createEachDecoder({ ...decoding, recordFormat: 'json' }),
  };
  return { reader, decoders };
}

/** @param routes those that lead to the target; absent: any. */
function judgeEntry(decoded: Decoded, reader: Reader, routes: ReadonlySet<string> | undefined): Judgement {
  const validated = reader.validate(decoded);
  if (validated.status === 'rejected') {
    return { status: 'refused', reason: validated.reject.code, error: validated.reject.error };
  }
  return judgeLog(validated.log, reader, routes);
}

function judgeLog(log: Log, reader: Reader, routes: ReadonlySet<string> | undefined): Judgement {
  const verdict = reader.judge(log);
  const isMeant = (name: string): boolean => routes?.has(name) ?? true;
  if (verdict.sinks.length > 0 || verdict.routes.some(isMeant)) return { status: 'accepted' };
  const refusal = verdict.refusals.find(({ by }) => isMeant(by));
  return refusal === undefined
    ? { status: 'filtered' }
    : { status: 'refused', reason: refusal.reason, error: refusal.error };
}

function targetOf({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return `${kind}:${name}`;
}
