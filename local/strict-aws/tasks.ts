import type { AwsAnswer } from './aws-error.ts';
import type { AwsRequest } from './aws-request.ts';
import { type KnownService, type RunPeriod, type StrictState, serviceKey } from './strict-state.ts';

/** The moment of a call, and how long tasks take to become healthy. Times in ms. */
export interface TaskTimes {
  readonly nowMs: number;
  readonly healthyAfterMs: number;
}

/** The service of a target group. */
interface Found {
  readonly key: string;
  readonly service: KnownService;
}

/** The periods after a service was given this many tasks. */
export function periodsAfter(periods: readonly RunPeriod[], count: number, nowMs: number): readonly RunPeriod[] {
  const last = periods.at(-1);
  const isRunning = last !== undefined && last.untilMs === undefined;
  if (count > 0) return isRunning ? periods : [...periods, { fromMs: nowMs }];
  return isRunning ? [...periods.slice(0, -1), { ...last, untilMs: nowMs }] : periods;
}

/** The service whose tasks are the targets of a group. */
export function serviceOf(state: StrictState, targetGroupArn: string): Found | undefined {
  for (const [key, service] of state.services) {
    const balancers = (service.input.loadBalancers ?? []) as readonly { readonly targetGroupArn?: string }[];
    const isItsOwn = balancers.some((one) => one.targetGroupArn === targetGroupArn);
    if (isItsOwn && service.drainsUntilMs === undefined) return { key, service };
  }
  return undefined;
}

/** The state of a group's targets, as AWS names it; undefined where the group has none. */
export function targetState(state: StrictState, targetGroupArn: string, times: TaskTimes): string | undefined {
  const found = serviceOf(state, targetGroupArn);
  const period = found?.service.periods.at(-1);
  if (found === undefined || period === undefined || period.untilMs !== undefined) return undefined;
  const isInUse = [...state.rules.values(), ...state.listeners.values()].some((of) =>
    of.targetGroups.includes(targetGroupArn),
  );
  if (!isInUse) return 'unused';
  if (state.crashes.has(found.key)) return 'unhealthy';
  return times.nowMs - period.fromMs >= times.healthyAfterMs ? 'healthy' : 'initial';
}

/** Answers about tasks and targets, where tasks run at all. */
export function answerTasks(state: StrictState, request: AwsRequest, times: TaskTimes): AwsAnswer | undefined {
  if (!Number.isFinite(times.healthyAfterMs)) return undefined;
  const { action, input } = request;
  if (action === 'DescribeTargetHealth') return describeHealth(state, String(input.TargetGroupArn), times);
  if (action === 'ListTasks' && input.desiredStatus === 'STOPPED') {
    const key = serviceKey(input.cluster, input.serviceName);
    return json({
      taskArns: state.crashes.has(key) ? [`arn:aws:ecs:${request.region}:${request.account}:task/${key}`] : [],
    });
  }
  if (action !== 'DescribeTasks') return undefined;
  const arns = (input.tasks ?? []) as readonly string[];
  const tasks = arns.map((taskArn) => ({
    taskArn,
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ name: 'api', exitCode: 1, reason: state.crashes.get(taskArn.split(':task/')[1] ?? '') }],
  }));
  return json({ tasks, failures: [] });
}

function json(body: unknown): AwsAnswer {
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}

function describeHealth(state: StrictState, arn: string, times: TaskTimes): AwsAnswer | undefined {
  if (serviceOf(state, arn) === undefined) return undefined;
  const health = targetState(state, arn, times);
  const member =
    health === undefined
      ? ''
      : `<member><Target><Id>10.0.0.7</Id><Port>8080</Port></Target><TargetHealth><State>${health}</State></TargetHealth></member>`;
  const body = `<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeTargetHealthResult><TargetHealthDescriptions>${member}</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

/** How many tasks of a service run and are pending; undefined where tasks never run. */
export function taskCounts(
  state: StrictState,
  key: string,
  times: TaskTimes,
): { readonly runningCount: number; readonly pendingCount: number } | undefined {
  const service = state.services.get(key);
  if (service === undefined || !Number.isFinite(times.healthyAfterMs)) return undefined;
  const period = service.periods.at(-1);
  const desired = period === undefined || period.untilMs !== undefined ? 0 : Number(service.input.desiredCount ?? 1);
  const doRun = period !== undefined && times.nowMs - period.fromMs >= times.healthyAfterMs && !state.crashes.has(key);
  return doRun ? { runningCount: desired, pendingCount: 0 } : { runningCount: 0, pendingCount: desired };
}
