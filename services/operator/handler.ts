import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { createClientOptions, createS3ClientOptions } from '../../shared/aws/client-options.ts';
import { createInvokeFunction } from '../../shared/aws/invoke-function.ts';
import { createMoveObjects } from '../../shared/aws/move-object.ts';
import { createOpenObject } from '../../shared/aws/open-object.ts';
import { createVersionedObjects } from '../../shared/aws/versioned-objects.ts';
import { parseConfig } from './config.ts';
import { createWork } from './work.ts';
import type { WorkAnswer, WorkEvent } from './work-event.ts';

const settings = parseConfig(process.env);
const logger = new Logger({ serviceName: settings.service, persistentLogAttributes: { stage: settings.stage } });
const s3 = new S3Client({ ...createS3ClientOptions(process.env), maxAttempts: 4 });
const run = createWork({
  settings,
  ports: {
    ...createMoveObjects(s3),
    openObject: createOpenObject(s3),
    versioned: createVersionedObjects(s3),
    // A function that is invoked is not invoked a second time by the SDK.
    invoke: createInvokeFunction(new LambdaClient(createClientOptions(process.env, 'LAMBDA'))),
  },
  now: Date.now,
  sleep: (ms) => wait(ms),
});

/** Puts one unit of a run back, for the state machine. @throws {StoppedError} */
export async function work(event: WorkEvent, context: Context): Promise<WorkAnswer> {
  const answer = await run(event, () => context.getRemainingTimeInMillis());
  logger.info('unit of work', { run: event.run, unit: event.item.unit, ...answer });
  return answer;
}
