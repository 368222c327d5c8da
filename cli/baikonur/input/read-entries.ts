import { createDecoder } from '../../../shared/log/decode/decode-records.ts';
import { ALL_PARTS } from '../../../shared/log/decode/decoder-parts.ts';
import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import type { Decoded, Validated } from '../../../shared/log/log.ts';
import { createValidator } from '../../../shared/log/schema.ts';
import { createTimeParser } from '../../../shared/log/timestamp/parse-time.ts';
import type { CommonSettings } from '../../../shared/settings/common-settings.ts';
import { decodeInTurns } from './decode-in-turns.ts';

/** An entry as settings of today read it. */
export interface ReadLog {
  readonly decoded: Decoded;
  readonly validated: Validated;
}

/** The entries of records of one shard, one after the other. */
export type ReadEntries = (records: readonly StreamRecord[]) => Generator<ReadLog>;

/** Builds what takes records apart as a function does. @param pickPaths paths whose values the fields have as `picked` */
export function createReadEntries(
  { schema, decode }: Pick<CommonSettings, 'schema' | 'decode'>,
  pickPaths: readonly string[],
): ReadEntries {
  const { fields, optionalFields } = schema;
  const read = createDecoder({ ...decode, fields, optionalFields, parts: ALL_PARTS, pickPaths });
  const validate = createValidator({ ...schema, parseTime: createTimeParser(schema.timestamps) });
  return function* entriesOf(records) {
    for (const { entries } of decodeInTurns(read, records)) {
      for (const decoded of entries) yield { decoded, validated: validate(decoded) };
    }
  };
}
