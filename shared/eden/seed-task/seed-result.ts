import type { EdenReads } from '../aws/ports.ts';
import type { EnvironmentItem } from '../environment/item.ts';
import type { Clock } from '../lease/lease.ts';

/** The seed task of an environment. `status` is ECS's; `unknown` an hour after its end, when ECS has forgotten it. */
export interface SeedResult {
  readonly taskArn: string;
  readonly status: string;
  /** Undefined while it runs, and for a container that never started. */
  readonly exitCode?: number;
  readonly reason?: string;
}

/** Ports of {@link waitForSeed}. */
interface SeedWaitDeps {
  readonly aws: Pick<EdenReads, 'describeTask'>;
  readonly clock: Clock;
  readonly isInterrupted?: () => boolean;
}

/** `0a1b2c STOPPED, exit code 0`. */
export function seedText({ taskArn, status, exitCode, reason }: SeedResult): string {
  const parts = [
    `${taskArn.split('/').at(-1)} ${status}`,
    exitCode === undefined ? '' : `exit code ${exitCode}`,
    reason ?? '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

const POLL_MS = 5_000;
/**
 * ECS may not show a task that it has just started; after this time it has forgotten it, in ms.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html (eventual consistency)
 */
const SHOWN_AFTER_MS = 60_000;

/** Waits until the seed task has ended, at most `timeoutMs`; `isFailed`: it has not ended well, or not in time. */
export async function waitForSeed(
  { aws, clock, isInterrupted = () => false }: SeedWaitDeps,
  of: { readonly cluster: string; readonly container: string | undefined; readonly taskArn: string },
  timeoutMs: number,
): Promise<{ readonly seed: SeedResult; readonly isFailed: boolean }> {
  const startMs = clock.now();
  const untilMs = startMs + timeoutMs;
  let isSeen = false;
  const item = { journal: { seedTask: { state: 'made', arns: [of.taskArn] } } } as const;
  for (;;) {
    const seed = (await readSeedResult(aws, item, of)) ?? { taskArn: of.taskArn, status: 'unknown' };
    isSeen ||= seed.status !== 'unknown';
    const isForgotten = seed.status === 'unknown' && (isSeen || clock.now() - startMs >= SHOWN_AFTER_MS);
    const isOver = seed.status === 'STOPPED' || isForgotten;
    if (isOver || isInterrupted() || clock.now() + POLL_MS > untilMs) return { seed, isFailed: seed.exitCode !== 0 };
    await clock.sleep(POLL_MS);
  }
}

/** Reads how the seed task of an environment is or has ended; undefined: it has none. @throws AwsCallError */
export async function readSeedResult(
  aws: Pick<EdenReads, 'describeTask'>,
  { journal }: Pick<EnvironmentItem, 'journal'>,
  of: { readonly cluster: string; readonly container: string | undefined },
): Promise<SeedResult | undefined> {
  const taskArn = journal?.seedTask?.arns?.[0];
  if (taskArn === undefined) return undefined;
  const task = await aws.describeTask({ cluster: of.cluster, arn: taskArn });
  if (task === undefined) return { taskArn, status: 'unknown' };
  const container = task.containers?.find(({ name }) => name === of.container) ?? task.containers?.[0];
  const isStopped = task.lastStatus === 'STOPPED';
  const reason = container?.reason ?? task.stoppedReason;
  return {
    taskArn,
    status: task.lastStatus ?? 'unknown',
    ...(isStopped && container?.exitCode !== undefined && { exitCode: container.exitCode }),
    ...(isStopped && reason !== undefined && { reason }),
  };
}
