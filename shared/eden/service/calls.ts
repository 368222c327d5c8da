import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  type ECSClient,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { type AwsError, type Bound, callAws } from '../aws/call.ts';
import type { EdenReads, EdenWrites } from '../aws/ports.ts';

type ServicePorts = Pick<EdenReads, 'describeService'> &
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
function refusedService({ name, message }: AwsError) {
  if (!name.includes('InvalidParameter')) return undefined;
  if (/draining/i.test(message)) return 'draining' as const;
  if (/not idempotent|already exists/i.test(message)) return 'exists' as const;
  return /does not have an associated load balancer/i.test(message) ? ('unlinked' as const) : undefined;
}

function isMissingService(name: string): boolean {
  return /^Service(NotFound|NotActive)Exception$/.test(name);
}
