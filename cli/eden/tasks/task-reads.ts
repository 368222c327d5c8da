/** A task of a service, running or stopped within the last hour: ECS knows no older ones. */
export interface ServiceTask {
  /** The last part of its ARN. */
  readonly id: string;
  readonly definitionArn: string;
  /** ECS's last status: `RUNNING`, `STOPPED`, … */
  readonly status: string;
  /** Epoch ms; 0 where it is unknown. */
  readonly createdMs: number;
  /** Whether `aws ecs execute-command` is turned on for it. */
  readonly isExecEnabled: boolean;
  /** Container → its id for the container runtime; empty while it does not run. */
  readonly runtimeIds: Readonly<Record<string, string>>;
}

/** A log stream of a container. */
export interface LogStream {
  readonly region: string;
  readonly group: string;
  readonly stream: string;
  readonly container: string;
  readonly task: string;
}

/** A line of a log stream; `atMs` in epoch ms. */
export interface LogLine {
  readonly atMs: number;
  readonly message: string;
}

/** Reads of tasks and their logs. Refusals are thrown as an `AwsCallError`. */
export interface TaskReads {
  /** At most 100 running and 100 stopped ones, oldest first. */
  readonly tasksOf: (at: { readonly cluster: string; readonly service: string }) => Promise<readonly ServiceTask[]>;
  /** A page of a stream, oldest line first; of a stream that does not exist (yet) an empty one without `next`. */
  readonly readLog: (
    at: LogStream,
    from: { readonly sinceMs: number; readonly next?: string | undefined },
  ) => Promise<{ readonly lines: readonly LogLine[]; readonly next: string | undefined }>;
}
