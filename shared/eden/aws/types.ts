/**
 * The SDK's types that the core speaks in, and nothing else of the SDK: requests are built by pure functions, sent by
 * the adapters in `aws/`.
 */
export type {
  ContainerDefinition,
  CreateServiceRequest,
  Deployment,
  DeploymentConfiguration,
  LoadBalancer as EcsLoadBalancer,
  RegisterTaskDefinitionRequest,
  RunTaskRequest,
  Service,
  ServiceConnectConfiguration,
  Tag as EcsTag,
  Task,
  TaskDefinition,
  UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
export type {
  Action,
  CreateRuleInput,
  CreateTargetGroupInput,
  Listener,
  LoadBalancer,
  Rule,
  Tag as ElbTag,
  TargetGroup,
  TargetGroupAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
export type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
