import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';

/** A summary line of an invocation that something is wrong with. */
interface TroubledSummary {
  readonly atMs: number;
  readonly requestId: string;
  readonly summary: { readonly progressTruncated: boolean; readonly mismatches: readonly string[] };
}

/** The summary lines of a function, in a range, whose level is not INFO. */
export type ReadSummaries = (
  functionName: string,
  range: { readonly fromMs: number; readonly toMs: number },
) => Promise<readonly TroubledSummary[]>;

const PATTERN = '{ $.message = "batch settled" && $.level != "INFO" }';

/** Summary lines in CloudWatch Logs. A function that has no log group yet did nothing. */
export function createReadSummaries(logs: CloudWatchLogsClient): ReadSummaries {
  return async (functionName, { fromMs, toMs }) => {
    const found: TroubledSummary[] = [];
    let nextToken: string | undefined;
    do {
      const query = {
        logGroupName: `/aws/lambda/${functionName}`,
        filterPattern: PATTERN,
        startTime: fromMs,
        endTime: toMs,
      };
      const page = await logs
        .send(new FilterLogEventsCommand({ ...query, ...(nextToken && { nextToken }) }))
        .catch(absent);
      for (const { message = '', timestamp = 0 } of page.events ?? []) found.push(...read(message, timestamp));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return found;
  };
}

function absent(error: unknown): { events?: []; nextToken?: undefined } {
  if (error instanceof Error && error.name === 'ResourceNotFoundException') return {};
  throw error;
}

function read(message: string, atMs: number): readonly TroubledSummary[] {
  try {
    const { requestId = '', summary } = JSON.parse(message);
    return summary === undefined ? [] : [{ atMs, requestId, summary }];
  } catch {
    return [];
  }
}
