import { isJsonObject } from '../../../shared/log/json-object.ts';
import type { StreamRecord } from './stream-record.ts';

/** A filter's `Pattern`, parsed: an object whose leaves are lists of accepted values. */
export type FilterPattern = Readonly<Record<string, unknown>>;

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const OPERATORS: Readonly<Record<string, (value: unknown, operand: unknown) => boolean>> = {
  prefix: (value, operand) => typeof value === 'string' && value.startsWith(asText(operand)),
  suffix: (value, operand) => typeof value === 'string' && value.endsWith(asText(operand)),
  'equals-ignore-case': (value, operand) =>
    typeof value === 'string' && value.toLowerCase() === asText(operand).toLowerCase(),
  'anything-but': (value, operand) => value !== undefined && ![operand].flat().includes(value),
  numeric: isInRange,
  exists: (value, operand) => (value !== undefined) === operand,
};

/**
 * Whether one of the filters takes the record. A filter on `data` looks at the decoded JSON; data that is no JSON
 * object (gzip, KPL, plain text) is dropped without a trace, as Lambda does.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export function passesFilters(record: StreamRecord, filters: readonly FilterPattern[]): boolean {
  return filters.some((pattern) => passes(record, pattern));
}

function passes(record: StreamRecord, pattern: FilterPattern): boolean {
  const value = {
    kinesisSchemaVersion: '1.0',
    partitionKey: record.partitionKey,
    sequenceNumber: record.sequenceNumber,
    approximateArrivalTimestamp: record.arrivedAtMs / 1000,
  };
  if (!('data' in pattern)) return matches(pattern, value);
  const data = parseData(record.data);
  return isJsonObject(data) && matches(pattern, { ...value, data });
}

function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((accepted) => acceptsValue(accepted, value));
  if (!isJsonObject(pattern)) return false;
  return Object.entries(pattern).every(([key, inner]) =>
    key === '$or' && Array.isArray(inner)
      ? inner.some((alternative) => matches(alternative, value))
      : matches(inner, isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
  );
}

function acceptsValue(accepted: unknown, value: unknown): boolean {
  if (!isJsonObject(accepted)) return accepted === value;
  return Object.entries(accepted).every(([name, operand]) => OPERATORS[name]?.(value, operand) ?? false);
}

function parseData(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}

function isInRange(value: unknown, range: unknown): boolean {
  if (typeof value !== 'number' || !Array.isArray(range)) return false;
  const pairs = Array.from({ length: range.length / 2 }, (_, i) => [range[2 * i], range[2 * i + 1]] as const);
  return pairs.every(([operator, limit]) => COMPARISONS[String(operator)]?.(value, Number(limit)) ?? false);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
