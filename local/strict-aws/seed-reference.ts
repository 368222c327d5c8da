import {
  CreateClusterCommand,
  CreateServiceCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  type ElasticLoadBalancingV2Client as ElbClient,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** The account's default network. */
export interface Network {
  readonly vpcId: string;
  readonly subnets: readonly string[];
}

/** Makes the reference service behind an ALB of its own, with the settings a clone must take over; gives its ARN. */
export async function seedReference(
  elb: ElbClient,
  ecs: ECSClient,
  { network, image, account }: { readonly network: Network; readonly image: string; readonly account: string },
): Promise<string> {
  const targetGroupArn = await seedTargetGroup(elb, network);
  for (const clusterName of ['prod', 'dev']) await ecs.send(new CreateClusterCommand({ clusterName }));
  const taskDefinition = await registerReference(ecs, { image, account });
  const { service } = await ecs.send(
    new CreateServiceCommand({
      cluster: 'prod',
      serviceName: 'dev01-api',
      taskDefinition,
      desiredCount: 4,
      launchType: 'FARGATE',
      platformVersion: '1.4.0',
      loadBalancers: [{ targetGroupArn, containerName: 'api', containerPort: 8080 }],
      networkConfiguration: {
        awsvpcConfiguration: { subnets: [...network.subnets], assignPublicIp: 'DISABLED', securityGroups: [] },
      },
      healthCheckGracePeriodSeconds: 30,
      availabilityZoneRebalancing: 'DISABLED',
      enableExecuteCommand: true,
      deploymentConfiguration: {
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      tags: [{ key: 'team', value: 'api' }],
    }),
  );
  return service?.serviceArn ?? '';
}

/** The reference's target group, on an ALB of its own. */
async function seedTargetGroup(elb: ElbClient, network: Network): Promise<string> {
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({
      Name: 'dev01-api',
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: network.vpcId,
      TargetType: 'ip',
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 7,
      Matcher: { HttpCode: '200-204' },
      Tags: [{ Key: 'team', Value: 'api' }],
    }),
  );
  const arn = TargetGroups?.[0]?.TargetGroupArn ?? '';
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'dev-alb-reference', Subnets: [...network.subnets] }),
  );
  await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: arn }],
    }),
  );
  await elb.send(
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn: arn,
      Attributes: [
        { Key: 'stickiness.enabled', Value: 'true' },
        { Key: 'deregistration_delay.timeout_seconds', Value: '300' },
      ],
    }),
  );
  return arn;
}

async function registerReference(
  ecs: ECSClient,
  { image, account }: { readonly image: string; readonly account: string },
): Promise<string> {
  const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'dev01-api',
      taskRoleArn: role('api-task'),
      executionRoleArn: role('ecs-execution'),
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '512',
      memory: '1024',
      enableFaultInjection: false,
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      ephemeralStorage: { sizeInGiB: 30 },
      containerDefinitions: [
        { name: 'sidecar', image: 'public.ecr.aws/x/sidecar:1', essential: false, memoryReservation: 128 },
        {
          name: 'api',
          image,
          essential: true,
          memoryReservation: 256,
          portMappings: [{ containerPort: 8080 }],
          environment: [{ name: 'STAGE', value: 'dev' }],
        },
      ],
      tags: [
        { key: 'team', value: 'api' },
        { key: 'eden:owner', value: 'someone-else' },
      ],
    }),
  );
  return taskDefinition?.taskDefinitionArn ?? '';
}
