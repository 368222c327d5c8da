import { ACCOUNT_ID } from '../topology/account.ts';
import type { ScheduledTask, Topology } from '../topology/topology.ts';
import { arn, arnHere, type Intrinsic } from './cloudformation.ts';
import { allow, type Statement, trace } from './statements.ts';
import { queueNameOf } from './task-resources.ts';

/** Rights of both functions: to start the tasks that `config/tasks.yml` names in their clusters, and nothing else. */
export function runStatements(topology: Topology): readonly Statement[] {
  const { tasks } = topology;
  if (tasks.length === 0) return [];
  const clusters = distinct(tasks.map(clusterArn));
  const inClusters = { ArnEquals: { 'ecs:cluster': clusters } };
  const roles = distinct(
    tasks.flatMap(({ taskRoleArn, executionRoleArn }) => [taskRoleArn, executionRoleArn].map(roleArn)),
  );
  return [
    { ...allow(['ecs:RunTask'], distinct(tasks.flatMap(definitionArns))), Condition: inClusters },
    // ListTasks of Fargate tasks knows no resource but the cluster. @see Service Authorization Reference, Amazon ECS
    { ...allow(['ecs:ListTasks'], '*'), Condition: inClusters },
    { ...allow(['ecs:DescribeTasks'], distinct(tasks.map(tasksArn))), Condition: inClusters },
    // Tags of ECS and of the task definition need it too. @see ECS developer guide, "Tagging authorization"
    {
      ...allow(['ecs:TagResource'], distinct(tasks.map(tasksArn))),
      Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
    },
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

function roleArn(role: string | undefined): string | Intrinsic | undefined {
  return role === undefined || role.startsWith('arn:') ? role : arn(`iam::${ACCOUNT_ID}:role/${role}`);
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

/** Of a family the family itself, which is what a call without a revision is checked against, and every revision. */
function definitionArns(task: ScheduledTask): readonly (string | Intrinsic)[] {
  const { taskDefinitionArn: definition, iamEcsRunTaskResource } = task;
  if (iamEcsRunTaskResource !== undefined) return [iamEcsRunTaskResource];
  const names = /:\d+$/.test(definition) ? [definition] : [definition, `${definition}:*`];
  return names.map((name) => (name.startsWith('arn:') ? name : arnHere('ecs', `task-definition/${name}`)));
}

function distinct<T>(values: readonly (T | undefined)[]): readonly T[] {
  const byText = new Map(values.filter((value) => value !== undefined).map((value) => [JSON.stringify(value), value]));
  return [...byText.values()];
}
