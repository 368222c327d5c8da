import type { Lifecycle } from '../topology/schema/lifecycle.ts';
import type { Bucket } from '../topology/topology.ts';
import { bucketArn, deletionPolicies, type Resources, sub } from './cloudformation.ts';

/** How a bucket is made. */
export interface BucketOptions {
  readonly logicalId: string;
  readonly bucket: Bucket;
  readonly retain: boolean;
  /** Objects older than this are deleted; absent: never. */
  readonly expireAfterDays?: number | undefined;
  /** Cheaper storage classes for older objects. */
  readonly transitions?: Lifecycle['transitions'];
  /** A folder whose objects go earlier. */
  readonly expireEarlier?: { readonly folder: string; readonly afterDays: number };
}

/**
 * A private, encrypted bucket that refuses anything but TLS. Its policy goes with the stack: a policy that is there
 * already cannot be made again, and is not taken back for certain.
 */
export function bucketResources(options: BucketOptions): Resources {
  const { logicalId, bucket, retain } = options;
  return {
    [logicalId]: {
      Type: 'AWS::S3::Bucket',
      ...deletionPolicies(retain),
      Properties: {
        BucketName: sub(bucket.name),
        BucketEncryption: encryption(bucket),
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: lifecycle(options),
      },
    },
    [`${logicalId}Policy`]: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: logicalId },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'TlsOnly',
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: [bucketArn(bucket), bucketArn(bucket, '*')],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
  };
}

function encryption({ kmsKey }: Bucket) {
  return {
    ServerSideEncryptionConfiguration: [
      {
        BucketKeyEnabled: kmsKey !== undefined,
        ServerSideEncryptionByDefault:
          kmsKey === undefined ? { SSEAlgorithm: 'AES256' } : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKey },
      },
    ],
  };
}

function lifecycle({ expireAfterDays, transitions = [], expireEarlier: early }: BucketOptions) {
  return {
    Rules: [
      { Id: 'abort-uploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
      ...(expireAfterDays === undefined
        ? []
        : [{ Id: 'expire', Status: 'Enabled', ExpirationInDays: expireAfterDays }]),
      ...(transitions.length === 0
        ? []
        : [{ Id: 'transitions', Status: 'Enabled', Transitions: transitions.map(transition) }]),
      ...(early === undefined
        ? []
        : [{ Id: 'expire-earlier', Status: 'Enabled', Prefix: `${early.folder}/`, ExpirationInDays: early.afterDays }]),
    ],
  };
}

function transition({ afterDays, storageClass }: Lifecycle['transitions'][number]) {
  return { StorageClass: storageClass, TransitionInDays: afterDays };
}
