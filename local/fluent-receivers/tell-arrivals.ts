import { readFile } from 'node:fs/promises';
import { epochMsOf, utcText } from '../../shared/log/timestamp/utc-text.ts';
import type { ReceivedEvent } from './receiver.ts';
import { readFluentServerFile } from './start-fluent-server.ts';

/** How much of a message is shown, in characters. */
const SHOWN_CHARS = 160;

/** Messages that a receiver has kept, from the `from`-th on: a line each, and how many there are in all. */
export async function tellArrivals(
  file: string,
  from: number,
): Promise<{ readonly lines: readonly string[]; readonly count: number }> {
  const events = readFluentServerFile(await readFile(file, 'utf8'));
  return { lines: events.slice(from).map(oneLine), count: events.length };
}

function oneLine({ tag, timeNs, record }: ReceivedEvent): string {
  const text = String(record['message'] ?? JSON.stringify(record));
  const time = utcText(epochMsOf(timeNs));
  return `  ${tag}  ${time}  ${text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text}`;
}
