import type {
  EcsLoadBalancer as LoadBalancer,
  Service,
  TargetGroup,
  TargetGroupAttribute,
  TaskDefinition,
} from '../../../shared/eden/aws/types.ts';
import type { Names } from '../../../shared/eden/environment/names.ts';
import type { Profile } from '../../../shared/eden/profile/profile.ts';
import { cloneService } from '../../../shared/eden/service/clone.ts';
import { cloneAttributes, settingsOf } from '../../../shared/eden/target-group/clone.ts';
import { cloneTaskDefinition } from '../../../shared/eden/task-definition/clone.ts';
import { type Difference, differencesOf } from './differences.ts';

/** A difference, and the resource that has it. `isKept`: a redeploy leaves it; delete and create changes it. */
export interface Moved extends Difference {
  readonly resource: 'task definition' | 'target group' | 'service';
  readonly isKept: boolean;
}

/** The resources of a reference or of a clone. */
export interface Resources {
  readonly service: Service;
  readonly loadBalancer: LoadBalancer;
  readonly taskDefinition: TaskDefinition;
  readonly targetGroup: TargetGroup;
  readonly attributes: readonly TargetGroupAttribute[];
}

/** An environment: its profile with its overrides, its names and its host. */
export interface Compared {
  readonly profile: Profile;
  readonly names: Names;
  readonly host: string;
}

/**
 * The settings that a redeploy of the same image would change, and those that only a new environment would get: the reference, as it would be
 * cloned now, against the clone. Tags and the number of tasks are left out.
 */
export function compareClone(reference: Resources, clone: Resources, of: Compared): readonly Moved[] {
  const all = (resource: Moved['resource'], isKept: boolean, differences: readonly Difference[]): readonly Moved[] =>
    differences.map((difference) => ({ resource, isKept, ...difference }));
  const neutral: Profile = withoutOverrides(of.profile);
  const container = reference.loadBalancer.containerName ?? '';
  const imageUri = clone.taskDefinition.containerDefinitions?.find(({ name }) => name === container)?.image ?? '';
  const definition = (its: Resources, profile: Profile) => {
    const base = { referenceTags: [], family: of.names.family, container, imageUri, host: of.host, tags: {} };
    return cloneTaskDefinition({ ...base, reference: its.taskDefinition, profile });
  };
  const group = ({ targetGroup, attributes }: Resources) =>
    settingsOf(targetGroup, cloneAttributes(attributes, of.profile));
  const service = (its: Resources, profile: Profile) => {
    const base = { name: of.names.service, taskDefinitionArn: '', targetGroupArn: '', tags: {} };
    const { desiredCount: _, ...rest } = cloneService({
      ...base,
      reference: { ...its.service, tags: [] },
      loadBalancer: its.loadBalancer,
      profile,
    });
    return rest;
  };
  return [
    ...all('task definition', false, differencesOf(definition(clone, neutral), definition(reference, of.profile))),
    ...all('target group', false, differencesOf(group(clone), group(reference))),
    ...all('service', true, differencesOf(service(clone, neutral), service(reference, of.profile))),
  ];
}

/** A clone has these settings already. */
function withoutOverrides({
  cpu: _,
  memory: __,
  capacityProvider: ___,
  logStreamPrefix: ____,
  ...profile
}: Profile): Profile {
  return { ...profile, environment: {} };
}
