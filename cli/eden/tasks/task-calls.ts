import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTasksCommand, type DesiredStatus, ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import { boundTo, callAws } from '../../../shared/eden/aws/call.ts';
import type { AwsOptions } from '../../../shared/eden/clients/eden-aws.ts';
import type { ServiceTask, TaskReads } from './task-reads.ts';

/** Creates the reads of tasks and their logs. */
export function createTaskReads(options: AwsOptions, callTimeoutMs?: number): TaskReads {
  const bounded = boundTo(callTimeoutMs);
  const ecs = new ECSClient(options);
  const logs = new Map<string, CloudWatchLogsClient>();
  const logsIn = (region: string): CloudWatchLogsClient => {
    const client = logs.get(region) ?? new CloudWatchLogsClient({ ...options, region });
    logs.set(region, client);
    return client;
  };
  const list = async (cluster: string, serviceName: string, desiredStatus: DesiredStatus): Promise<readonly Task[]> => {
    const query = { cluster, serviceName, desiredStatus };
    const { taskArns = [] } = await ecs.send(new ListTasksCommand(query), bounded());
    if (taskArns.length === 0) return [];
    return (await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }), bounded())).tasks ?? [];
  };
  return {
    tasksOf: ({ cluster, service }) =>
      callAws(
        { action: 'ecs:ListTasks, ecs:DescribeTasks', resource: `${cluster}/${service}` },
        async () => {
          const lists = await Promise.all([list(cluster, service, 'RUNNING'), list(cluster, service, 'STOPPED')]);
          return lists.flat().map(toServiceTask).toSorted(byAge);
        },
        ({ name }) => (/^(Service|Cluster)NotFoundException$/.test(name) ? [] : undefined),
      ),
    readLog: ({ region, group, stream }, { sinceMs, next }) =>
      callAws(
        { action: 'logs:GetLogEvents', resource: `${group} ${stream}` },
        async () => {
          const query = {
            logGroupName: group,
            logStreamName: stream,
            startTime: sinceMs,
            startFromHead: true,
            ...(next !== undefined && { nextToken: next }),
          };
          const { events = [], nextForwardToken } = await logsIn(region).send(
            new GetLogEventsCommand(query),
            bounded(),
          );
          const lines = events.map(({ timestamp = 0, message = '' }) => ({ atMs: timestamp, message }));
          return { lines, next: nextForwardToken };
        },
        ({ name }) => (name === 'ResourceNotFoundException' ? { lines: [], next: undefined } : undefined),
      ),
  };
}

function byAge(a: ServiceTask, b: ServiceTask): number {
  return a.createdMs - b.createdMs;
}

function toServiceTask(task: Task): ServiceTask {
  const { taskArn = '', taskDefinitionArn = '', lastStatus = '', createdAt, enableExecuteCommand, containers } = task;
  return {
    id: taskArn.split('/').at(-1) ?? '',
    definitionArn: taskDefinitionArn,
    status: lastStatus,
    createdMs: createdAt?.getTime() ?? 0,
    isExecEnabled: enableExecuteCommand === true,
    runtimeIds: Object.fromEntries((containers ?? []).map(({ name = '', runtimeId = '' }) => [name, runtimeId])),
  };
}
