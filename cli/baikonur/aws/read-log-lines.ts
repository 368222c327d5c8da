import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { TimeRange } from '../operator/time-range.ts';

/** Lines of a log group in a range that have a text, page by page. A group that does not exist has none. */
export async function* readLogLines(
  logs: CloudWatchLogsClient,
  { logGroup, text, range }: { readonly logGroup: string; readonly text: string; readonly range: TimeRange },
): AsyncGenerator<readonly string[]> {
  let token: string | undefined;
  try {
    do {
      const page = await logs.send(
        new FilterLogEventsCommand({
          logGroupName: logGroup,
          filterPattern: `"${text}"`,
          startTime: range.fromMs,
          endTime: range.toMs,
          nextToken: token,
        }),
      );
      yield (page.events ?? []).flatMap(({ message }) => message ?? []);
      token = page.nextToken;
    } while (token !== undefined);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
