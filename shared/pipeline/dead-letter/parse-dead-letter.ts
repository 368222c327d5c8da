import { cutErrorText } from '../../errors/error-text.ts';
import type { CloudwatchOrigin } from '../../log/entry.ts';
import { excerptValue } from '../../log/excerpt.ts';
import { isJsonObject, type JsonObject } from '../../log/json-object.ts';
import type { DeadLetter, SettledEntries } from './dead-letter.ts';

/**
 * A dead letter as it is read again. `reason` is any code: a later version of the project may know more of them.
 * `generation` is absent in the first one.
 */
export type ReadDeadLetter = Omit<DeadLetter, 'reason' | 'data' | 'dataBase64'> & {
  readonly reason: string;
  /** How often the log became a dead letter: 2 after the first redrive that failed. */
  readonly generation?: number;
};

/** A line that is a dead letter. */
export interface FoundDeadLetter {
  readonly status: 'found';
  readonly deadLetter: ReadDeadLetter;
  /** The original bytes of the record. */
  readonly data: Buffer;
  /** The line itself, without its end. */
  readonly raw: Buffer;
}

/** Fields that a dead letter must have to be of use, beside its data: the others are filled in. */
const REQUIRED = ['identity', 'function', 'target', 'reason'] as const;
const TEXTS = ['logType', 'logId', 'time'] as const;
const CODE = /^[a-z0-9_]{1,100}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Reads the line of a dead letter, of this version or an earlier one. */
export function parseDeadLetter(
  raw: Buffer,
): FoundDeadLetter | { readonly status: 'broken'; readonly sentence: string } {
  const root = parseObject(raw);
  if (root === undefined) return { status: 'broken', sentence: 'it is no JSON object' };
  const problem = problemOf(root);
  if (problem !== undefined) return { status: 'broken', sentence: problem };
  const data = bytesOf(root);
  if (data === undefined) {
    return { status: 'broken', sentence: 'data: expected the record as text, or as base64 in dataBase64' };
  }
  return { status: 'found', deadLetter: fieldsOf(root), data, raw };
}

function parseObject(raw: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(raw.toString());
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(root: JsonObject): string | undefined {
  const missing = REQUIRED.find((name) => typeof root[name] !== 'string' || root[name] === '');
  if (missing !== undefined) return `${missing}: expected text, got ${excerptValue(root[missing])}`;
  if (!CODE.test(String(root['reason']))) return `reason: expected a code, got ${excerptValue(root['reason'])}`;
  return undefined;
}

function bytesOf({ data, dataBase64 }: JsonObject): Buffer | undefined {
  if (typeof data === 'string') return Buffer.from(data);
  return typeof dataBase64 === 'string' && BASE64.test(dataBase64) ? Buffer.from(dataBase64, 'base64') : undefined;
}

/** Fields of the wrong type are left out: they say something about the record, and nothing depends on them. */
function fieldsOf(root: JsonObject): ReadDeadLetter {
  const text = (name: string): string => (typeof root[name] === 'string' ? root[name] : '');
  const { attempts, settled, cloudwatch, generation } = root;
  return {
    identity: text('identity'),
    function: text('function'),
    target: text('target'),
    stage: text('stage'),
    reason: text('reason'),
    error: cutErrorText(text('error')),
    attempts: typeof attempts === 'number' ? attempts : 0,
    ...Object.fromEntries(TEXTS.flatMap((name) => (typeof root[name] === 'string' ? [[name, root[name]]] : []))),
    ...(isSettled(settled) ? { settled } : {}),
    arrivedAt: instant(root['arrivedAt']),
    failedAt: instant(root['failedAt']),
    partitionKey: text('partitionKey'),
    ...(isOrigin(cloudwatch) ? { cloudwatch } : {}),
    ...(Number.isSafeInteger(generation) ? { generation: Number(generation) } : {}),
  };
}

/** An instant in ISO 8601; the epoch where there is none. */
function instant(value: unknown): string {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? new Date(0).toISOString() : String(value);
}

function isSettled(value: unknown): value is SettledEntries {
  return isJsonObject(value) && Number.isSafeInteger(value['entries']) && isJsonObject(value['targets']);
}

function isOrigin(value: unknown): value is CloudwatchOrigin {
  if (!isJsonObject(value)) return false;
  const isText = ['owner', 'logGroup', 'logStream', 'eventId'].every((name) => typeof value[name] === 'string');
  return isText && typeof value['eventTimeMs'] === 'number';
}
