import {
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { type AwsError, type Bound, callAws } from '../aws/call.ts';
import type { EdenReads, EdenWrites } from '../aws/ports.ts';

type TaskPorts = Pick<EdenReads, 'describeTask' | 'listStartedTasks'> & Pick<EdenWrites, 'runTask' | 'stopTask'>;

/** Creates the calls on single tasks. */
export function createTaskPorts(client: ECSClient, bounded: Bound): TaskPorts {
  return {
    runTask: (request) =>
      callAws<Awaited<ReturnType<TaskPorts['runTask']>>>(
        { action: 'ecs:RunTask', resource: request.taskDefinition ?? '' },
        async () => {
          const { tasks = [], failures = [] } = await client.send(new RunTaskCommand(request), bounded());
          const arn = tasks[0]?.taskArn;
          if (arn !== undefined) return { status: 'started', arn };
          return { status: 'failed', reason: failures[0]?.reason ?? 'no reason given' };
        },
        usedToken,
      ),
    stopTask: async ({ cluster, arn, reason }) => {
      await callAws(
        { action: 'ecs:StopTask', resource: arn },
        async () => Boolean(await client.send(new StopTaskCommand({ cluster, task: arn, reason }), bounded())),
        ({ message }) => (/not found/i.test(message) ? true : undefined),
      );
    },
    listStartedTasks: ({ cluster, startedBy }) =>
      callAws<readonly string[]>(
        { action: 'ecs:ListTasks', resource: `${cluster} ${startedBy}` },
        async () => (await client.send(new ListTasksCommand({ cluster, startedBy }), bounded())).taskArns ?? [],
        ({ name }) => (name === 'ClusterNotFoundException' ? [] : undefined),
      ),
    describeTask: ({ cluster, arn }) =>
      callAws({ action: 'ecs:DescribeTasks', resource: arn }, async () => {
        const { tasks = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks: [arn] }), bounded());
        return tasks[0];
      }),
  };
}

/** The token of a run that died after it had started the task: its request had another revision. @see API_RunTask, ConflictException */
function usedToken({ name, error }: AwsError) {
  if (name !== 'ConflictException') return undefined;
  const ids = typeof error === 'object' && error !== null && 'resourceIds' in error ? error.resourceIds : undefined;
  const [arn] = Array.isArray(ids) ? ids : [];
  return { status: 'already' as const, ...(typeof arn === 'string' && { arn }) };
}
