import { ACMClient } from '@aws-sdk/client-acm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { boundTo } from '../aws/call.ts';
import type { EdenAws } from '../aws/ports.ts';
import { createRoute53Ports } from '../dns-record/calls.ts';
import { createS3Ports } from '../environments-file/calls.ts';
import { createElbReads } from '../listener-rule/calls.ts';
import { createAcmPorts, createEcrPorts } from '../preflight/calls.ts';
import { createEcsPorts } from '../service/calls.ts';
import { createTablePorts } from '../table/item-calls.ts';
import { createElbWrites } from '../target-group/calls.ts';

/** What all clients share. Without it they are configured by the environment, as the AWS CLI is. */
export type AwsOptions = Pick<
  ECSClientConfig,
  'region' | 'endpoint' | 'credentials' | 'maxAttempts' | 'retryMode' | 'retryStrategy'
>;

/** eden's ports on real AWS (or an endpoint that answers like it), with the environments in `table`. */
export function createEdenAws(table: string, options: AwsOptions = {}, callTimeoutMs?: number): EdenAws {
  const bounded = boundTo(callTimeoutMs);
  const elb = new ElasticLoadBalancingV2Client(options);
  /** Path style where an endpoint is given: emulators have no bucket host names. */
  const s3 = new S3Client({ ...options, forcePathStyle: options.endpoint !== undefined });
  return {
    ...createEcsPorts(new ECSClient(options), bounded),
    ...createElbReads(elb, bounded),
    ...createElbWrites(elb, bounded),
    ...createEcrPorts((region) => new ECRClient({ ...options, region }), bounded),
    ...createAcmPorts(new ACMClient(options), bounded),
    ...createRoute53Ports(new Route53Client(options), bounded),
    ...createS3Ports(s3, bounded),
    ...createTablePorts(new DynamoDBClient(options), table, bounded),
  };
}
