/** A task as its schedule hands it to the function: all that RunTask needs, and what follows a run. */
export interface Task {
  readonly name: string;
  /** The mark by which events and `ListTasks` find its tasks, `startedByOf`. */
  readonly startedBy: string;
  /** Name or ARN. */
  readonly cluster: string;
  /** A family (its latest active revision), `family:revision`, or the ARN of either. */
  readonly taskDefinition: string;
  readonly count: number;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly assignPublicIp: boolean;
  readonly platformVersion: string;
  /** Absent: launch type Fargate. */
  readonly capacityProviderStrategy?: readonly {
    readonly capacityProvider: string;
    readonly weight: number;
    readonly base: number;
  }[];
  /** The container whose exit code counts, and which the overrides are for. */
  readonly container?: string;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** CPU units. */
  readonly cpu?: number;
  readonly memoryMb?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly overlap: 'allow' | 'forbid';
  /** How often a task that failed is started again. */
  readonly reruns: number;
  readonly okExitCodes: readonly number[];
}

/** One run of a task. */
export interface Run {
  readonly task: Task;
  /** The moment for which it was scheduled, ISO 8601: retries of one run have the same. */
  readonly scheduledTime: string;
  /** 0: the scheduled run, with all its tasks; from 1 on, one task in the place of one that failed. */
  readonly rerun: number;
  /** ARN of the task that failed, of a rerun. */
  readonly replaces?: string;
}

/**
 * The mark that all tasks of a name have, and none of another name, stage or project of the account.
 * @see RunTask, startedBy: at most 128 letters, digits, hyphens, slashes and underscores
 */
export function startedByOf({ project, stage }: { readonly project: string; readonly stage: string }, name: string) {
  return `${project}-scheduled-tasks/${stage}/${name}`;
}

/**
 * The mark of one run, which no other run has: `<name>/<scheduled time>/<rerun>`.
 * @see ECS developer guide, "Group related Amazon ECS tasks": at most 255 characters
 */
export function groupOf({ task, scheduledTime, rerun }: Run): string {
  return `${task.name}/${scheduledTime}/${rerun}`;
}

/** Reads what `groupOf` wrote; `undefined`: the task is none of ours. */
export function parseGroup(group: string): Pick<Run, 'scheduledTime' | 'rerun'> | undefined {
  const [, scheduledTime, rerun] = /^[^/]+\/([^/]+)\/(\d+)$/.exec(group) ?? [];
  return scheduledTime === undefined ? undefined : { scheduledTime, rerun: Number(rerun) };
}
