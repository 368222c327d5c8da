import type { EdenReads } from '../aws/ports.ts';
import type { Service } from '../aws/types.ts';
import type { Clock } from '../lease/lease.ts';
import { attempt } from '../problem/attempt.ts';
import type { Say } from '../run/transcript.ts';
import { hasLaterRevision, otherRevision } from './revision.ts';

const POLL_MS = 5_000;
const SHOWN_EVENTS = 5;

/** Whether a service became stable in time; if not, why: counts, targets, latest events, reasons of stopped tasks. */
export type Stability =
  | { readonly status: 'stable' }
  | { readonly status: 'not_stable'; readonly reasons: readonly string[] };

/** Ports of the wait. */
interface WaitDeps {
  readonly aws: Pick<EdenReads, 'describeService' | 'describeTargetHealth' | 'describeStoppedTasks'>;
  readonly clock: Clock;
  readonly say: Say;
  readonly isInterrupted?: () => boolean;
}

/** The service of an environment. `revision`: the ARN of the task definition that it was given, where it is known. */
interface ServiceName {
  readonly cluster: string;
  readonly service: string;
  readonly revision?: string | undefined;
}

/** The service and its targets at one moment. */
interface Moment {
  readonly service: Service | undefined;
  readonly targets: readonly string[];
}

/**
 * Waits until the service is in ECS's steady state and all its targets are healthy: at most `timeoutMs`, and no longer
 * than until its deployment has failed, or ECS has gone back to an earlier revision.
 */
export async function waitUntilStable(deps: WaitDeps, at: ServiceName, timeoutMs: number): Promise<Stability> {
  const { aws, clock, say, isInterrupted = () => false } = deps;
  const untilMs = clock.now() + timeoutMs;
  say(`Waiting until service ${at.service} is steady`);
  for (;;) {
    const moment = await look(aws, at);
    const end = failureOf(moment, at.revision);
    if (end === undefined && isStable(moment)) {
      const other = otherRevision(moment.service, at.revision);
      if (other !== undefined) say(`Service ${at.service} is steady; ${other}`);
      return { status: 'stable' };
    }
    const isOver = clock.now() + POLL_MS > untilMs;
    const ended = end ?? (isInterrupted() ? 'when interrupted' : isOver ? `after ${timeoutMs / 1000} s` : undefined);
    if (ended !== undefined) {
      const first = `Service ${at.service} was not steady ${ended.replace(/\.$/, '')}.`;
      return { status: 'not_stable', reasons: [first, ...(await why(aws, at, moment))] };
    }
    await clock.sleep(POLL_MS);
  }
}

async function look(aws: WaitDeps['aws'], at: ServiceName): Promise<Moment> {
  const service = await aws.describeService(at);
  const group = service?.loadBalancers?.[0]?.targetGroupArn;
  return { service, targets: group === undefined ? [] : await aws.describeTargetHealth(group) };
}

/** ECS's steady state: one deployment, completed, with the desired number of tasks running; and healthy targets. */
function isStable({ service, targets }: Moment): boolean {
  if (service === undefined) return false;
  const { deployments = [], runningCount, desiredCount } = service;
  return (
    deployments.length === 1 &&
    runningCount === desiredCount &&
    (deployments[0]?.rolloutState ?? 'COMPLETED') === 'COMPLETED' &&
    targets.every((target) => / healthy\b/.test(target))
  );
}

/** Why waiting is of no use; undefined: it may become steady. */
function failureOf({ service }: Moment, revision: string | undefined): string | undefined {
  const failed = service?.deployments?.find(({ rolloutState }) => rolloutState === 'FAILED');
  if (failed !== undefined) return `when its deployment had failed: ${failed.rolloutStateReason ?? 'no reason given'}`;
  // What followed is waited for in its place.
  const other = hasLaterRevision(service, revision) ? undefined : otherRevision(service, revision);
  return other === undefined ? undefined : `as it was deployed: ${other}`;
}

/** All that AWS says about it, a line each. */
async function why(aws: WaitDeps['aws'], at: ServiceName, { service, targets }: Moment): Promise<readonly string[]> {
  if (service === undefined) return [`Service ${at.service} does not exist in cluster ${at.cluster}.`];
  const { runningCount = 0, desiredCount = 0, pendingCount = 0, events = [] } = service;
  const stopped = await attempt(() => aws.describeStoppedTasks(at));
  return [
    `Tasks: ${runningCount} of ${desiredCount} run, ${pendingCount} are pending.`,
    ...deploymentLines(service),
    ...(targets.length === 0 ? ['Targets: none is registered.'] : targets.map((target) => `Target ${target}`)),
    ...events.slice(0, SHOWN_EVENTS).map(({ message }) => `Event: ${message ?? ''}`),
    ...(stopped.status === 'ok'
      ? stopped.value.map((task) => `Stopped task ${task}`)
      : stopped.problems.map(({ message }) => `Stopped tasks are not known: ${message}`)),
  ];
}

/** The deployments that keep ECS from its steady state though all tasks run, a line each. */
function deploymentLines({ deployments = [] }: Service): readonly string[] {
  if (deployments.length === 1 && deployments[0]?.rolloutState !== 'IN_PROGRESS') return [];
  return deployments.map(({ status, taskDefinition = 'revision unknown', rolloutState = 'state unknown' }) => {
    return `Deployment ${status} of ${taskDefinition.split('/').at(-1)}: ${rolloutState}.`;
  });
}
