import type { DeadLetter } from '../../shared/pipeline/dead-letter/dead-letter.ts';
import type { StoredObject } from '../ledger/destination-contents.ts';
import type { FileLine } from '../samples/file-lines.ts';
import type { JudgedLine } from './judge-lines.ts';

/** A line that is not on S3, and why. */
interface MissingLine {
  readonly line: number;
  readonly reason: string;
  readonly error: string;
}

/** Result for the lines of a file. */
export interface FileReport {
  readonly lines: number;
  /** Lines whose logs are all on S3, byte for byte, in the folder of their type and day. */
  readonly onS3: number;
  readonly rest: readonly MissingLine[];
  /** Numbers of the valid lines that are nowhere, or in a wrong folder: none, unless something is broken. */
  readonly lost: readonly number[];
}

/**
 * Finds each valid line of a file on S3, byte for byte and as often as it was sent; the reasons of the others are in
 * the dead letters.
 * @param unsent lines that no record can hold
 */
export function matchLines(
  judged: readonly JudgedLine[],
  unsent: readonly FileLine[],
  archive: readonly StoredObject[],
  deadLetters: readonly DeadLetter[],
): FileReport {
  const stored = count(storedKeys(archive));
  const reasons = new Map(deadLetters.map((deadLetter) => [bytesOf(deadLetter), deadLetter]));
  const rest: MissingLine[] = unsent.map(({ number, data }) => ({
    line: number,
    reason: 'not_sent',
    error: `${data.length} bytes: more than the 1 MiB of a Kinesis record`,
  }));
  const lost: number[] = [];
  let onS3 = 0;
  for (const { line, entries } of judged) {
    const missing = entries.filter(({ folder, data }) => folder === undefined || !take(stored, keyOf(folder, data)));
    const found = missing.map(({ data }) => reasons.get(data.toString('latin1'))).find((one) => one !== undefined);
    if (missing.length === 0) onS3 += 1;
    else if (found) rest.push({ line: line.number, reason: found.reason, error: found.error });
    else lost.push(line.number);
  }
  rest.sort((a, b) => a.line - b.line);
  return { lines: judged.length + unsent.length, onS3, rest, lost };
}

function count(keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function bytesOf({ data, dataBase64 }: DeadLetter): string {
  return Buffer.from(data ?? dataBase64 ?? '', data === undefined ? 'base64' : 'utf8').toString('latin1');
}

/** Takes one of a key's occurrences away; false when none is left. */
function take(counts: Map<string, number>, key: string): boolean {
  const left = counts.get(key) ?? 0;
  counts.set(key, left - 1);
  return left > 0;
}

// latin1 keeps every byte: text for a map's key.
function keyOf(folder: string, data: Buffer): string {
  return `${folder}\n${data.toString('latin1')}`;
}

function* storedKeys(archive: readonly StoredObject[]): Iterable<string> {
  for (const { key, lines } of archive) {
    const folder = key.slice(0, key.lastIndexOf('/'));
    for (const line of lines) yield keyOf(folder, line);
  }
}
