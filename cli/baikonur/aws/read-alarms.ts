import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';

/** An alarm that is in state ALARM. */
export interface RingingAlarm {
  readonly name: string;
  readonly description: string;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
}

/** Alarms in state ALARM whose names begin with the prefix. */
export async function readAlarms(cloudWatch: CloudWatchClient, prefix: string): Promise<readonly RingingAlarm[]> {
  const found: RingingAlarm[] = [];
  let token: string | undefined;
  do {
    const page = await cloudWatch.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: prefix,
        StateValue: 'ALARM',
        AlarmTypes: ['CompositeAlarm', 'MetricAlarm'],
        NextToken: token,
      }),
    );
    for (const alarm of [...(page.CompositeAlarms ?? []), ...(page.MetricAlarms ?? [])]) {
      found.push({
        name: alarm.AlarmName ?? '',
        description: alarm.AlarmDescription ?? '',
        sinceMs: alarm.StateUpdatedTimestamp?.getTime() ?? 0,
      });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}
