import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Connection } from './connection.ts';

/** SDK clients of the local AWS. */
export interface LocalClients {
  readonly cloudFormation: CloudFormationClient;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  /** See {@link Connection}. */
  readonly functionLogs: string | undefined;
  readonly close: () => void;
}

/** Sockets to the local AWS: every shard of every mapping polls, and functions may run for minutes. */
const MAX_SOCKETS = 200;

/** Clients for one local AWS. Kinesis speaks HTTP/1.1 here: emulators know no HTTP/2 without TLS. */
export function createLocalClients(connection: Connection): LocalClients {
  const { endpoint, region, accessKeyId, secretAccessKey, functionLogs } = connection;
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: 5_000,
    httpAgent: { maxSockets: MAX_SOCKETS, keepAlive: true },
  });
  const options = { endpoint, region, credentials: { accessKeyId, secretAccessKey }, requestHandler };
  return {
    cloudFormation: new CloudFormationClient(options),
    kinesis: new KinesisClient(options),
    lambda: new LambdaClient({ ...options, maxAttempts: 1 }),
    logs: new CloudWatchLogsClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sqs: new SQSClient(options),
    functionLogs,
    close: () => requestHandler.destroy(),
  };
}
