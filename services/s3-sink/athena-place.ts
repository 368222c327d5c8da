import type { Log } from '../../shared/log/log.ts';
import { epochMsOf, utcText } from '../../shared/log/timestamp/utc-text.ts';
import { encodeKeySegment } from '../../shared/names/key-segment.ts';
import type { KeyLayout } from './layouts.ts';
import { PARTITIONS } from './partitions.ts';

/** Where Athena finds a log: the end of a query, `FROM … WHERE …`, with its partition and its id. */
export function athenaPlace(database: string, layout: KeyLayout, { logType, logId, timeNs }: Log): string {
  const { dayFormat, hasHour } = PARTITIONS[layout];
  const [year = '', month = '', day = '', hour = ''] = utcText(epochMsOf(timeNs)).split(/[-T:]/);
  const conditions = [
    ['log_type', encodeKeySegment(logType)],
    ['day', dayFormat.replace('yyyy', year).replace('MM', month).replace('dd', day)],
    ...(hasHour ? [['hour', hour]] : []),
    ['log_id', logId],
  ];
  const where = conditions.map(([name, value = '']) => `${name} = '${value.replaceAll("'", "''")}'`);
  return `FROM ${database}.logs WHERE ${where.join(' AND ')}`;
}
