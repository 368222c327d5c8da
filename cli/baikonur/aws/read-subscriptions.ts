import {
  type CloudWatchLogsClient,
  DescribeSubscriptionFiltersCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';

/** A subscription filter of a log group. */
export interface SubscriptionFilter {
  readonly name: string;
  readonly destinationArn: string;
}

/** Subscription filters of a log group; `undefined` where there is no such group. */
export async function readSubscriptions(
  logs: CloudWatchLogsClient,
  logGroup: string,
): Promise<readonly SubscriptionFilter[] | undefined> {
  try {
    // A group has a handful of them: one page.
    const { subscriptionFilters = [] } = await logs.send(
      new DescribeSubscriptionFiltersCommand({ logGroupName: logGroup }),
    );
    return subscriptionFilters.map(({ filterName = '', destinationArn = '' }) => ({
      name: filterName,
      destinationArn,
    }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
