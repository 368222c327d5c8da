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

/**
 * Follows the files that the functions of our own local AWS print to: only what was added is read.
 * @param folder of `<function>.log`
 */
export function tailFiles(folder: string): ReadNewSummaries {
  const tails = new Map<string, { at: number; rest: string }>();
  return async (name, sinceMs) => {
    const tail = tails.get(name) ?? { at: 0, rest: '' };
    tails.set(name, tail);
    const added = await readFrom(join(folder, `${name}.log`), tail.at);
    tail.at += added.length;
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

async function readFrom(path: string, at: number): Promise<Buffer> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const added = Buffer.alloc(Math.max(0, size - at));
    const { bytesRead } = await file.read(added, 0, added.length, at);
    return added.subarray(0, bytesRead);
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
