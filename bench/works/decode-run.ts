import { groupLogs } from '../../services/s3-sink/groups.ts';
import { createEachDecoder } from '../../shared/log/decode/decode-records.ts';
import { ALL_PARTS } from '../../shared/log/decode/decoder-parts.ts';
import { readKinesisEvent } from '../../shared/log/decode/kinesis-event.ts';
import type { Log } from '../../shared/log/log.ts';
import { createValidator } from '../../shared/log/schema.ts';
import { createTimeParser } from '../../shared/log/timestamp/parse-time.ts';
import { parseCommonSettings } from '../../shared/settings/common-settings.ts';
import { REQUIRED_ENV } from './pipeline-run.ts';
import type { Run, Send } from './work.ts';

/** Decoding, the schema, and groups by type and day, without the pipeline around them. */
export function createDecodeRun(send: Send): Run {
  const { schema, decode } = parseCommonSettings(REQUIRED_ENV, 'bench');
  const parseTime = createTimeParser(schema.timestamps);
  const decodeRecords = createEachDecoder({ parts: ALL_PARTS, ...decode, fields: schema.fields });
  const validate = createValidator({ ...schema, parseTime });
  return (event) => {
    const logs: Log[] = [];
    decodeRecords(readKinesisEvent(event, 0), (decoded) => {
      const validated = validate(decoded);
      if (validated.status === 'valid') logs.push(validated.log);
    });
    const { groups } = groupLogs(logs, { layout: 'baikonur', maxGroups: 500 });
    // The indexes come from the list itself.
    for (const { indexes } of groups) send(indexes.map((index) => logs[index] as Log));
  };
}
