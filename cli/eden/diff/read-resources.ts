import type { EdenAws } from '../../../shared/eden/aws/ports.ts';
import { checkReferenceService, readReference } from '../../../shared/eden/preflight/reference.ts';
import type { Problem } from '../../../shared/eden/problem/problem.ts';
import type { Profile } from '../../../shared/eden/profile/profile.ts';
import type { Resources } from './compare-clone.ts';

/** Resources, or the sentences that say why they cannot be compared. */
export type ReadResources =
  | { readonly status: 'ok'; readonly resources: Resources }
  | { readonly status: 'refused'; readonly messages: readonly string[] };

/** Reads what would be cloned now. */
export async function readReferenceNow(aws: EdenAws, profile: Profile): Promise<ReadResources> {
  const problems: Problem[] = [];
  const report = (...found: readonly Problem[]): void => void problems.push(...found);
  const reference = await checkReferenceService({ aws, profile, say: () => undefined }, report);
  const read = reference && (await readReference({ aws, profile }, reference, report));
  if (reference === undefined || read === undefined)
    return { status: 'refused', messages: problems.map(({ message }) => message) };
  return { status: 'ok', resources: { ...reference, ...read } };
}

/** Reads what a clone has. */
export async function readClone(
  aws: EdenAws,
  at: { readonly cluster: string; readonly service: string },
): Promise<ReadResources> {
  const service = await aws.describeService(at);
  const missing = (what: string): ReadResources => ({ status: 'refused', messages: [`${what} does not exist.`] });
  if (service?.status !== 'ACTIVE') return missing(`ECS service ${at.service} in cluster ${at.cluster}`);
  const [loadBalancer = {}] = service.loadBalancers ?? [];
  const groupArn = loadBalancer.targetGroupArn ?? '';
  const [definition, targetGroup, attributes] = await Promise.all([
    aws.describeTaskDefinition(service.taskDefinition ?? ''),
    aws.describeTargetGroup({ arn: groupArn }),
    aws.describeTargetGroupAttributes(groupArn),
  ]);
  if (definition === undefined) return missing(`Task definition ${service.taskDefinition}`);
  if (targetGroup === undefined) return missing(`Target group ${groupArn}`);
  const { taskDefinition } = definition;
  return { status: 'ok', resources: { service, loadBalancer, taskDefinition, targetGroup, attributes } };
}
