import type { ScheduledTask, Topology } from '../topology/topology.ts';
import { arnHere, type Intrinsic } from './cloudformation.ts';
import { allow, type Statement, trace } from './statements.ts';
import { queueNameOf } from './task-resources.ts';

/** Rights of both functions: to start the tasks that `config/tasks.yml` names in their clusters, and nothing else. */
export function runStatements(topology: Topology): readonly Statement[] {
  const { tasks } = topology;
  if (tasks.length === 0) return [];
  const clusters = distinct(tasks.map(clusterArn));
  const inClusters = { ArnEquals: { 'ecs:cluster': clusters } };
  const roles = distinct(tasks.flatMap(({ taskRoleArn, executionRoleArn }) => [taskRoleArn, executionRoleArn]));
  const tagged = tasks.some(({ tags }) => Object.keys(tags).length > 0);
  return [
    { ...allow(['ecs:RunTask'], distinct(tasks.map(definitionArn))), Condition: inClusters },
    // ListTasks of Fargate tasks knows no resource but the cluster. @see Service Authorization Reference, Amazon ECS
    { ...allow(['ecs:ListTasks'], '*'), Condition: inClusters },
    { ...allow(['ecs:DescribeTasks'], distinct(tasks.map(tasksArn))), Condition: inClusters },
    ...(tagged
      ? [
          {
            ...allow(['ecs:TagResource'], distinct(tasks.map(tasksArn))),
            Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
          },
        ]
      : []),
    ...(roles.length === 0
      ? []
      : [
          {
            ...allow(['iam:PassRole'], roles),
            Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
          },
        ]),
    allow(['sqs:SendMessage'], [arnHere('sqs', queueNameOf(topology))]),
    ...trace(topology),
  ];
}

function clusterArn({ targetClusterArn: cluster }: ScheduledTask): string | Intrinsic {
  return cluster.startsWith('arn:') ? cluster : arnHere('ecs', `cluster/${cluster}`);
}

/** Tasks of a cluster, in the long form of their ARN. */
function tasksArn({ targetClusterArn: cluster }: ScheduledTask): string | Intrinsic {
  return cluster.startsWith('arn:')
    ? `${cluster.replace(':cluster/', ':task/')}/*`
    : arnHere('ecs', `task/${cluster}/*`);
}

/** Of a family every revision. */
function definitionArn({ taskDefinitionArn, iamEcsRunTaskResource }: ScheduledTask): string | Intrinsic {
  if (iamEcsRunTaskResource !== undefined) return iamEcsRunTaskResource;
  const pinned = /:\d+$/.test(taskDefinitionArn) ? taskDefinitionArn : `${taskDefinitionArn}:*`;
  return pinned.startsWith('arn:') ? pinned : arnHere('ecs', `task-definition/${pinned}`);
}

function distinct<T>(values: readonly (T | undefined)[]): readonly T[] {
  const byText = new Map(values.filter((value) => value !== undefined).map((value) => [JSON.stringify(value), value]));
  return [...byText.values()];
}
