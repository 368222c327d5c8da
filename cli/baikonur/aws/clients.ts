import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import { createClientOptions, createS3ClientOptions } from '../../../shared/aws/client-options.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { CommandError } from '../shell.ts';
import type { Middleware } from './add-middleware.ts';
import { compareClocks } from './clock.ts';
import { addFirst, operationOf } from './explain-refusals.ts';
import { OPERATIONS } from './operations.ts';
import { type Call, goneOf, refusalOf, unreachableOf } from './refusals.ts';

/** Clients of the operator's commands. Only operations of `operations.ts` can be called. */
export interface AwsClients {
  readonly cloudWatch: CloudWatchClient;
  readonly dynamo: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly stepFunctions: SFNClient;
  readonly sts: STSClient;
  /** By how many milliseconds AWS's clock is ahead of this machine's; `undefined` before the account was asked for. */
  readonly aheadMs: () => number | undefined;
  readonly close: () => void;
}

/** Throttled calls and cut connections are repeated by the SDK, with growing pauses. */
const TRIES = 4;

/**
 * Clients for the account, or the local AWS, of an environment.
 * @param onCall receives every call before it is made
 */
export function createAwsClients(env: Env, onCall: (call: Call) => void = () => undefined): AwsClients {
  const options = (service: Parameters<typeof createClientOptions>[1]) => ({
    ...createClientOptions(env, service),
    maxAttempts: TRIES,
  });
  const clients = {
    cloudWatch: new CloudWatchClient(options('CLOUDWATCH')),
    dynamo: new DynamoDBClient(options('DYNAMODB')),
    kinesis: new KinesisClient(options('KINESIS')),
    // A function that is invoked is not invoked a second time by the SDK.
    lambda: new LambdaClient({ ...options('LAMBDA'), maxAttempts: 1 }),
    logs: new CloudWatchLogsClient(options('CLOUDWATCH_LOGS')),
    s3: new S3Client({ ...createS3ClientOptions(env), maxAttempts: TRIES }),
    stepFunctions: new SFNClient(options('SFN')),
    sts: new STSClient(options('STS')),
  };
  for (const client of Object.values(clients)) addFirst(client, watch(onCall, env['AWS_ENDPOINT_URL']));
  return {
    ...clients,
    aheadMs: compareClocks(clients.sts),
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** Lets declared operations through, and says in one sentence what right is missing, or that nothing answers. */
function watch(onCall: (call: Call) => void, endpoint: string | undefined): Middleware {
  return (next, context) => async (args) => {
    const call = { operation: operationOf(context), input: args.input };
    if (!Object.hasOwn(OPERATIONS, call.operation)) {
      throw new Error(`the operation ${call.operation} is not in cli/baikonur/aws/operations.ts`);
    }
    onCall(call);
    try {
      return await next(args);
    } catch (error) {
      const refusal = refusalOf(error, call) ?? goneOf(error, call) ?? unreachableOf(error, endpoint);
      throw refusal === undefined ? error : new CommandError(refusal, { cause: error });
    }
  };
}
