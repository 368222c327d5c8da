import type { EdenReads } from '../aws/ports.ts';
import type { Service } from '../aws/types.ts';
import type { EdenDeps } from '../run/run.ts';

const pollMs = 5_000;
const shownEvents = 5;

/** Whether a service became steady in time; if not, what ECS and the load balancer say about it. */
export type Steady =
  | { readonly status: 'steady' }
  | { readonly status: 'not_steady'; readonly events: readonly string[] };

/** What the wait needs of a driver. */
interface SteadyDeps extends Pick<EdenDeps, 'clock' | 'say'> {
  readonly aws: Pick<EdenReads, 'describeService' | 'describeTargetHealth'>;
}

/** Waits until the service is steady and all its targets are healthy, at most `timeoutMs`. */
export async function waitUntilSteady(
  { aws, clock, say }: SteadyDeps,
  at: { readonly cluster: string; readonly service: string },
  timeoutMs: number,
): Promise<Steady> {
  const untilMs = clock.now() + timeoutMs;
  say(`Waiting until service ${at.service} is steady`);
  for (;;) {
    const service = await aws.describeService(at);
    const group = service?.loadBalancers?.[0]?.targetGroupArn;
    const targets = group === undefined ? [] : await aws.describeTargetHealth(group);
    const areHealthy = targets.every((target) => / healthy\b/.test(target));
    if (service !== undefined && isSteady(service) && areHealthy) return { status: 'steady' };
    if (clock.now() + pollMs > untilMs) {
      const events = (service?.events ?? []).slice(0, shownEvents).map(({ message }) => message ?? '');
      return { status: 'not_steady', events: [`Service ${at.service} is not steady.`, ...events, ...targets] };
    }
    await clock.sleep(pollMs);
  }
}

/** One deployment, finished, and as many tasks as wanted. */
function isSteady({ deployments = [], runningCount, desiredCount }: Service): boolean {
  const [only] = deployments;
  return (
    deployments.length === 1 && runningCount === desiredCount && (only?.rolloutState ?? 'COMPLETED') === 'COMPLETED'
  );
}
