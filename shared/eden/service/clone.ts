import { copyMarked, type Mark, mergeTags } from '../aws/clone-marks.ts';
import type {
  CreateServiceRequest,
  Deployment,
  DeploymentConfiguration,
  EcsLoadBalancer as LoadBalancer,
  Service,
  ServiceConnectConfiguration,
} from '../aws/types.ts';
import type { DesiredCount, Profile } from '../profile/profile.ts';

const DESCRIBED = { drop: 'AWS writes it about a service; CreateService does not take it' } as const;
const OWN_TRAFFIC = { drop: 'a clone receives traffic only through its own listener rule' } as const;

/** Every field of a service. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
const SERVICE_MARKS: Readonly<Record<keyof Service, Mark>> = {
  serviceArn: DESCRIBED,
  serviceName: { override: 'the name of the environment' },
  clusterArn: { override: "cluster: the profile's target_cluster" },
  loadBalancers: { override: "the chosen container's only, with the clone's target group" },
  serviceRegistries: OWN_TRAFFIC,
  status: DESCRIBED,
  desiredCount: { override: "the profile's desired_count" },
  runningCount: DESCRIBED,
  pendingCount: DESCRIBED,
  launchType: { override: 'copied unless there are capacity providers: one excludes the other' },
  capacityProviderStrategy: { override: "the profile's capacity_provider, else copied" },
  platformVersion: 'copy',
  platformFamily: DESCRIBED,
  taskDefinition: { override: 'the cloned revision' },
  deploymentConfiguration: { override: 'rolling; alarms, hooks and traffic shifting dropped' },
  taskSets: { drop: 'belongs to external deployment controllers' },
  deployments: { override: 'service connect (client side) and volumes are taken from the primary one' },
  roleArn: { drop: 'the service-linked role is used; a role is refused with awsvpc' },
  events: DESCRIBED,
  createdAt: DESCRIBED,
  currentServiceDeployment: DESCRIBED,
  currentServiceRevisions: DESCRIBED,
  placementConstraints: 'copy',
  placementStrategy: 'copy',
  networkConfiguration: 'copy',
  healthCheckGracePeriodSeconds: 'copy',
  schedulingStrategy: { override: 'REPLICA: a daemon would run on each instance of the cluster' },
  deploymentController: { override: 'ECS' },
  tags: { override: "the reference's without eden's, and ours" },
  createdBy: DESCRIBED,
  enableECSManagedTags: 'copy',
  propagateTags: { override: 'copied unless NONE, which CreateService takes only by absence' },
  enableExecuteCommand: 'copy',
  availabilityZoneRebalancing: 'copy',
  resourceManagementType: { drop: 'set by AWS for services it manages (Express Mode)' },
};

/** Every field of the primary deployment, which alone knows some of a service's settings. */
const DEPLOYMENT_MARKS: Readonly<Record<keyof Deployment, Mark>> = {
  id: DESCRIBED,
  status: DESCRIBED,
  taskDefinition: DESCRIBED,
  desiredCount: DESCRIBED,
  pendingCount: DESCRIBED,
  runningCount: DESCRIBED,
  failedTasks: DESCRIBED,
  createdAt: DESCRIBED,
  updatedAt: DESCRIBED,
  capacityProviderStrategy: { drop: "the service's own is taken" },
  launchType: { drop: "the service's own is taken" },
  platformVersion: { drop: "the service's own is taken" },
  platformFamily: DESCRIBED,
  networkConfiguration: { drop: "the service's own is taken" },
  rolloutState: DESCRIBED,
  rolloutStateReason: DESCRIBED,
  serviceConnectConfiguration: { override: 'without services[]: the clone calls others, no other service calls it' },
  serviceConnectResources: DESCRIBED,
  volumeConfigurations: 'copy',
  fargateEphemeralStorage: { drop: 'a KMS setting of the cluster; the size is in the task definition' },
  vpcLatticeConfigurations: OWN_TRAFFIC,
};

const DEPLOYMENT_CONFIGURATION_MARKS: Readonly<Record<keyof DeploymentConfiguration, Mark>> = {
  deploymentCircuitBreaker: 'copy',
  maximumPercent: 'copy',
  minimumHealthyPercent: 'copy',
  alarms: { drop: "the reference's alarms would roll a clone back" },
  strategy: { override: 'ROLLING by absence' },
  bakeTimeInMinutes: { drop: 'belongs to blue/green' },
  lifecycleHooks: { drop: "the reference's hooks would run for a clone" },
  linearConfiguration: { drop: 'belongs to traffic shifting' },
  canaryConfiguration: { drop: 'belongs to traffic shifting' },
  earlySuccessCriteria: { drop: 'belongs to traffic shifting' },
};

const SERVICE_CONNECT_MARKS: Readonly<Record<keyof ServiceConnectConfiguration, Mark>> = {
  enabled: 'copy',
  namespace: 'copy',
  services: OWN_TRAFFIC,
  logConfiguration: 'copy',
  accessLogConfiguration: 'copy',
  containerConfigurations: 'copy',
};

const LOAD_BALANCER_MARKS: Readonly<Record<keyof LoadBalancer, Mark>> = {
  targetGroupArn: { override: "the clone's target group" },
  loadBalancerName: { drop: 'belongs to classic load balancers' },
  containerName: 'copy',
  containerPort: 'copy',
  advancedConfiguration: { drop: "blue/green: would shift the reference's listener" },
};

/** Fields CreateService takes under a name of their own, or that DescribeServices does not tell. */
type Known =
  | keyof Service
  | keyof Deployment
  | 'cluster'
  | 'role'
  /** Retries find the service by its name; a token would outlive a deleted service. */
  | 'clientToken'
  /** Told by DescribeServiceRevisions only; both belong to the reference's own traffic and alarms. */
  | 'gatewayConnectors'
  | 'monitoring';
type Unmarked = Exclude<keyof CreateServiceRequest, Known>;
const NOTHING_UNMARKED: Record<Unmarked, never> = {};

/** The parts of a cloned service. */
export interface ServiceClone {
  readonly reference: Service;
  /** The reference's load balancer whose container receives the image. */
  readonly loadBalancer: LoadBalancer;
  readonly name: string;
  readonly taskDefinitionArn: string;
  readonly targetGroupArn: string;
  readonly profile: Profile;
  readonly tags: Readonly<Record<string, string>>;
}

/** The request that creates the clone of a service. */
export function cloneService(clone: ServiceClone): CreateServiceRequest {
  const { reference, profile } = clone;
  const primary = primaryOf(reference);
  const { propagateTags } = reference;
  return {
    ...NOTHING_UNMARKED,
    ...copyMarked(reference, SERVICE_MARKS),
    ...(primary && copyMarked(primary, DEPLOYMENT_MARKS)),
    ...computeOf(reference, profile),
    cluster: profile.targetCluster,
    serviceName: clone.name,
    taskDefinition: clone.taskDefinitionArn,
    desiredCount: countOfNew(profile.desiredCount, reference),
    loadBalancers: [{ ...copyMarked(clone.loadBalancer, LOAD_BALANCER_MARKS), targetGroupArn: clone.targetGroupArn }],
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    ...(reference.deploymentConfiguration && {
      deploymentConfiguration: copyMarked(reference.deploymentConfiguration, DEPLOYMENT_CONFIGURATION_MARKS),
    }),
    ...(primary?.serviceConnectConfiguration && {
      serviceConnectConfiguration: {
        enabled: primary.serviceConnectConfiguration.enabled,
        ...copyMarked(primary.serviceConnectConfiguration, SERVICE_CONNECT_MARKS),
      },
    }),
    ...(propagateTags !== undefined && propagateTags !== 'NONE' && { propagateTags }),
    tags: mergeTags(reference.tags ?? [], clone.tags),
  };
}

/** The deployment that alone tells some of a service's settings. */
export function primaryOf({ deployments }: Service): Deployment | undefined {
  return deployments?.find(({ status }) => status === 'PRIMARY');
}

/** `keep` has nothing to keep yet. */
function countOfNew(wanted: DesiredCount, reference: Service): number {
  if (wanted === 'reference') return reference.desiredCount ?? 1;
  return wanted === 'keep' ? 1 : wanted;
}

/** Launch type or capacity providers, which exclude each other: the profile's, else the reference's. */
export function computeOf(
  reference: Service,
  profile: Profile,
): Pick<CreateServiceRequest, 'launchType' | 'capacityProviderStrategy'> {
  if (profile.capacityProvider !== undefined) {
    return { capacityProviderStrategy: [{ capacityProvider: profile.capacityProvider, weight: 1 }] };
  }
  const strategy = reference.capacityProviderStrategy ?? [];
  if (strategy.length > 0) return { capacityProviderStrategy: strategy };
  return reference.launchType === undefined ? {} : { launchType: reference.launchType };
}
