import type { StoredObject } from '../aws/ports.ts';
import type {
  ResourceRecordSet,
  Rule,
  Service,
  TargetGroup,
  TargetGroupAttribute,
  Task,
  TaskDefinition,
} from '../aws/types.ts';
import type { EnvironmentItem } from '../environment/item.ts';

type Tags = Record<string, string>;

/** The resources of an account in memory. Counters make names that are never used twice. */
export interface MemoryState {
  counter: number;
  readonly services: Map<string, Service>;
  readonly definitions: Map<string, { taskDefinition: TaskDefinition; tags: { key?: string; value?: string }[] }>;
  readonly groups: Map<string, TargetGroup>;
  readonly attributes: Map<string, TargetGroupAttribute[]>;
  readonly rules: Map<string, Rule>;
  readonly tags: Map<string, Tags>;
  records: ResourceRecordSet[];
  readonly objects: Map<string, StoredObject>;
  readonly items: Map<string, EnvironmentItem>;
  /** ARN → the task; it runs until it is stopped. */
  readonly tasks: Map<string, Task & { readonly token: string }>;
}

export const accountId = '333333333333';
const region = 'us-east-1';
const elb = `arn:aws:elasticloadbalancing:${region}:${accountId}`;
export const albArn = `${elb}:loadbalancer/app/common/1`;
export const listenerArn = `${elb}:listener/app/common/1/1`;
export const registry = `${accountId}.dkr.ecr.${region}.amazonaws.com/servicename-api-dev`;

/** The profile of the seeded account. */
export const memoryFields: Readonly<Record<string, string>> = {
  endpoint_s3_bucket_name: 'config',
  endpoint_s3_key: 'endpoints.json',
  endpoint_name_prefix: 'dev-dynamic',
  endpoint_update_key: 'api_endpoint',
  endpoint_env_type: 'dev',
  domain_name_prefix: 'api',
  dynamic_zone_id: 'Z1',
  name_prefix: 'dev-dynamic',
  target_cluster: 'dev',
  master_alb_arn: albArn,
  reference_service_arn: `arn:aws:ecs:${region}:${accountId}:service/prod/dev01-api`,
};

const reference: TargetGroup = {
  TargetGroupArn: groupArn('dev01-api', 1),
  TargetGroupName: 'dev01-api',
  Protocol: 'HTTP',
  Port: 8080,
  VpcId: 'vpc-1',
  TargetType: 'ip',
  HealthCheckPath: '/health',
  HealthCheckIntervalSeconds: 7,
  Matcher: { HttpCode: '200-204' },
};

export function nextId(state: MemoryState): number {
  state.counter += 1;
  return state.counter;
}

export function objectKey(at: { readonly bucket: string; readonly key: string }): string {
  return `${at.bucket}/${at.key}`;
}

export function itemKey(at: { readonly type: string; readonly name: string }): string {
  return `${at.type}/${at.name}`;
}

/** An account with a reference service, a common ALB, a zone, a file, and a stranger's environment. */
export function seedMemory(): MemoryState {
  const definition = definitionArn('dev01-api', 1);
  const state: MemoryState = {
    counter: 1000,
    services: new Map(),
    definitions: new Map(),
    groups: new Map([[reference.TargetGroupArn ?? '', reference]]),
    attributes: new Map([[reference.TargetGroupArn ?? '', [{ Key: 'stickiness.enabled', Value: 'true' }]]]),
    rules: new Map(),
    tags: new Map(),
    records: [],
    objects: new Map(),
    items: new Map(),
    tasks: new Map(),
  };
  state.definitions.set(definition, {
    taskDefinition: {
      taskDefinitionArn: definition,
      family: 'dev01-api',
      status: 'ACTIVE',
      taskRoleArn: `arn:aws:iam::${accountId}:role/api-task`,
      containerDefinitions: [{ name: 'api', image: `${registry}:latest` }],
    },
    tags: [],
  });
  state.services.set('prod/dev01-api', {
    serviceName: 'dev01-api',
    status: 'ACTIVE',
    taskDefinition: definition,
    desiredCount: 4,
    loadBalancers: [{ targetGroupArn: reference.TargetGroupArn, containerName: 'api', containerPort: 8080 }],
  });
  const text = `${JSON.stringify({ environments: [{ env: 'dev', name: 'dev', api_endpoint: 'api.dev.example.com' }], keep: 1 }, null, 4)}\n`;
  state.objects.set('config/endpoints.json', { text, etag: '"1"', contentType: 'application/json' });
  seedStranger(state);
  return state;
}

export function definitionArn(family: string, revision: number): string {
  return `arn:aws:ecs:${region}:${accountId}:task-definition/${family}:${revision}`;
}

/** Resources that are not eden's, some with names that begin like eden's. */
function seedStranger(state: MemoryState): void {
  const group = groupArn('dev-dynamic-foobar', 900);
  const tags = {
    'eden:owner': `${accountId}/${region}/other`,
    'eden:profile': 'api',
    'eden:environment': 'dev-dynamic-foo',
  };
  state.groups.set(group, { ...reference, TargetGroupArn: group, TargetGroupName: 'dev-dynamic-foobar' });
  state.attributes.set(group, []);
  state.rules.set(ruleArn(901), {
    RuleArn: ruleArn(901),
    Priority: '7',
    Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['api-foobar.dev.example.com'] } }],
    Actions: [{ Type: 'forward', TargetGroupArn: group }],
  });
  for (const arn of [group, ruleArn(901)]) state.tags.set(arn, tags);
  const text = definitionArn('dev-dynamic-foobar', 1);
  state.definitions.set(text, {
    taskDefinition: { taskDefinitionArn: text, family: 'dev-dynamic-foobar', status: 'ACTIVE' },
    tags: [],
  });
  state.services.set('dev/dev-dynamic-foobar', {
    serviceName: 'dev-dynamic-foobar',
    status: 'ACTIVE',
    taskDefinition: text,
  });
  state.records.push({ Name: 'foo.dev.example.com.', Type: 'TXT', TTL: 60, ResourceRecords: [{ Value: '"keep"' }] });
}

export function groupArn(name: string, id: number): string {
  return `${elb}:targetgroup/${name}/${id}`;
}

export function ruleArn(id: number): string {
  return `${elb}:listener-rule/app/common/1/1/${id}`;
}
