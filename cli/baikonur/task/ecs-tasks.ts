import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  type Task as EcsTask,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import type { ScheduledTask } from '../../../shared/deploy/topology/topology.ts';

/** @see DescribeTasks: 100 tasks a call */
const TASKS_A_CALL = 100;

/** The tasks of a name that ECS still knows: those that run, and those that stopped within the last hour. */
export async function findEcsTasks(ecs: ECSClient, task: ScheduledTask): Promise<readonly EcsTask[]> {
  const { targetClusterArn: cluster, name } = task;
  const arns = [
    ...(await listArns(ecs, { cluster, family: familyOf(task), desiredStatus: 'RUNNING' })),
    ...(await listArns(ecs, { cluster, family: familyOf(task), desiredStatus: 'STOPPED' })),
  ];
  const tasks: EcsTask[] = [];
  for (let from = 0; from < arns.length; from += TASKS_A_CALL) {
    const page = await ecs.send(new DescribeTasksCommand({ cluster, tasks: arns.slice(from, from + TASKS_A_CALL) }));
    tasks.push(...(page.tasks ?? []));
  }
  return tasks.filter(({ group }) => group?.startsWith(`${name}/`));
}

type ListInput = { readonly cluster: string; readonly family: string; readonly desiredStatus: 'RUNNING' | 'STOPPED' };

async function listArns(ecs: ECSClient, input: ListInput): Promise<readonly string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(new ListTasksCommand({ ...input, ...(nextToken ? { nextToken } : {}) }));
    found.push(...(page.taskArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return found;
}

/** `report` of `report`, `report:7`, `arn:…:task-definition/report:7`. */
function familyOf({ taskDefinitionArn }: ScheduledTask): string {
  return taskDefinitionArn.replace(/^.*task-definition\//, '').replace(/:\d+$/, '');
}

/** Where a container of a task writes its logs. */
export interface LogPlace {
  readonly container: string;
  readonly group: string;
  readonly stream: string;
}

/** The log streams of a task's containers; those that write elsewhere are left out. */
export async function logPlaces(ecs: ECSClient, task: EcsTask): Promise<readonly LogPlace[]> {
  if (task.taskDefinitionArn === undefined) return [];
  const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: task.taskDefinitionArn }));
  const id = task.taskArn?.split('/').at(-1) ?? '';
  return (answer.taskDefinition?.containerDefinitions ?? []).flatMap(({ name, logConfiguration }) => {
    const { 'awslogs-group': group, 'awslogs-stream-prefix': prefix } = logConfiguration?.options ?? {};
    const isHere = logConfiguration?.logDriver === 'awslogs' && group && prefix && name;
    return isHere ? [{ container: name, group, stream: `${prefix}/${name}/${id}` }] : [];
  });
}
