import { type AwsAnswer, awsErrorAnswer, jsonAnswer, redirectAnswer } from './aws-error.ts';
import { type AwsRequest, bucketOf, queryValues } from './aws-request.ts';
import { recordsAfter, zoneOf } from './records.ts';
import { groupStickiness } from './rule-input.ts';
import { balancerOf, refuseSharedGroup } from './shared-group.ts';
import { type StrictState, serviceKey } from './strict-state.ts';
import { refuseOverlap, UPDATE_SOURCE } from './table-rules.ts';

/** The request and the state that a rule checks. */
interface RuleContext {
  readonly state: StrictState;
  readonly nowMs: number;
  readonly maxRules: number;
}

/** A law of AWS that moto does not keep: refuses a request before it is applied. */
interface StrictRule {
  readonly action: string;
  readonly source: string;
  readonly refuse: (request: AwsRequest, context: RuleContext) => AwsAnswer | undefined;
}

interface BalancerInput {
  readonly targetGroupArn?: string;
  readonly containerName?: string;
  readonly containerPort?: number;
}

const CREATE_SERVICE = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html';

/** Tags that a resource may have. */
const MAX_TAGS = 50;

/** Every rule, each with where AWS says so. */
export const strictRules: readonly StrictRule[] = [
  {
    action: 'CreateService',
    source: `${CREATE_SERVICE} ("Unable to Start a service that is still Draining")`,
    refuse: ({ input }, { state, nowMs }) => {
      const service = state.services.get(serviceKey(input.cluster, input.serviceName));
      const isDraining = service?.drainsUntilMs !== undefined && nowMs < service.drainsUntilMs;
      return isDraining ? invalid('Unable to Start a service that is still Draining.') : undefined;
    },
  },
  {
    action: 'CreateService',
    source: `${CREATE_SERVICE} (service names are unique within a cluster)`,
    refuse: ({ input }, { state }) => {
      const service = state.services.get(serviceKey(input.cluster, input.serviceName));
      const isActive = service !== undefined && service.drainsUntilMs === undefined;
      return isActive ? invalid('Creation of service was not idempotent.') : undefined;
    },
  },
  {
    action: 'CreateService',
    source:
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html and ECS itself',
    refuse: ({ input }, { state }) => {
      const linked = new Set([...state.rules.values(), ...state.listeners.values()].flatMap((of) => of.targetGroups));
      const loose = balancers(input).find(({ targetGroupArn = '' }) => !linked.has(targetGroupArn));
      return loose === undefined
        ? undefined
        : invalid(
            `The target group with targetGroupArn ${loose.targetGroupArn} does not have an associated load balancer.`,
          );
    },
  },
  {
    action: 'CreateService',
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html (containerName)',
    refuse: ({ input }, { state }) => {
      const definition = state.taskDefinitions.get(String(input.taskDefinition));
      const containers = (definition?.containerDefinitions ?? []) as readonly { readonly name?: string }[];
      const names = new Set(containers.map(({ name }) => name));
      const missing = definition && balancers(input).find(({ containerName }) => !names.has(containerName));
      return missing && invalid(`The container ${missing.containerName} does not exist in the task definition.`);
    },
  },
  {
    action: 'CreateService',
    source: `${CREATE_SERVICE} (launchType: "If a launchType is specified, the capacityProviderStrategy must be omitted")`,
    refuse: ({ input }) =>
      input.launchType !== undefined && ((input.capacityProviderStrategy as unknown[] | undefined) ?? []).length > 0
        ? invalid('Specifying both a launch type and capacity provider strategy is not supported.')
        : undefined,
  },
  {
    action: 'CreateService',
    source: `${CREATE_SERVICE} (propagateTags takes TASK_DEFINITION and SERVICE)`,
    refuse: ({ input }) =>
      input.propagateTags === 'NONE' ? invalid('propagateTags should be one of [SERVICE,TASK_DEFINITION].') : undefined,
  },
  {
    action: 'UpdateService',
    source:
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html (ServiceNotActiveException)',
    refuse: ({ input }, { state }) =>
      state.services.get(serviceKey(input.cluster, input.service))?.drainsUntilMs === undefined
        ? undefined
        : ecsRefusal('ServiceNotActiveException', 'Service was not ACTIVE.'),
  },
  {
    action: 'DeleteService',
    source:
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html (ServiceNotFoundException)',
    refuse: ({ input }, { state }) =>
      state.services.get(serviceKey(input.cluster, input.service))?.drainsUntilMs === undefined
        ? undefined
        : ecsRefusal('ServiceNotFoundException', 'Service not found.'),
  },
  {
    action: 'RunTask',
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html (one token, one request)',
    refuse: ({ input, body }, { state }) => {
      const used = state.runTokens.get(String(input.clientToken ?? ''));
      if (input.clientToken === undefined || used === undefined) return undefined;
      if (used.input === body) return jsonAnswer(used.answer);
      const { tasks = [] } = JSON.parse(used.answer) as { readonly tasks?: readonly { readonly taskArn: string }[] };
      const refusal = ecsRefusal('ConflictException', 'The clientToken is in use with a different RunTask request.');
      return {
        ...refusal,
        body: JSON.stringify({ ...JSON.parse(refusal.body), resourceIds: tasks.map(({ taskArn }) => taskArn) }),
      };
    },
  },
  {
    action: 'CreateRule',
    source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html (100 rules)',
    refuse: ({ input }, { state, maxRules }) => {
      const own = balancerOf(state, input.ListenerArn);
      const count = [...state.rules.values()].filter(({ listener }) => balancerOf(state, listener) === own).length;
      return count < maxRules
        ? undefined
        : awsErrorAnswer(
            'elasticloadbalancing',
            'TooManyRules',
            `The maximum number of rules has been reached: ${maxRules}`,
          );
    },
  },
  {
    action: 'DeleteRule',
    source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteRule.html (RuleNotFound)',
    refuse: ({ input }, { state }) =>
      state.rules.has(String(input.RuleArn))
        ? undefined
        : awsErrorAnswer('elasticloadbalancing', 'RuleNotFound', 'One or more rules not found'),
  },
  ...['CreateRule', 'ModifyRule'].map((action) => ({
    action,
    source:
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html (only one load balancer)',
    refuse: ({ input }: AwsRequest, { state }: RuleContext) => refuseSharedGroup(state, input),
  })),
  ...['CreateRule', 'ModifyRule'].map((action) => ({
    action,
    source:
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html (sticky sessions)',
    refuse: ({ input }: AwsRequest, { state }: RuleContext) => {
      const groups = queryValues(input, /^Actions\..*TargetGroupArn$/);
      const sticky = groups.length > 1 && groups.find((arn) => state.stickyGroups.has(arn));
      return sticky && !groupStickiness(input)
        ? awsErrorAnswer(
            'elasticloadbalancing',
            'InvalidLoadBalancerAction',
            'You must enable group stickiness on this rule if you enabled target stickiness on one of its target groups',
          )
        : undefined;
    },
  })),
  {
    action: 'ModifyRule',
    source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyRule.html (RuleNotFound)',
    refuse: ({ input }, { state }) =>
      state.rules.has(String(input.RuleArn))
        ? undefined
        : awsErrorAnswer('elasticloadbalancing', 'RuleNotFound', 'One or more rules not found'),
  },
  {
    action: 'ChangeResourceRecordSets',
    source:
      'https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html and DNS: CNAME beside nothing, DELETE matches every value, all or nothing',
    refuse: (request, { state }) => {
      const after = recordsAfter(state.records.get(zoneOf(request.path)) ?? [], request.body);
      return after.status === 'ok' ? undefined : awsErrorAnswer('route53', 'InvalidChangeBatch', `[${after.message}]`);
    },
  },
  {
    action: 'CreateRule',
    source:
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html (HTTP and HTTPS)',
    refuse: ({ input }, { state }) => {
      const groups = queryValues(input, /^Actions\..*TargetGroupArn$/);
      const other = groups.map((arn) => state.protocols.get(arn) ?? 'HTTP').find((name) => !/^HTTPS?$/.test(name));
      return other === undefined
        ? undefined
        : awsErrorAnswer(
            'elasticloadbalancing',
            'IncompatibleProtocols',
            `Target groups of protocol ${other} are not supported by Application Load Balancers`,
          );
    },
  },
  ...['CreateTargetGroup', 'CreateRule'].map((action) => ({
    action,
    source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-tags.html (50 tags)',
    refuse: ({ input }: AwsRequest) =>
      queryValues(input, /^Tags\.member\.\d+\.Key$/).length > MAX_TAGS
        ? awsErrorAnswer('elasticloadbalancing', 'TooManyTags', 'The limit of 50 tags was exceeded')
        : undefined,
  })),
  ...['CreateService', 'RegisterTaskDefinition'].map((action) => ({
    action,
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html (50 tags)',
    refuse: ({ input }: AwsRequest) =>
      ((input.tags as readonly unknown[] | undefined) ?? []).length > MAX_TAGS
        ? invalid('The number of tags exceeds the limit of 50.')
        : undefined,
  })),
  ...['UpdateItem', 'TransactWriteItems'].map((action) => ({ action, source: UPDATE_SOURCE, refuse: refuseOverlap })),
  ...['GetObject', 'HeadObject', 'PutObject', 'GetObjectTagging', 'PutObjectTagging'].map((action) => ({
    action,
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html',
    refuse: ({ path, region }: AwsRequest, { state }: RuleContext) => {
      const own = state.buckets.get(bucketOf(path));
      return own === undefined || own === region ? undefined : redirectAnswer(own);
    },
  })),
];

function invalid(message: string): AwsAnswer {
  return ecsRefusal('InvalidParameterException', message);
}

function ecsRefusal(code: string, message: string): AwsAnswer {
  return awsErrorAnswer('ecs', code, message);
}

function balancers(input: Readonly<Record<string, unknown>>): readonly BalancerInput[] {
  return (input.loadBalancers as readonly BalancerInput[] | undefined) ?? [];
}
