import { isUtf8 } from 'node:buffer';
import { recordEnvelope } from '../input/record-envelope.ts';
import { recordsOf } from '../input/records-of.ts';
import type { FoundInFile } from './read-files.ts';

const OPEN = 0x7b;
const CLOSE = 0x7d;
/** Names that no log has: whatever the fields of a stage are called, the line is read alike. */
const NO_FIELDS = { logType: '\u0000', logId: '\u0000', time: '\u0000' };
const DEFAULTS = { streamName: 'any', nowMs: 0, fields: NO_FIELDS };

/**
 * The record of a dead letter as one line, which `explain` and `send` read as exactly that record: itself where it is a JSON
 * object on one line, else an envelope with base64.
 */
export function dataLine({ data, deadLetter }: Pick<FoundInFile, 'data' | 'deadLetter'>): string {
  if (isOneLine(data) && isReadAsItself(data)) return `${data.toString()}\n`;
  const { partitionKey, arrivedAt } = deadLetter;
  return `${recordEnvelope({ partitionKey, arrivedAt, data })}\n`;
}

function isOneLine(data: Buffer): boolean {
  const isObject = data[0] === OPEN && data.at(-1) === CLOSE && !data.includes('\n') && !data.includes('\r');
  if (!isObject || !isUtf8(data)) return false;
  try {
    JSON.parse(data.toString());
    return true;
  } catch {
    return false;
  }
}

/** A log that looks like an event of Lambda, or like a dead letter, would be taken apart. */
function isReadAsItself(data: Buffer): boolean {
  const [found, ...more] = recordsOf({ line: 1, data }, DEFAULTS);
  return more.length === 0 && found?.status === 'record' && found.record.data === data.toString('base64');
}
