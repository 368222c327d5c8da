import type { EdenReads } from '../aws/ports.ts';
import type { Service } from '../aws/types.ts';
import type { EdenDeps } from '../run/run.ts';

const POLL_MS = 5_000;
const SHOWN_EVENTS = 5;

/** Whether a service became stable in time; if not, its latest events and the state of its targets. */
export type Stability =
  | { readonly status: 'stable' }
  | { readonly status: 'not_stable'; readonly events: readonly string[] };

/** Ports of the wait. */
interface WaitDeps extends Pick<EdenDeps, 'clock' | 'say'> {
  readonly aws: Pick<EdenReads, 'describeService' | 'describeTargetHealth'>;
}

/** Waits until the service is in ECS's steady state and all its targets are healthy, at most `timeoutMs`. */
export async function waitUntilStable(
  { aws, clock, say }: WaitDeps,
  at: { readonly cluster: string; readonly service: string },
  timeoutMs: number,
): Promise<Stability> {
  const untilMs = clock.now() + timeoutMs;
  say(`Waiting until service ${at.service} is steady`);
  for (;;) {
    const service = await aws.describeService(at);
    const group = service?.loadBalancers?.[0]?.targetGroupArn;
    const targets = group === undefined ? [] : await aws.describeTargetHealth(group);
    const areHealthy = targets.every((target) => / healthy\b/.test(target));
    if (service !== undefined && isStable(service) && areHealthy) return { status: 'stable' };
    if (clock.now() + POLL_MS > untilMs) {
      const events = (service?.events ?? []).slice(0, SHOWN_EVENTS).map(({ message }) => message ?? '');
      return { status: 'not_stable', events: [`Service ${at.service} is not steady.`, ...events, ...targets] };
    }
    await clock.sleep(POLL_MS);
  }
}

/** ECS's steady state: one deployment, completed, with the desired number of tasks running. */
function isStable({ deployments = [], runningCount, desiredCount }: Service): boolean {
  const [only] = deployments;
  return (
    deployments.length === 1 && runningCount === desiredCount && (only?.rolloutState ?? 'COMPLETED') === 'COMPLETED'
  );
}
