import { isUtf8 } from 'node:buffer';
import { printable, printableJson } from '../../../shared/log/printable.ts';
import type { ReadDeadLetter } from '../../../shared/pipeline/dead-letter/parse-dead-letter.ts';
import { countText } from '../operator/quantity.ts';
import type { Paint } from '../output/paint.ts';
import type { FoundInFile } from './read-files.ts';

const LABEL_WIDTH = 13;
const BASE64_WIDTH = 100;

/** One dead letter as a line of JSON, with its place. */
export function showJson({ key, line, raw }: FoundInFile): string {
  // It was parsed before.
  const fields: object = JSON.parse(raw.toString());
  // A dead letter may have fields of these names, too: where it lies is not for its writer to say.
  return `${printableJson(Object.assign({ key, line }, fields, { key, line }))}\n`;
}

/** One dead letter for people: its fields, and its record whole. */
export function showDeadLetter({ key, line, deadLetter, data }: FoundInFile, paint: Paint): string {
  const rows = rowsOf(deadLetter).map(
    ([label, value]) => `  ${paint('dim', label.padEnd(LABEL_WIDTH))} ${printable(value)}`,
  );
  const isText = isUtf8(data);
  const kind = isText ? '' : ', not UTF-8: as base64';
  return [
    `${paint('bold', printable(deadLetter.identity))}  ${paint('red', deadLetter.reason)}`,
    ...rows,
    `  ${paint('dim', 'in'.padEnd(LABEL_WIDTH))} ${printable(key)} line ${line}`,
    `  ${paint('dim', `data (${countText(data.length, 'byte')}${kind})`)}`,
    ...(isText ? data.toString().split('\n').map(printable) : wrap(data.toString('base64'))).map(
      (text) => `    ${text}`,
    ),
    '',
    '',
  ].join('\n');
}

/** The fields of a dead letter that people read, in order. */
export function rowsOf(deadLetter: ReadDeadLetter): readonly (readonly [label: string, value: string])[] {
  const { cloudwatch, settled, generation } = deadLetter;
  const { function: name, target, stage, error, attempts, logType, logId, time, partitionKey } = deadLetter;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['function', name],
    ['target', target === '-' ? undefined : target],
    ['stage', stage],
    ['error', error],
    ['attempts', String(attempts)],
    ['generation', generation === undefined ? undefined : String(generation)],
    ['log type', logType],
    ['log id', logId],
    ['time', time],
    ['arrived', deadLetter.arrivedAt],
    ['failed', deadLetter.failedAt],
    ['partition key', partitionKey],
    ['log group', cloudwatch?.logGroup],
    ['log stream', cloudwatch?.logStream],
    ['settled', settled && `of its ${countText(settled.entries, 'entry')}: ${JSON.stringify(settled.targets)}`],
  ];
  return rows.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [[label, value] as const]));
}

function wrap(text: string): readonly string[] {
  return text.match(new RegExp(`.{1,${BASE64_WIDTH}}`, 'g')) ?? [];
}
