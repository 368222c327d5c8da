import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LocalClients } from '../stack/aws-clients.ts';
import { addSummaries, type FunctionTotals, readSummary } from './totals.ts';

const PAGE = 10_000;

/** Counts of each function since a time, from the summary lines it printed. A function without a log did nothing. */
export async function readTotals(
  clients: Pick<LocalClients, 'logs' | 'functionLogs'>,
  functionNames: readonly string[],
  sinceMs: number,
): Promise<Record<string, FunctionTotals>> {
  const totals = functionNames.map(async (name) => {
    const lines = await readFunctionLines(clients, name, sinceMs);
    return [name, addSummaries(lines.flatMap((line) => readSummary(line) ?? []))] as const;
  });
  return Object.fromEntries(await Promise.all(totals));
}

/** Log lines of a function since a time; none where it has no log yet. */
export async function readFunctionLines(
  { logs, functionLogs }: Pick<LocalClients, 'logs' | 'functionLogs'>,
  name: string,
  sinceMs: number,
): Promise<string[]> {
  if (functionLogs) return readKept(functionLogs, name, sinceMs);
  return readLines(logs, name, sinceMs).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
    throw error;
  });
}

/** The output of a function, where we started the local AWS: all of it, while the log group may lack the last lines. */
async function readKept(directory: string, functionName: string, sinceMs: number): Promise<string[]> {
  const text = await readFile(join(directory, `${functionName}.log`), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => {
    const time = /"timestamp":"([^"]+)"/.exec(line)?.[1];
    return time !== undefined && Date.parse(time) >= sinceMs;
  });
}

/**
 * A function's log lines since a time. Pages by time: emulators give no token, nor always an id; then equal lines count
 * once, and summaries differ in their request.
 */
async function readLines(logs: CloudWatchLogsClient, functionName: string, sinceMs: number): Promise<string[]> {
  const lines = new Map<string, string>();
  for (let startTime = sinceMs; ; ) {
    const query = { logGroupName: `/aws/lambda/${functionName}`, startTime, limit: PAGE };
    const { events = [] } = await logs.send(new FilterLogEventsCommand(query));
    const before = lines.size;
    for (const { eventId, message = '' } of events) lines.set(eventId ?? message, message);
    if (events.length < PAGE || lines.size === before) return [...lines.values()];
    startTime = events.at(-1)?.timestamp ?? startTime;
  }
}
