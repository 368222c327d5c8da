import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  paginateListTaskDefinitions,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { allPages, type Bound, callAws } from '../aws/call.ts';
import type { EdenReads, EdenWrites } from '../aws/ports.ts';

type TaskDefinitionPorts = Pick<EdenReads, 'describeTaskDefinition' | 'listTaskDefinitions'> &
  Pick<EdenWrites, 'registerTaskDefinition' | 'deregisterTaskDefinition'>;

/** Creates the calls on task definitions. */
export function createTaskDefinitionPorts(client: ECSClient, bounded: Bound): TaskDefinitionPorts {
  return {
    describeTaskDefinition: (arn) =>
      callAws({ action: 'ecs:DescribeTaskDefinition', resource: arn }, async () => {
        const input = { taskDefinition: arn, include: ['TAGS' as const] };
        const answer = await client.send(new DescribeTaskDefinitionCommand(input), bounded());
        return answer.taskDefinition && { taskDefinition: answer.taskDefinition, tags: answer.tags ?? [] };
      }),
    listTaskDefinitions: (family) =>
      callAws({ action: 'ecs:ListTaskDefinitions', resource: family }, async () => {
        const input = { familyPrefix: family, status: 'ACTIVE' as const, sort: 'ASC' as const };
        const pages = await allPages(paginateListTaskDefinitions({ client }, input, bounded()));
        const arns = pages.flatMap(({ taskDefinitionArns }) => taskDefinitionArns ?? []);
        return arns.filter((arn) => arn.split('/').at(-1)?.split(':')[0] === family);
      }),
    registerTaskDefinition: (request) =>
      callAws({ action: 'ecs:RegisterTaskDefinition', resource: request.family ?? '' }, async () => {
        const { taskDefinition } = await client.send(new RegisterTaskDefinitionCommand(request), bounded());
        return taskDefinition?.taskDefinitionArn ?? '';
      }),
    deregisterTaskDefinition: async (arn) => {
      await callAws(
        { action: 'ecs:DeregisterTaskDefinition', resource: arn },
        async () => Boolean(await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: arn }), bounded())),
        ({ message }) => (/inactive|does not exist|not.*found/i.test(message) ? true : undefined),
      );
    },
  };
}
