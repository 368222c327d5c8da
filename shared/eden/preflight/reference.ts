import type { EcsLoadBalancer as LoadBalancer, Service, TaskDefinition } from '../aws/types.ts';
import type { EcrImage } from '../environment/image.ts';
import type { Report } from '../problem/problem.ts';
import type { Found, Run } from '../run/run.ts';
import { primaryOf } from '../service/clone.ts';

/** The reference service and the load-balanced container that receives the image. */
type Reference = Pick<Found, 'service' | 'loadBalancer'>;

/** The reference's task definition and target group; `referenceImage` is the image of its container. */
export interface ReadReference
  extends Pick<Found, 'taskDefinition' | 'taskDefinitionTags' | 'targetGroup' | 'targetGroupTags' | 'attributes'> {
  readonly referenceImage: string;
}

/** Looks the image up in its own region and account; gives its digest. */
export async function checkImage(run: Run, image: EcrImage, report: Report): Promise<string | undefined> {
  const answer = await run.aws.describeImage(image);
  if (answer.status === 'found') {
    run.say('Image exists');
    return answer.digest;
  }
  const what = answer.status === 'no_repository' ? `repository ${image.repository}` : `image ${image.uri}`;
  report({
    code: 'unprocessable',
    field: 'image_uri',
    message: `The ${what} does not exist in registry ${image.account} of region ${image.region}.`,
  });
  return undefined;
}

/** Finds the reference service and the container its load balancer points at. */
export async function checkReferenceService(
  run: Pick<Run, 'aws' | 'profile' | 'say'>,
  report: Report,
): Promise<Reference | undefined> {
  const arn = run.profile.referenceServiceArn;
  const path = arn.split(':').at(-1)?.split('/').slice(1) ?? [];
  const service = path.at(-1) ?? '';
  const cluster = path.length > 1 ? (path[0] ?? '') : run.profile.targetCluster;
  const reference = await run.aws.describeService({ cluster, service });
  if (reference?.status !== 'ACTIVE') {
    const state = reference === undefined ? 'does not exist' : `is ${reference.status}`;
    report({ code: 'unprocessable', field: 'reference_service_arn', message: `Reference service ${arn} ${state}.` });
    return undefined;
  }
  if (reference.deploymentController?.type === 'EXTERNAL') {
    const message = `Reference service ${arn} has the deployment controller EXTERNAL: its settings are in task sets, which eden does not clone.`;
    report({ code: 'unprocessable', field: 'reference_service_arn', message });
    return undefined;
  }
  run.say(`Retrieved reference service ${arn}`);
  const loadBalancer = chooseContainer(run, reference, report);
  return loadBalancer && { service: reference, loadBalancer };
}

function chooseContainer(run: Pick<Run, 'profile'>, reference: Service, report: Report): LoadBalancer | undefined {
  const balanced = (reference.loadBalancers ?? []).filter(({ targetGroupArn }) => targetGroupArn !== undefined);
  const wanted = run.profile.targetContainerName;
  const chosen = wanted === undefined ? balanced[0] : balanced.find(({ containerName }) => containerName === wanted);
  if (chosen !== undefined) return chosen;
  const names = balanced.map(({ containerName }) => containerName).join(', ');
  report({
    code: 'unprocessable',
    field: wanted === undefined ? 'reference_service_arn' : 'target_container_name',
    message:
      balanced.length === 0
        ? `Reference service ${run.profile.referenceServiceArn} has no container behind a target group.`
        : `Container ${wanted} of the profile is not behind the reference's load balancer; that is ${names}.`,
  });
  return undefined;
}

/** Reads task definition, target group, attributes and tags of the reference. */
export async function readReference(
  run: Pick<Run, 'aws' | 'profile'>,
  { service, loadBalancer }: Reference,
  report: Report,
): Promise<ReadReference | undefined> {
  const groupArn = loadBalancer.targetGroupArn ?? '';
  const [definition, targetGroup, attributes, tags] = await Promise.all([
    run.aws.describeTaskDefinition(service.taskDefinition ?? ''),
    run.aws.describeTargetGroup({ arn: groupArn }),
    run.aws.describeTargetGroupAttributes(groupArn),
    run.aws.describeElbTags([groupArn]),
  ]);
  const container = definition?.taskDefinition.containerDefinitions?.find(
    ({ name }) => name === loadBalancer.containerName,
  );
  if (container === undefined) {
    report({
      code: 'unprocessable',
      message: `Reference task definition ${service.taskDefinition} has no container ${loadBalancer.containerName}.`,
    });
  }
  if (targetGroup === undefined) {
    report({ code: 'unprocessable', message: `Reference target group ${groupArn} does not exist.` });
  }
  if (definition === undefined || container === undefined || targetGroup === undefined) return undefined;
  const seeded = run.profile.seedTask?.container;
  if (seeded !== undefined && !definition.taskDefinition.containerDefinitions?.some(({ name }) => name === seeded)) {
    const message = `Reference task definition ${service.taskDefinition} has no container ${seeded} for the seed task.`;
    report({ code: 'unprocessable', field: 'seed_task', message });
  }
  if (!/^HTTPS?$/.test(targetGroup.Protocol ?? 'HTTP')) {
    const message = `Reference target group ${groupArn} has the protocol ${targetGroup.Protocol}; a rule of an Application Load Balancer takes HTTP and HTTPS.`;
    report({ code: 'unprocessable', field: 'reference_service_arn', message });
  }
  return {
    taskDefinition: definition.taskDefinition,
    taskDefinitionTags: definition.tags,
    targetGroup,
    targetGroupTags: tags[groupArn] ?? {},
    attributes,
    referenceImage: container.image ?? '',
  };
}

/** The reference's roles must be among those that may be passed, where the driver says which. */
export function checkPassRole(
  run: Run,
  { service, definition }: { readonly service: Service | undefined; readonly definition: TaskDefinition },
  report: Report,
): void {
  const { passableRoles } = run.deps;
  if (passableRoles === undefined) return;
  for (const role of [definition.taskRoleArn, definition.executionRoleArn, ...volumeRoles(service)]) {
    if (role === undefined || passableRoles.includes(role)) continue;
    report({
      code: 'unprocessable',
      message: `Role ${role} of the reference may not be passed by eden; add it to eden.allow.`,
    });
  }
}

/** Roles with which ECS makes the EBS volumes of a service. */
export function volumeRoles(service: Service | undefined): readonly (string | undefined)[] {
  const primary = service && primaryOf(service);
  return (primary?.volumeConfigurations ?? []).map(({ managedEBSVolume }) => managedEBSVolume?.roleArn);
}
