import type { ReceivedEvent } from './receiver.ts';

const RECORD = /^LogRecord #\d+$/m;
const TIMESTAMP = /^Timestamp: (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))? \+0000 UTC$/m;
const BODY = /^Body: (?:Empty\(\)|Str\((?<text>.*?)\))$\nAttributes:/ms;
const ATTRIBUTE = /^ {5}-> (?<name>[^\n]*?): (?<kind>[A-Z][a-z]+)\((?<value>.*?)\)$(?=\n {5}-> |\nTrace ID:)/gms;

/**
 * Reads the text that the collector's debug exporter prints at verbosity `detailed`. The fluentforward receiver makes
 * a record's `message` the body of a log, its other fields attributes, and the tag the attribute `fluent.tag`.
 */
export function readDebugOutput(text: string): readonly ReceivedEvent[] {
  return text.split(RECORD).slice(1).map(readRecord);
}

function readRecord(block: string): ReceivedEvent {
  const attributes = Object.fromEntries(
    [...block.matchAll(ATTRIBUTE)].map(({ groups }) => [
      groups?.['name'],
      readValue(groups?.['kind'], groups?.['value'] ?? ''),
    ]),
  );
  const { 'fluent.tag': tag, ...fields } = attributes;
  const message = BODY.exec(block)?.groups?.['text'];
  const record = message === undefined ? fields : { message, ...fields };
  return { tag: String(tag), timeNs: readTimestamp(block), record };
}

function readValue(kind: string | undefined, value: string): unknown {
  if (kind === 'Str') return value;
  return kind === 'Empty' ? null : JSON.parse(value);
}

function readTimestamp(block: string): bigint {
  const [, date, time, fraction = ''] = TIMESTAMP.exec(block) ?? [];
  return BigInt(Date.parse(`${date}T${time}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
