import { createHash } from 'node:crypto';

/**
 * The sleep of an environment: its tasks are stopped and its rule leads to the function that wakes it. `falling`: a run
 * puts it to sleep; `waking`: its tasks were started and no target is healthy yet; `failed`: its last wake ended without a
 * healthy target, and its tasks are stopped again. Without a sleep an environment is awake.
 */
export interface Sleep {
  readonly state: 'falling' | 'asleep' | 'waking' | 'failed';
  /** When the state began, epoch seconds. */
  readonly since: number;
  /** How many tasks run while it is awake. */
  readonly desired_count: number;
  /** Of `failed`: what AWS says, for its owners. */
  readonly why?: readonly string[];
}

/** A wake that has no healthy target after this time has failed, in seconds. */
export const MAX_WAKE_S = 600;

/** The sleep of an item; undefined when it is awake. The table may hold anything: a part that cannot be read gets its default. */
export function sleepOf(item: { readonly sleep?: unknown } | undefined): Sleep | undefined {
  const raw: unknown = item?.sleep;
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { state, since, desired_count: count, why } = raw as Partial<Readonly<Record<keyof Sleep, unknown>>>;
  return {
    state: state === 'falling' || state === 'waking' || state === 'failed' ? state : 'asleep',
    since: typeof since === 'number' ? since : 0,
    desired_count: Number.isInteger(count) && Number(count) > 0 ? Number(count) : 1,
    ...(Array.isArray(why) && { why: why.map(String) }),
  };
}

/** A sleep in a word or two, for lists. */
export function sleepText({ state }: Sleep): string {
  return { falling: 'falling asleep', asleep: 'asleep', waking: 'waking', failed: 'asleep, last wake failed' }[state];
}

/** Whether a run must go on with this sleep: it is neither awake nor asleep for good. */
export function isBetween(sleep: Sleep | undefined): boolean {
  return sleep?.state === 'falling' || sleep?.state === 'waking';
}

/**
 * Name of the target group of the function that wakes the environments of a table: the stage makes it, and whoever knows
 * the table finds it. `albArn`: of the group for this ALB alone, where the stage has several; AWS lets a target group be used by one
 * load balancer only. @see MAX_TARGET_GROUP_NAME: 32 characters.
 */
export function wakingGroupName(tableName: string, albArn?: string): string {
  const key = albArn === undefined ? tableName : `${tableName} ${albArn}`;
  return `eden-waking-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}
