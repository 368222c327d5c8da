import { ACMClient } from '@aws-sdk/client-acm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { boundTo } from '../aws/call.ts';
import type { EdenAws } from '../aws/ports.ts';
import { createElbTagPorts, createTaggingPorts } from '../aws/tag-calls.ts';
import { createRecordPorts } from '../dns-record/calls.ts';
import { createFilePorts } from '../environments-file/calls.ts';
import { createListenerRulePorts } from '../listener-rule/calls.ts';
import { createAlbPorts, createCertificatePorts } from '../preflight/alb-calls.ts';
import { createImagePorts } from '../preflight/image-calls.ts';
import { createTaskPorts } from '../seed-task/calls.ts';
import { createServicePorts } from '../service/calls.ts';
import { createItemPorts } from '../table/item-calls.ts';
import { createTargetGroupPorts } from '../target-group/calls.ts';
import { createTaskDefinitionPorts } from '../task-definition/calls.ts';

/** Options that all clients share. Without them the environment configures the clients, as it does the AWS CLI. */
export type AwsOptions = Pick<
  ECSClientConfig,
  'region' | 'endpoint' | 'credentials' | 'maxAttempts' | 'retryMode' | 'retryStrategy'
>;

/** Creates eden's ports on AWS (or an endpoint that answers like it), with the environments in `table`. */
export function createEdenAws(table: string, options: AwsOptions = {}, callTimeoutMs?: number): EdenAws {
  const bounded = boundTo(callTimeoutMs);
  const ecs = new ECSClient(options);
  const elb = new ElasticLoadBalancingV2Client(options);
  // Path style where an endpoint is given: emulators have no bucket host names.
  const isEmulator = options.endpoint !== undefined;
  const s3 = new S3Client({ ...options, forcePathStyle: isEmulator, followRegionRedirects: true });
  return {
    ...createTaskDefinitionPorts(ecs, bounded),
    ...createTargetGroupPorts(elb, bounded),
    ...createListenerRulePorts(elb, bounded),
    ...createServicePorts(ecs, bounded),
    ...createTaskPorts(ecs, bounded),
    ...createRecordPorts(new Route53Client(options), bounded),
    ...createFilePorts(s3, bounded),
    ...createElbTagPorts(elb, bounded),
    ...createTaggingPorts(ecs, elb, bounded),
    ...createAlbPorts(elb, bounded),
    ...createCertificatePorts(new ACMClient(options), bounded),
    ...createImagePorts((region) => new ECRClient({ ...options, region }), bounded),
    ...createItemPorts(new DynamoDBClient(options), table, bounded),
  };
}
