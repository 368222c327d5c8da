import { createDecoder } from '../../../shared/log/decode/decode-records.ts';
import { createFieldScanner } from '../../../shared/log/decode/scan-fields.ts';
import { createValidator } from '../../../shared/log/schema.ts';
import { createTimeParser } from '../../../shared/log/timestamp/parse-time.ts';
import type { CommonSettings } from '../../../shared/settings/common-settings.ts';
import type { TimeRange } from '../operator/time-range.ts';
import { UsageError } from '../shell.ts';

/** Whether a line of the archive is meant. @param arrivedAtMs about when its log arrived, epoch milliseconds */
export type TakesLine = (line: Buffer, arrivedAtMs: number) => boolean;

/** A condition on a value of a log. */
interface Where {
  readonly path: string;
  readonly value: string;
}

const DAY_MS = 86_400_000;

/**
 * Selects lines by the time of the log and by `--where`. Whole days need no look into the lines: their folders say it.
 * @throws {UsageError} for a condition that is none.
 */
export function createTakesLine(
  { schema, decode }: CommonSettings,
  { fromMs, toMs }: TimeRange,
  conditions: readonly string[],
): TakesLine {
  const where = conditions.map(readWhere);
  const isWholeDays = fromMs % DAY_MS === 0 && toMs % DAY_MS === 0;
  if (isWholeDays && where.length === 0) return () => true;
  const { fields, optionalFields } = schema;
  const read = createDecoder({
    ...decode,
    ...{ recordFormat: 'json', fields, optionalFields, parts: { createScanner: createFieldScanner } },
    pickPaths: where.map(({ path }) => path),
  });
  const validate = createValidator({ ...schema, parseTime: createTimeParser(schema.timestamps) });
  return (line, arrivedAtMs) => {
    const data = line.toString('base64');
    const record = { streamName: '', shardId: '', sequenceNumber: '1', partitionKey: '', arrivedAtMs, data };
    const [decoded] = read([record]).entries;
    const validated = decoded && validate(decoded);
    // It was a log when it was archived: where today's settings do not read it, the function says why.
    if (validated?.status !== 'valid') return where.length === 0;
    const { timeNs, picked = [] } = validated.log;
    const timeMs = Number(timeNs / 1_000_000n);
    return timeMs >= fromMs && timeMs < toMs && where.every(({ value }, index) => textOf(picked[index]) === value);
  };
}

function readWhere(text: string): Where {
  const [, path, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (path !== undefined && value !== undefined) return { path, value };
  throw new UsageError([`--where: expected <path>=<value> such as level=error, got ${JSON.stringify(text)}`]);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : value === undefined ? undefined : JSON.stringify(value);
}
