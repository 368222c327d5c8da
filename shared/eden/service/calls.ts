import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  paginateListTaskDefinitions,
  RegisterTaskDefinitionCommand,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { allPages, type Bound, callAws } from '../aws/call.ts';
import type { EdenReads, EdenWrites } from '../aws/ports.ts';

type EcsReads = Pick<EdenReads, 'describeService' | 'describeTaskDefinition' | 'listTaskDefinitions'>;
type EcsWrites = Pick<
  EdenWrites,
  'registerTaskDefinition' | 'deregisterTaskDefinition' | 'createService' | 'updateService' | 'deleteService'
>;

/** eden's ports on Amazon ECS. */
export function createEcsPorts(client: ECSClient, bounded: Bound): EcsReads & EcsWrites {
  return { ...createReads(client, bounded), ...createWrites(client, bounded) };
}

function createReads(client: ECSClient, bounded: Bound): EcsReads {
  return {
    describeService: async ({ cluster, service }) => {
      const input = { cluster, services: [service], include: ['TAGS' as const] };
      const services = await callAws<readonly Service[]>(
        { action: 'ecs:DescribeServices', resource: `${cluster}/${service}` },
        async () => (await client.send(new DescribeServicesCommand(input), bounded())).services ?? [],
        ({ name }) => (name === 'ClusterNotFoundException' ? [] : undefined),
      );
      return services[0];
    },
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
  };
}

function createWrites(client: ECSClient, bounded: Bound): EcsWrites {
  return {
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
    createService: (request) =>
      callAws(
        { action: 'ecs:CreateService', resource: request.serviceName ?? '' },
        async () => (await client.send(new CreateServiceCommand(request), bounded())) && ('created' as const),
        refusedService,
      ),
    updateService: (request) =>
      callAws(
        { action: 'ecs:UpdateService', resource: request.service ?? '' },
        async () => (await client.send(new UpdateServiceCommand(request), bounded())) && ('updated' as const),
        ({ name }) => (isMissingService(name) ? 'missing' : undefined),
      ),
    deleteService: (at) =>
      callAws(
        { action: 'ecs:DeleteService', resource: `${at.cluster}/${at.service}` },
        async () =>
          (await client.send(new DeleteServiceCommand({ ...at, force: true }), bounded())) && ('deleted' as const),
        ({ name }) => (isMissingService(name) ? 'missing' : undefined),
      ),
  };
}

/**
 * A name that is taken or draining comes back as InvalidParameterException; its text tells which.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
function refusedService({ name, message }: { readonly name: string; readonly message: string }) {
  if (!name.includes('InvalidParameter')) return undefined;
  if (/draining/i.test(message)) return 'draining' as const;
  if (/not idempotent|already exists/i.test(message)) return 'exists' as const;
  return /does not have an associated load balancer/i.test(message) ? ('unlinked' as const) : undefined;
}

function isMissingService(name: string): boolean {
  return /^Service(NotFound|NotActive)Exception$/.test(name);
}
