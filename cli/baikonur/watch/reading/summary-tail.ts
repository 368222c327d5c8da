import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readFunctionLines } from '../../../../local/ledger/read-totals.ts';
import { readSummary, type Summary } from '../../../../local/ledger/totals.ts';
import type { AwsClients } from '../../aws/clients.ts';

/** A summary line, and when it was printed. */
export interface TimedSummary extends Summary {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly oldestLogAgeMs: number;
}

/** Summary lines of a function that were not given before, since a time. */
export type ReadNewSummaries = (functionName: string, sinceMs: number) => Promise<readonly TimedSummary[]>;

/** Read of a file at a time: of one that was printed to for days, the end is looked at. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Follows the files that the functions of our own local AWS print to: only what was added is read.
 * @param folder of `<function>.log`
 */
export function tailFiles(folder: string): ReadNewSummaries {
  const tails = new Map<string, { at: number; rest: string }>();
  return async (name, sinceMs) => {
    const tail = tails.get(name) ?? { at: 0, rest: '' };
    tails.set(name, tail);
    const { added, end } = await readFrom(join(folder, `${name}.log`), tail.at);
    tail.at = end;
    const lines = (tail.rest + added.toString('latin1')).split('\n');
    tail.rest = lines.pop() ?? '';
    // Bytes until here: a character may have been cut.
    return summariesOf(
      lines.map((line) => Buffer.from(line, 'latin1').toString()),
      sinceMs,
    );
  };
}

/** Asks a local AWS that is not ours for all lines, each time. */
export function readAllLines({ logs }: Pick<AwsClients, 'logs'>): ReadNewSummaries {
  const given = new Map<string, number>();
  return async (name, sinceMs) => {
    const afterMs = given.get(name) ?? 0;
    const lines = await readFunctionLines({ logs, functionLogs: undefined }, name, Math.max(sinceMs, afterMs));
    const found = summariesOf(lines, sinceMs).filter(({ atMs }) => atMs > afterMs);
    given.set(name, Math.max(afterMs, ...found.map(({ atMs }) => atMs)));
    return found;
  };
}

/** The bytes behind a position; of very many, the last ones, which begin within a line. A file that is shorter was written anew. */
async function readFrom(path: string, at: number): Promise<{ readonly added: Buffer; readonly end: number }> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return { added: Buffer.alloc(0), end: at };
  try {
    const { size } = await file.stat();
    const from = Math.max(size < at ? 0 : at, size - MOST_BYTES);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return { added: buffer.subarray(0, bytesRead), end: from + bytesRead };
  } finally {
    await file.close();
  }
}

function summariesOf(lines: readonly string[], sinceMs: number): readonly TimedSummary[] {
  return lines.flatMap((line) => {
    const summary = readSummary(line);
    if (summary === undefined) return [];
    // It was parsed as JSON before.
    const { timestamp, summary: all } = JSON.parse(line) as { timestamp: string; summary: { oldestLogAgeMs?: number } };
    const atMs = Date.parse(timestamp);
    return atMs >= sinceMs ? [{ ...summary, atMs, oldestLogAgeMs: all.oldestLogAgeMs ?? 0 }] : [];
  });
}
