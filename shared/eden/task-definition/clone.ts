import { copyMarked, type Mark, mergeTags } from '../aws/clone-marks.ts';
import type {
  ContainerDefinition,
  RegisterTaskDefinitionRequest,
  EcsTag as Tag,
  TaskDefinition,
} from '../aws/types.ts';
import { secretOf } from '../environment/placeholders.ts';
import type { Profile } from '../profile/profile.ts';

const DESCRIBED = { drop: 'AWS writes it about a revision; RegisterTaskDefinition does not take it' } as const;

/** Every field of a task definition. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
const TASK_DEFINITION_MARKS: Readonly<Record<keyof TaskDefinition, Mark>> = {
  taskDefinitionArn: DESCRIBED,
  containerDefinitions: { override: 'the image of the container the load balancer points at' },
  family: { override: 'the name of the environment' },
  taskRoleArn: 'copy',
  executionRoleArn: 'copy',
  networkMode: 'copy',
  revision: DESCRIBED,
  volumes: 'copy',
  status: DESCRIBED,
  requiresAttributes: DESCRIBED,
  placementConstraints: 'copy',
  compatibilities: DESCRIBED,
  runtimePlatform: 'copy',
  requiresCompatibilities: 'copy',
  cpu: { override: "the profile's cpu, where it has one" },
  memory: { override: "the profile's memory, where it has one" },
  inferenceAccelerators: 'copy',
  pidMode: 'copy',
  ipcMode: 'copy',
  proxyConfiguration: 'copy',
  registeredAt: DESCRIBED,
  deregisteredAt: DESCRIBED,
  deleteRequestedAt: DESCRIBED,
  registeredBy: DESCRIBED,
  ephemeralStorage: 'copy',
  enableFaultInjection: 'copy',
};

/** Every field that registering takes must have its mark above; `tags` come beside a task definition, not inside. */
type Unmarked = Exclude<keyof RegisterTaskDefinitionRequest, keyof TaskDefinition | 'tags'>;
const NOTHING_UNMARKED: Record<Unmarked, never> = {};

/** The parts of a cloned task definition. `container` is the one behind the load balancer. */
export interface TaskDefinitionClone {
  readonly reference: TaskDefinition;
  readonly referenceTags: readonly Tag[];
  readonly family: string;
  readonly container: string;
  readonly imageUri: string;
  readonly host: string;
  readonly profile: Profile;
  readonly tags: Readonly<Record<string, string>>;
}

/** The request that registers the clone: all that RegisterTaskDefinition takes, the image and the overrides replaced. */
export function cloneTaskDefinition(clone: TaskDefinitionClone): RegisterTaskDefinitionRequest {
  const { reference, profile } = clone;
  const cpu = profile.cpu ?? reference.cpu;
  const memory = profile.memory ?? reference.memory;
  return {
    ...NOTHING_UNMARKED,
    ...copyMarked(reference, TASK_DEFINITION_MARKS),
    family: clone.family,
    containerDefinitions: (reference.containerDefinitions ?? []).map((container) =>
      cloneContainer(container, clone, (reference.containerDefinitions ?? []).length === 1),
    ),
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    tags: mergeTags(clone.referenceTags, clone.tags),
  };
}

function cloneContainer(
  container: ContainerDefinition,
  clone: TaskDefinitionClone,
  isOnly: boolean,
): ContainerDefinition {
  const logged = withLogPrefix(container, clone.profile.logStreamPrefix);
  if (container.name !== clone.container) return logged;
  const { cpu, memory } = clone.profile;
  return {
    ...logged,
    image: clone.imageUri,
    ...environmentOf(container, clone),
    ...(isOnly && cpu !== undefined && (container.cpu ?? 0) > Number(cpu) && { cpu: Number(cpu) }),
    ...(isOnly && memory !== undefined && (container.memory ?? 0) > Number(memory) && { memory: Number(memory) }),
  };
}

function withLogPrefix(container: ContainerDefinition, prefix: string | undefined): ContainerDefinition {
  const log = container.logConfiguration;
  if (prefix === undefined || log?.logDriver !== 'awslogs') return container;
  return {
    ...container,
    logConfiguration: { ...log, options: { ...log.options, 'awslogs-stream-prefix': prefix } },
  };
}

/** Overrides replace variables and secrets of the same name; ECS refuses a name that is both. A value may refer to a secret. */
function environmentOf(
  container: ContainerDefinition,
  { profile, host }: TaskDefinitionClone,
): Partial<ContainerDefinition> {
  const overrides = Object.entries(profile.environment);
  if (overrides.length === 0) return {};
  const isReplaced = (name: string | undefined): boolean =>
    name !== undefined && Object.hasOwn(profile.environment, name);
  const secrets = overrides.flatMap(([name, value]) => {
    const valueFrom = secretOf(value);
    return valueFrom === undefined ? [] : [{ name, valueFrom }];
  });
  const kept = (container.secrets ?? []).filter(({ name }) => !isReplaced(name));
  return {
    environment: [
      ...(container.environment ?? []).filter(({ name }) => !isReplaced(name)),
      ...overrides
        .filter(([, value]) => secretOf(value) === undefined)
        .map(([name, value]) => ({ name, value: value.replaceAll('{{host}}', () => host) })),
    ],
    ...((container.secrets !== undefined || secrets.length > 0) && { secrets: [...kept, ...secrets] }),
  };
}
