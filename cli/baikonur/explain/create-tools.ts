import { MANIFESTS } from '../../../services/manifests.ts';
import { parseConfig as parseRouter } from '../../../services/router/config.ts';
import { compileRoutes } from '../../../services/router/routes.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { createDecoder } from '../../../shared/log/decode/decode-records.ts';
import { ALL_PARTS } from '../../../shared/log/decode/decoder-parts.ts';
import { compileTypePatterns, isTypePattern } from '../../../shared/log/type-pattern.ts';
import type { CommonSettings } from '../../../shared/settings/common-settings.ts';
import { ConfigError, type Env } from '../../../shared/settings/env-reader.ts';
import { UsageError } from '../shell.ts';
import { createDestinations, destinationParts } from './destinations.ts';
import type { Tools } from './explain-records.ts';
import { createFlow, type Flow } from './flow.ts';
import { explainedEnv, sharedVariables } from './function-env.ts';
import type { Reader } from './reader.ts';
import { createReader } from './readers.ts';

/** The tools of one stage for `explain`, with what reading an input needs of the stage. */
export interface StageTools extends Tools {
  /** Name of the router's stream: where an entry that has no stream comes in. */
  readonly routerStream: string;
  readonly maxDecompressedBytes: number;
  /** Names of a log's fields on the router's stream. */
  readonly fields: CommonSettings['schema']['fields'];
}

/**
 * Builds the tools from the stage's configuration and the command's environment.
 * @throws {UsageError} with every problem of the environment.
 */
export function createTools(topology: Topology, env: Env): StageTools {
  const shared = sharedVariables(env);
  const { functions } = topology;
  const envOf = (service: string): Env =>
    explainedEnv(functions.find((fn) => fn.service === service)?.environment ?? {}, shared);
  const whitelist = splitList(env['LOG_TYPE_WHITELIST']);
  const readers = functions.map((fn) => ({ fn, env: explainedEnv(fn.environment, shared) }));
  const problems = collectProblems([
    ...readers.map((explained) => () => void createReader(MANIFESTS, explained)),
    ...Object.values(destinationParts(envOf)).map((create) => () => void create()),
    () => void compileWhitelist(whitelist),
  ]);
  if (problems.length > 0) throw new UsageError(problems);
  const { common, routes } = parseRouter(envOf('router'));
  const routerStream = functions.find(({ service }) => service === 'router')?.source.name ?? '';
  const created = readers.map((explained) => createReader(MANIFESTS, explained));
  const flow = createFlow(created, routerStream);
  return {
    decode: createStreamDecoder(created, flow, compileRoutes(routes).pickPaths),
    flow,
    destinations: createDestinations(envOf, topology),
    isListed: compileWhitelist(whitelist),
    configuredSinks: new Set(functions.map(({ service }) => service).filter(isSink)),
    routerStream,
    maxDecompressedBytes: common.decode.maxDecompressedBytes,
    fields: common.schema.fields,
  };
}

function isSink(name: string): boolean {
  return MANIFESTS.some((service) => service.name === name && service.trigger === 'stream' && service.isSink);
}

function splitList(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Runs each part, so that all problems of the environment are reported together. */
function collectProblems(parts: readonly (() => void)[]): readonly string[] {
  const problems = parts.flatMap((part): readonly string[] => {
    try {
      part();
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      // Bad patterns, formats and zones: thrown at cold start, each with its sentence.
      if (error instanceof TypeError || error instanceof RangeError) return [error.message];
      throw error;
    }
  });
  return [...new Set(problems)];
}

function compileWhitelist(whitelist: readonly string[]): (logType: string) => boolean {
  const wrong = whitelist.filter((pattern) => !isTypePattern(pattern));
  if (wrong.length === 0) return compileTypePatterns(whitelist);
  throw new ConfigError(
    wrong.map((pattern) => ({
      variables: ['LOG_TYPE_WHITELIST'],
      sentence: `LOG_TYPE_WHITELIST: expected NAME, PREFIX* or *, got ${JSON.stringify(pattern)}`,
    })),
  );
}

/** Decodes as the first function of the records' stream does. */
function createStreamDecoder(readers: readonly Reader[], flow: Flow, pickPaths: readonly string[]): Tools['decode'] {
  const decoders = new Map(
    readers.toReversed().map(({ sourceStream, common: { decode, schema } }) => {
      const { fields, optionalFields } = schema;
      return [sourceStream, createDecoder({ parts: ALL_PARTS, ...decode, fields, optionalFields, pickPaths })] as const;
    }),
  );
  return (records) => {
    const decode = decoders.get(flow.entryStream(records[0]?.streamName ?? ''));
    if (decode === undefined) throw new RangeError('no function reads the entry stream');
    return decode(records);
  };
}
