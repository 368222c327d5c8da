import { ACMClient } from '@aws-sdk/client-acm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import type { EdenAws } from '../ports.ts';
import { boundTo } from './call.ts';
import { createTablePorts } from './dynamodb.ts';
import { createEcsPorts } from './ecs.ts';
import { createElbReads } from './elb-reads.ts';
import { createElbWrites } from './elb-writes.ts';
import { createAcmPorts, createEcrPorts } from './lookups.ts';
import { createRoute53Ports } from './route53.ts';
import { createS3Ports } from './s3.ts';

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
