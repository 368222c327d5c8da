import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  type Service,
  type Task,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { type AwsError, type Bound, callAws } from '../aws/call.ts';
import type { EdenReads, EdenWrites } from '../aws/ports.ts';

type ServicePorts = Pick<EdenReads, 'describeService' | 'describeStoppedTasks'> &
  Pick<EdenWrites, 'createService' | 'updateService' | 'deleteService'>;

/** Creates the calls on ECS services. */
export function createServicePorts(client: ECSClient, bounded: Bound): ServicePorts {
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
    describeStoppedTasks: (at) => describeStoppedTasks(client, at, bounded),
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

const SHOWN_TASKS = 5;

function describeStoppedTasks(
  client: ECSClient,
  { cluster, service }: Parameters<EdenReads['describeStoppedTasks']>[0],
  bounded: Bound,
): Promise<readonly string[]> {
  return callAws({ action: 'ecs:DescribeTasks', resource: `${cluster}/${service}` }, async () => {
    const query = { cluster, serviceName: service, desiredStatus: 'STOPPED' as const, maxResults: SHOWN_TASKS };
    const { taskArns = [] } = await client.send(new ListTasksCommand(query), bounded());
    if (taskArns.length === 0) return [];
    const { tasks = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks: taskArns }), bounded());
    return tasks.map(stoppedText);
  });
}

/** `0a1b2c: Essential container in task exited (api: exit code 1, OutOfMemoryError)`. */
function stoppedText({ taskArn = '', stoppedReason, stopCode, containers = [] }: Task): string {
  const causes = containers.flatMap(({ name = '', exitCode, reason }) => {
    const parts = [
      ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
      ...(reason === undefined ? [] : [reason]),
    ];
    return parts.length === 0 ? [] : [`${name}: ${parts.join(', ')}`];
  });
  const why = stoppedReason ?? stopCode ?? 'no reason given';
  return `${taskArn.split('/').at(-1)}: ${why}${causes.length === 0 ? '' : ` (${causes.join('; ')})`}`;
}

/**
 * A name that is taken or draining comes back as InvalidParameterException; its text tells which.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
function refusedService({ name, message }: AwsError) {
  if (!name.includes('InvalidParameter')) return undefined;
  if (/draining/i.test(message)) return 'draining' as const;
  if (/not idempotent|already exists/i.test(message)) return 'exists' as const;
  return /does not have an associated load balancer/i.test(message) ? ('unlinked' as const) : undefined;
}

function isMissingService(name: string): boolean {
  return /^Service(NotFound|NotActive)Exception$/.test(name);
}
