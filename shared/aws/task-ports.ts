import {
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
} from '@aws-sdk/client-ecs';
import type { RunPorts, RunTaskAnswer, RunTaskRequest } from '../tasks/start-run.ts';

/** @see DescribeTasks: 100 tasks a call */
const TASKS_A_CALL = 100;

/** The calls to ECS over a client. */
export function createRunPorts(ecs: ECSClient): RunPorts {
  return {
    runTask: async (request) => answerOf(await ecs.send(new RunTaskCommand(runTaskInput(request)))),
    runningGroups: async (cluster, startedBy) => {
      const taskArns = await listTasks(ecs, cluster, startedBy);
      const groups: (string | undefined)[] = [];
      for (let from = 0; from < taskArns.length; from += TASKS_A_CALL) {
        const tasks = taskArns.slice(from, from + TASKS_A_CALL);
        const { tasks: described = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks }));
        groups.push(...described.filter(({ lastStatus }) => lastStatus !== 'STOPPED').map(({ group }) => group));
      }
      return groups;
    },
  };
}

/** Without a status, `startedBy` lists the tasks that are to run. @see ListTasks: it must be the only filter */
async function listTasks(ecs: ECSClient, cluster: string, startedBy: string): Promise<readonly string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(new ListTasksCommand({ cluster, startedBy, ...(nextToken && { nextToken }) }));
    found.push(...(page.taskArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined && nextToken !== '');
  return found;
}

interface RunTaskOutput {
  readonly tasks?: readonly { readonly taskArn?: string | undefined }[] | undefined;
  readonly failures?:
    | readonly {
        readonly arn?: string | undefined;
        readonly reason?: string | undefined;
        readonly detail?: string | undefined;
      }[]
    | undefined;
}

function answerOf({ tasks = [], failures = [] }: RunTaskOutput): RunTaskAnswer {
  const taskArn = tasks[0]?.taskArn;
  if (taskArn !== undefined) return { status: 'started', taskArn };
  const reasons = failures.map(({ reason, detail, arn }) =>
    [reason ?? 'no reason', detail, arn].filter(Boolean).join(', '),
  );
  return { status: 'failed', reason: reasons.join('; ') || 'RunTask answered without a task and without a failure' };
}

/** RunTask's input for one task. */
function runTaskInput({ task, group, clientToken }: RunTaskRequest): RunTaskCommandInput {
  const { capacityProviderStrategy } = task;
  return {
    cluster: task.cluster,
    taskDefinition: task.taskDefinition,
    count: 1,
    startedBy: task.startedBy,
    group,
    clientToken,
    enableECSManagedTags: true,
    propagateTags: 'TASK_DEFINITION',
    platformVersion: task.platformVersion,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...task.subnets],
        securityGroups: [...task.securityGroups],
        assignPublicIp: task.assignPublicIp ? 'ENABLED' : 'DISABLED',
      },
    },
    ...(capacityProviderStrategy === undefined
      ? { launchType: 'FARGATE' }
      : { capacityProviderStrategy: [...capacityProviderStrategy] }),
    ...(Object.keys(task.tags).length === 0
      ? {}
      : { tags: Object.entries(task.tags).map(([key, value]) => ({ key, value })) }),
    overrides: {
      ...(task.cpu === undefined ? {} : { cpu: String(task.cpu) }),
      ...(task.memoryMb === undefined ? {} : { memory: String(task.memoryMb) }),
      ...containerOverrides(task),
    },
  };
}

function containerOverrides({ container, command, environment }: RunTaskRequest['task']) {
  const variables = Object.entries(environment).map(([name, value]) => ({ name, value }));
  if (container === undefined || (command === undefined && variables.length === 0)) return {};
  return {
    containerOverrides: [
      {
        name: container,
        ...(command === undefined ? {} : { command: [...command] }),
        ...(variables.length === 0 ? {} : { environment: variables }),
      },
    ],
  };
}
