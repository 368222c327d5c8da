import { isJsonObject, type JsonObject } from '../../log/json-object.ts';
import { readRanges } from '../progress/settled-entries.ts';
import { MAX_REDRIVE_RECORDS, type RedriveEvent } from './redrive-event.ts';

/** The function that reads the event. */
interface Reader {
  readonly functionName: string;
  readonly stage: string;
}

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, readonly [expected: string, check: Check]>>;

const MAX_PROBLEMS = 10;
const MAX_GENERATION = 1000;
/** More than a record of 10 MiB becomes; as numbers they take up to 50 MB. */
const MAX_SETTLED_ENTRIES = 1_000_000;
/** `archive/` with a key of S3 (1,024 bytes) and a line; those of a stream have at most 255. */
const MAX_IDENTITY_LENGTH = 1100;
const IDENTITY = /^[^/]+\/[^/]+\/.*[^/]$/s;
const RUN = /^[\w.-]{1,200}$/;
/** Beside it the length is asked for: an expression with groups of four overflows the stack at 5 MB. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
/** The farthest instant that a Date can hold. */
const MAX_TIME_MS = 8.64e15;

const RECORD: Shape = {
  identity: ['stream/shard/position', isIdentity],
  partitionKey: ['a text', isText],
  arrivedAt: ['a time such as 2026-11-22T00:00:00.000Z', isTime],
  data: ['base64', isBase64],
};
const OPTIONAL: Shape = {
  cloudwatch: ['owner, logGroup, logStream, eventId, eventTimeMs and perhaps systemFields', isOrigin],
  settled: ['entries and, by target, ranges such as 0-3,7', isSettled],
};

/**
 * Checks an operator's event. Nothing of an event with a problem is delivered.
 * @throws {TypeError} naming what is wrong, the first {@link MAX_PROBLEMS} of it.
 */
export function readRedriveEvent(event: RedriveEvent, reader: Reader): RedriveEvent {
  const problems = [...eventProblems(event, reader), ...recordProblems(event.records)];
  if (problems.length === 0) return event;
  const more = problems.length > MAX_PROBLEMS ? [`and ${problems.length - MAX_PROBLEMS} more`] : [];
  throw new TypeError(`redrive event: ${[...problems.slice(0, MAX_PROBLEMS), ...more].join('; ')}`);
}

function eventProblems(event: RedriveEvent, { functionName, stage }: Reader): readonly string[] {
  const { records: _, ...rest } = event;
  return shapeProblems(
    '',
    { ...rest },
    {
      form: ['redrive/1', () => true],
      run: ['1 to 200 letters, digits, _ . -', (value) => isText(value) && RUN.test(value)],
      function: [functionName, (value) => value === functionName],
      stage: [stage, (value) => value === stage],
      target: ['the name of a target', (value) => isText(value) && value !== ''],
      generation: [`a whole number from 0 to ${MAX_GENERATION}`, (value) => isWhole(value, MAX_GENERATION)],
    },
  );
}

function recordProblems(records: unknown): readonly string[] {
  if (!Array.isArray(records) || records.length === 0 || records.length > MAX_REDRIVE_RECORDS) {
    return [`records: expected 1 to ${MAX_REDRIVE_RECORDS}, got ${Array.isArray(records) ? records.length : 'none'}`];
  }
  const problems = records.flatMap((record: unknown, index) => redriveRecordProblems(record, `records[${index}]`));
  if (problems.length > 0) return problems;
  const identities = new Set(records.map(({ identity }) => identity));
  return identities.size === records.length ? [] : ['records: expected each identity once'];
}

/** Sentences about what is wrong with one record of an event, so that it can be left out before it is sent. */
export function redriveRecordProblems(record: unknown, path = 'record'): readonly string[] {
  if (!isJsonObject(record)) return [`${path}: expected an object`];
  return shapeProblems(`${path}.`, record, RECORD, OPTIONAL);
}

function shapeProblems(path: string, value: JsonObject, shape: Shape, optional: Shape = {}): readonly string[] {
  const wrong = [...Object.entries(shape), ...Object.entries(optional).filter(([key]) => value[key] !== undefined)]
    .filter(([key, [, check]]) => !check(value[key]))
    .map(([key, [expected]]) => `${path}${key}: expected ${expected}, got ${excerpt(value[key])}`);
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(shape, key) && !Object.hasOwn(optional, key));
  return [...wrong, ...unknown.map((key) => `${path}${JSON.stringify(key).slice(0, 60)}: unknown`)];
}

function excerpt(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}

function isBase64(value: unknown): boolean {
  return isText(value) && value.length % 4 === 0 && BASE64.test(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isWhole(value: unknown, max: number): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max;
}

function isIdentity(value: unknown): boolean {
  return isText(value) && value.length <= MAX_IDENTITY_LENGTH && value.isWellFormed() && IDENTITY.test(value);
}

function isTime(value: unknown): boolean {
  return isText(value) && ISO_TIME.test(value) && Number.isFinite(Date.parse(value));
}

function isOrigin(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const { eventTimeMs, systemFields = {}, ...texts } = value;
  const names = ['owner', 'logGroup', 'logStream', 'eventId'];
  if (!Number.isInteger(eventTimeMs) || Math.abs(Number(eventTimeMs)) > MAX_TIME_MS) return false;
  if (!isJsonObject(systemFields) || !Object.values(systemFields).every(isText)) return false;
  return Object.keys(texts).length === names.length && names.every((name) => isText(texts[name]));
}

function isSettled(value: unknown): boolean {
  if (!isJsonObject(value) || !isJsonObject(value['targets'])) return false;
  const { entries, targets } = value;
  if (!isWhole(entries, MAX_SETTLED_ENTRIES)) return false;
  return Object.values(targets as JsonObject).every(
    (ranges) => isText(ranges) && readRanges(ranges, entries) !== undefined,
  );
}
