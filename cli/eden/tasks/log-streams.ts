import type { TaskDefinition } from '../../../shared/eden/aws/types.ts';
import type { LogStream, ServiceTask } from './task-reads.ts';

/** The log streams of a task, and the containers whose logs are elsewhere. */
export interface TaskStreams {
  readonly streams: readonly LogStream[];
  /** `sidecar: awsfirelens`. */
  readonly elsewhere: readonly string[];
}

/**
 * The streams to which a task's containers write with the log driver awslogs. A clone shares group and prefix with its
 * reference: only the task's id tells whose stream it is.
 * @param region where the driver's options name none
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
 */
export function streamsOfTask(task: ServiceTask, definition: TaskDefinition, region: string): TaskStreams {
  const streams: LogStream[] = [];
  const elsewhere: string[] = [];
  for (const { name = '', logConfiguration } of definition.containerDefinitions ?? []) {
    const { logDriver = 'no log driver', options = {} } = logConfiguration ?? {};
    const group = options['awslogs-group'];
    if (logDriver !== 'awslogs' || group === undefined) {
      elsewhere.push(`${name}: ${logDriver}`);
      continue;
    }
    const stream = streamName(options['awslogs-stream-prefix'], name, task);
    if (stream === undefined) continue;
    streams.push({ region: options['awslogs-region'] ?? region, group, stream, container: name, task: task.id });
  }
  return { streams, elsewhere };
}

/** Without a prefix (on EC2) Docker's id of the container is the name; it has none before it runs. */
function streamName(
  prefix: string | undefined,
  container: string,
  { id, runtimeIds }: ServiceTask,
): string | undefined {
  if (prefix !== undefined) return `${prefix}/${container}/${id}`;
  return runtimeIds[container] || undefined;
}
