/** A task as its schedule hands it to the function: all that RunTask needs, and what follows a run. */
export interface Task {
  readonly name: string;
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
  /** How often a run that failed is started again. */
  readonly reruns: number;
  readonly okExitCodes: readonly number[];
}

/** One run of a task. */
export interface Run {
  readonly task: Task;
  /** The moment for which it was scheduled, ISO 8601: retries of one run have the same. */
  readonly scheduledTime: string;
  /** 0: the scheduled run; from 1 on, a run after one that failed. */
  readonly rerun: number;
}

/** The mark by which `ListTasks` finds the tasks of a name. */
export function startedByOf(stage: string, name: string): string {
  return `scheduled-tasks/${stage}/${name}`;
}

/** The mark of one run, which no other run has: `<name>/<scheduled time>/<rerun>`. */
export function groupOf({ task, scheduledTime, rerun }: Run): string {
  return `${task.name}/${scheduledTime}/${rerun}`;
}

/** Reads what `groupOf` wrote; `undefined`: the task is none of ours. */
export function parseGroup(group: string): Pick<Run, 'scheduledTime' | 'rerun'> | undefined {
  const [, scheduledTime, rerun] = /^[^/]+\/([^/]+)\/(\d+)$/.exec(group) ?? [];
  return scheduledTime === undefined ? undefined : { scheduledTime, rerun: Number(rerun) };
}
