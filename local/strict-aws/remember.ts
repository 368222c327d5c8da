import { type AwsRequest, bucketOf, queryValues } from './aws-request.ts';
import { recordsAfter, zoneOf } from './records.ts';
import { readActions, readRule } from './rule-input.ts';
import { type KnownService, type StrictState, serviceKey } from './strict-state.ts';
import { periodsAfter, type TaskTimes, taskCounts } from './tasks.ts';

/** A call that was applied, and what was answered. */
export interface Applied {
  readonly request: AwsRequest;
  readonly answer: string;
  readonly nowMs: number;
  readonly drainMs: number;
}

type Json = Record<string, unknown>;

const OWN_FIELDS = ['serviceConnectConfiguration', 'volumeConfigurations', 'vpcLatticeConfigurations'];
const SKIPPED = new Set([
  'cluster',
  'serviceName',
  'service',
  'taskDefinition',
  'role',
  'tags',
  'desiredCount',
  ...OWN_FIELDS,
]);

/** Keeps of an applied call what the rules and later answers need. */
export function remember(state: StrictState, applied: Applied): void {
  const { request, answer } = applied;
  switch (request.action) {
    case 'RegisterTaskDefinition': {
      const { taskDefinition } = JSON.parse(answer) as {
        readonly taskDefinition: { readonly taskDefinitionArn: string };
      };
      state.taskDefinitions.set(taskDefinition.taskDefinitionArn, request.input);
      break;
    }
    case 'CreateService':
    case 'UpdateService':
    case 'DeleteService':
      rememberService(state, applied);
      break;
    case 'CreateBucket':
      state.buckets.set(bucketOf(request.path), request.region);
      break;
    case 'CreateTargetGroup':
      rememberGroup(state, applied);
      break;
    case 'ModifyTargetGroupAttributes':
      rememberAttributes(state, request);
      break;
    case 'CreateListener':
    case 'CreateRule':
    case 'ModifyRule':
    case 'DeleteRule':
      rememberRule(state, applied);
      break;
    case 'RunTask':
      state.runTokens.set(String(request.input.clientToken ?? ''), { input: request.body, answer });
      break;
    case 'ChangeResourceRecordSets': {
      const zone = zoneOf(request.path);
      const after = recordsAfter(state.records.get(zone) ?? [], request.body);
      if (after.status === 'ok') state.records.set(zone, after.records);
      break;
    }
    default:
  }
}

function rememberService(state: StrictState, { request: { action, input }, nowMs, drainMs }: Applied): void {
  const key = serviceKey(input.cluster, input.serviceName ?? input.service);
  const { input: before = {}, periods = [] } = state.services.get(key) ?? {};
  const set = (now: KnownService['input'], count: unknown, more: Partial<KnownService> = {}): void =>
    void state.services.set(key, { input: now, periods: periodsAfter(periods, Number(count ?? 1), nowMs), ...more });
  if (action === 'CreateService') set(input, input.desiredCount);
  if (action === 'UpdateService') set({ ...before, ...input }, input.desiredCount ?? before.desiredCount);
  if (action === 'DeleteService') set(before, 0, { drainsUntilMs: nowMs + drainMs });
}

function rememberGroup(state: StrictState, { request: { input }, answer }: Applied): void {
  const arn = tag(answer, 'TargetGroupArn');
  state.protocols.set(arn, String(input.Protocol ?? ''));
  if (input.TargetType === 'lambda') state.lambdaGroups.add(arn);
}

function rememberAttributes(state: StrictState, { input }: AwsRequest): void {
  const arn = String(input.TargetGroupArn);
  const at = Object.entries(input).find(([, value]) => value === 'stickiness.enabled')?.[0];
  if (at === undefined) return;
  if (input[at.replace(/Key$/, 'Value')] === 'true') state.stickyGroups.add(arn);
  else state.stickyGroups.delete(arn);
}

function rememberRule(state: StrictState, { request: { action, input }, answer }: Applied): void {
  if (action === 'CreateListener') {
    state.listeners.set(tag(answer, 'ListenerArn'), {
      loadBalancer: String(input.LoadBalancerArn),
      targetGroups: queryValues(input, /^DefaultActions\..*TargetGroupArn$/),
    });
  }
  if (action === 'CreateRule') {
    state.rules.set(tag(answer, 'RuleArn'), readRule(input));
  }
  if (action === 'ModifyRule') {
    const arn = String(input.RuleArn);
    const before = state.rules.get(arn);
    if (before !== undefined) state.rules.set(arn, { ...before, ...readActions(input) });
  }
  if (action === 'DeleteRule') state.rules.delete(String(input.RuleArn));
}

function tag(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}

/** An answer with what moto forgot of the request, and with DRAINING while a deleted service drains. */
export function complete(
  state: StrictState,
  { request, answer, ...times }: TaskTimes & Pick<Applied, 'request' | 'answer'>,
): string {
  if (request.action === 'DescribeServices') {
    const parsed = JSON.parse(answer) as { readonly services?: Json[] };
    for (const service of parsed.services ?? []) completeService(state, service, times);
    return JSON.stringify(parsed);
  }
  if (request.action === 'DescribeTaskDefinition') {
    const parsed = JSON.parse(answer) as { taskDefinition: Json };
    const { tags: _, ...known } = state.taskDefinitions.get(String(parsed.taskDefinition.taskDefinitionArn)) ?? {};
    return JSON.stringify({ ...parsed, taskDefinition: { ...parsed.taskDefinition, ...known } });
  }
  if (request.action === 'DescribeRules') return withBothForms(answer);
  return answer;
}

/** AWS shows the hosts of a rule in both forms, however they were given. */
function withBothForms(answer: string): string {
  const condition = /(<Field>host-header<\/Field>)(.*?)(?=<\/member>\s*(?:<member>\s*<Field>|<\/Conditions>))/gs;
  return answer.replace(condition, (_, field: string, rest: string) => {
    const values = [...rest.matchAll(/<member>([^<]*)<\/member>/g)].map(([, value = '']) => value);
    const list = `<Values>${[...new Set(values)].map((value) => `<member>${value}</member>`).join('')}</Values>`;
    return `${field}${list}<HostHeaderConfig>${list}</HostHeaderConfig>`;
  });
}

function completeService(state: StrictState, service: Json, times: TaskTimes): void {
  const key = serviceKey(service.clusterArn, service.serviceName);
  const known = state.services.get(key);
  if (known === undefined) return;
  for (const [key, value] of Object.entries(known.input)) if (!SKIPPED.has(key)) service[key] = value;
  if (known.input.capacityProviderStrategy !== undefined) delete service.launchType;
  const primary = (service.deployments as Json[] | undefined)?.find(({ status }) => status === 'PRIMARY');
  // moto leaves the first revision there for ever.
  if (primary && service.taskDefinition !== undefined) primary.taskDefinition = service.taskDefinition;
  for (const key of OWN_FIELDS) if (primary && known.input[key] !== undefined) primary[key] = known.input[key];
  if (known.drainsUntilMs !== undefined) service.status = times.nowMs < known.drainsUntilMs ? 'DRAINING' : 'INACTIVE';
  Object.assign(service, taskCounts(state, key, times));
}
