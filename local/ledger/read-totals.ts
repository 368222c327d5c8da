import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { addSummaries, type FunctionTotals, readSummary } from './totals.ts';

const PAGE = 10_000;

/**
 * A function's log lines since a time. Pages by time: emulators give no token, nor always an id; then equal lines count
 * once, and summaries differ in their request.
 */
const readLines = async (logs: CloudWatchLogsClient, functionName: string, sinceMs: number): Promise<string[]> => {
  const lines = new Map<string, string>();
  for (let startTime = sinceMs; ; ) {
    const query = { logGroupName: `/aws/lambda/${functionName}`, startTime, limit: PAGE };
    const { events = [] } = await logs.send(new FilterLogEventsCommand(query));
    const before = lines.size;
    for (const { eventId, message = '' } of events) lines.set(eventId ?? message, message);
    if (events.length < PAGE || lines.size === before) return [...lines.values()];
    startTime = events.at(-1)?.timestamp ?? startTime;
  }
};

/** What each function did since a time, from the summary lines in its log. A function without a log did nothing. */
export const readTotals = async (
  logs: CloudWatchLogsClient,
  functionNames: readonly string[],
  sinceMs: number,
): Promise<Record<string, FunctionTotals>> => {
  const totals = functionNames.map(async (name) => {
    const lines = await readLines(logs, name, sinceMs).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
      throw error;
    });
    return [name, addSummaries(lines.flatMap((line) => readSummary(line) ?? []))] as const;
  });
  return Object.fromEntries(await Promise.all(totals));
};
