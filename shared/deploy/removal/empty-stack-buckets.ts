import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { emptyBucket } from './empty-bucket.ts';

/** The framework empties its own bucket. */
const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket';
const BUCKET = 'AWS::S3::Bucket';

/** Where progress goes. */
interface Telling {
  /** A line that stays. */
  readonly tell: (sentence: string) => void;
  /** A line that the next one replaces. */
  readonly show: (sentence: string) => void;
}

/**
 * Empties the buckets that a stack owns and that would be deleted with it, by the template that is deployed: where that
 * one retains them, they are left alone, whatever the stage file says by now.
 * @returns the number of objects' versions that were deleted; 0 where there is no stack
 */
export async function emptyStackBuckets(
  config: CloudFormationClientConfig & S3ClientConfig,
  stackName: string,
  { tell, show }: Telling,
): Promise<number> {
  const s3 = new S3Client(config);
  const cloudFormation = new CloudFormationClient(config);
  try {
    let total = 0;
    for (const bucket of await listBuckets(cloudFormation, stackName)) {
      const onDeleted = (count: number) => show(`Emptying ${bucket}: ${count} deleted`);
      const count = await emptyBucket(s3, bucket, { onDeleted });
      if (count > 0) tell(`Emptied ${bucket}: ${count} ${count === 1 ? 'object' : 'objects'} deleted`);
      total += count;
    }
    return total;
  } catch (error) {
    if (isAbsent(error)) return 0;
    throw error;
  } finally {
    s3.destroy();
    cloudFormation.destroy();
  }
}

async function listBuckets(client: CloudFormationClient, stackName: string): Promise<readonly string[]> {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: stackName }));
  // The framework writes JSON.
  const { Resources = {} } = JSON.parse(TemplateBody) as {
    readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly DeletionPolicy?: string }>>;
  };
  const deleted = new Set(
    Object.entries(Resources).flatMap(([id, { Type, DeletionPolicy = 'Delete' }]) =>
      Type === BUCKET && DeletionPolicy === 'Delete' && id !== DEPLOYMENT_BUCKET ? [id] : [],
    ),
  );
  const buckets: string[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
    for (const { LogicalResourceId = '', PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ?? []) {
      if (deleted.has(LogicalResourceId) && PhysicalResourceId && ResourceStatus !== 'DELETE_COMPLETE') {
        buckets.push(PhysicalResourceId);
      }
    }
  }
  return buckets;
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && (/does not exist/.test(error.message) || error.name === 'NoSuchBucket');
}
