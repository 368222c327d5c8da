import { Logger } from '@aws-lambda-powertools/logger';
import { ECSClient } from '@aws-sdk/client-ecs';
import { createClientOptions } from '../../shared/aws/client-options.ts';
import { createRunPorts } from '../../shared/aws/task-ports.ts';
import { parseConfig } from './config.ts';
import type { EndEvent, StartEvent } from './events.ts';
import { createTaskFunctions } from './task-functions.ts';
import { createTaskMetrics } from './task-metrics.ts';

const settings = parseConfig(process.env);
const logger = new Logger({ serviceName: settings.service, persistentLogAttributes: { stage: settings.stage } });
const functions = createTaskFunctions({
  ports: createRunPorts(new ECSClient({ ...createClientOptions(process.env, 'ECS'), maxAttempts: 3 })),
  count: createTaskMetrics(settings),
  logger,
});

/** Starts a run of a task, for EventBridge Scheduler. @throws {NotStartedError} Lambda repeats the invocation. */
export async function start(event: StartEvent): Promise<unknown> {
  return functions.start(event);
}

/** Judges how a task ended, for EventBridge, and starts another run where one is left. */
export async function ended(event: EndEvent): Promise<unknown> {
  return functions.ended(event);
}
