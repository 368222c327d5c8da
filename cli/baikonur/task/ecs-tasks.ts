import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  type Task as EcsTask,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import type { ScheduledTask, Topology } from '../../../shared/deploy/topology/topology.ts';
import type { StoppedTask } from '../../../shared/tasks/judge-exit.ts';
import { startedByOf } from '../../../shared/tasks/task.ts';

/** @see DescribeTasks: 100 tasks a call */
const TASKS_A_CALL = 100;

/** The tasks of a name that ECS still knows: those that run, and those that stopped within the last hour. */
export async function findEcsTasks(
  ecs: ECSClient,
  topology: Topology,
  task: ScheduledTask,
): Promise<readonly EcsTask[]> {
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
  return tasks.filter(({ startedBy }) => startedBy === startedByOf(topology, name));
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

/** A stopped task as EventBridge would report it, so that it is judged like there. */
export function toStopped(task: EcsTask): StoppedTask {
  const { taskArn = '', group, stopCode, stoppedReason, startedAt, stoppedAt, containers = [] } = task;
  return {
    taskArn,
    ...(group === undefined ? {} : { group }),
    ...(stopCode === undefined ? {} : { stopCode }),
    ...(stoppedReason === undefined ? {} : { stoppedReason }),
    ...(startedAt === undefined ? {} : { startedAt: startedAt.toISOString() }),
    ...(stoppedAt === undefined ? {} : { stoppedAt: stoppedAt.toISOString() }),
    containers: containers.map(({ name = '', exitCode, reason }) => ({
      name,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}

/** Where a container of a task writes its logs. */
export interface LogPlace {
  readonly container: string;
  readonly group: string;
  readonly stream: string;
}

/** A container that logs to CloudWatch Logs. */
interface LogContainer {
  readonly container: string;
  readonly group: string;
  readonly prefix: string;
}

/** The containers of a task definition that log to CloudWatch Logs; others are left out. */
export async function logContainers(ecs: ECSClient, taskDefinition: string): Promise<readonly LogContainer[]> {
  const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return (answer.taskDefinition?.containerDefinitions ?? []).flatMap(({ name: container, logConfiguration }) => {
    const { 'awslogs-group': group, 'awslogs-stream-prefix': prefix } = logConfiguration?.options ?? {};
    const isHere = logConfiguration?.logDriver === 'awslogs' && group && prefix && container;
    return isHere ? [{ container, group, prefix }] : [];
  });
}

/** The log streams of a task's containers. */
export function logPlaces(containers: readonly LogContainer[], taskArn: string): readonly LogPlace[] {
  const id = taskArn.split('/').at(-1) ?? '';
  return containers.map(({ container, group, prefix }) => ({
    container,
    group,
    stream: `${prefix}/${container}/${id}`,
  }));
}
