import { isIP } from 'node:net';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { isJsonObject, type JsonObject } from '../../../shared/log/json-object.ts';
import { type FoundDeadLetter, parseDeadLetter } from '../../../shared/pipeline/dead-letter/parse-dead-letter.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { createTools } from '../explain/create-tools.ts';
import { explainRecords } from '../explain/explain-records.ts';
import { createJudgeDeadLetter } from './judge-dead-letter.ts';
import { valuesAt } from './values-at.ts';

/** A document that a search engine refused: a file of `letters autopsy --fixtures`. */
export interface SearchCase {
  readonly index: string;
  readonly error: string;
  /** Path of the field, where the error names one. */
  readonly field?: string;
  /** A line of `mappings.properties` of the installed index template, once it is fixed there: `{"user": {"properties": …}}`. */
  readonly properties: JsonObject;
  readonly deadLetter: JsonObject;
}

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...Object.fromEntries(['long', 'integer', 'short', 'byte', 'unsigned_long'].map((type) => [type, isNumeric])),
  ...Object.fromEntries(['double', 'float', 'half_float', 'scaled_float'].map((type) => [type, isNumeric])),
  keyword: isScalar,
  text: isScalar,
  boolean: (value) => [true, false, 'true', 'false', ''].includes(value as string),
  ip: (value) => typeof value === 'string' && isIP(value) !== 0,
  date: (value) => typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Date.parse(value))),
  object: isJsonObject,
};

/**
 * Why a case is not fixed yet: the log would still go to the engine, and the case's `properties` do not say that the engine
 * takes its field now. `undefined`: it is fixed.
 */
export function judgeCase(given: SearchCase, topology: Topology, env: Env): string | undefined {
  const parsed = parseDeadLetter(Buffer.from(JSON.stringify(given.deadLetter)));
  if (parsed.status === 'broken') return `the case is broken: ${parsed.sentence}`;
  const { status } = createJudgeDeadLetter(topology, env)(parsed);
  if (status === 'filtered' || status === 'unknownFunction' || isLedElsewhere(parsed, topology, env)) return undefined;
  if (given.field === undefined) return given.error;
  const mapping = mappingAt(given.properties, given.field.split('.'));
  if (mapping === undefined) return given.error;
  const values = valuesAt(JSON.parse(parsed.data.toString()), given.field);
  return values.every((value) => takes(mapping, value)) ? undefined : given.error;
}

/** Whether routes and forwarders lead the log to another stream than the function's, where they are what feeds it. */
function isLedElsewhere({ data, deadLetter }: FoundDeadLetter, topology: Topology, env: Env): boolean {
  const sink = topology.functions.find(({ name }) => name === deadLetter.function);
  const isFed = topology.functions.some(({ targets }) => targets.some(({ name }) => name === sink?.source.name));
  if (sink === undefined || !isFed) return false;
  const tools = createTools(topology, env);
  const record = {
    streamName: tools.routerStream,
    shardId: 'case',
    sequenceNumber: '1',
    data: data.toString('base64'),
  };
  const { partitionKey, arrivedAt } = deadLetter;
  const records = [{ ...record, partitionKey, arrivedAtMs: Date.parse(arrivedAt) }];
  const { explanations } = explainRecords(records, tools, { hasIdentity: false });
  return explanations.every(({ sinks }) => !sinks.includes(sink.service));
}

function mappingAt(properties: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject | undefined {
  const mapping = properties[name];
  if (!isJsonObject(mapping)) return undefined;
  if (rest.length === 0 || mapping['enabled'] === false) return mapping;
  const inner = mapping['properties'];
  return isJsonObject(inner) ? mappingAt(inner, rest) : undefined;
}

function takes(mapping: JsonObject, value: unknown): boolean {
  if (mapping['enabled'] === false || value === null) return true;
  if (mapping['ignore_malformed'] === true) return !isJsonObject(value);
  return FITS[String(mapping['type'] ?? 'object')]?.(value) ?? false;
}

function isNumeric(value: unknown): boolean {
  return (
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))
  );
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
