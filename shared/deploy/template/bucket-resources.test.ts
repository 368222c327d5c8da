import { type BucketOptions, bucketResources } from './bucket-resources.ts';

const PLAIN: BucketOptions = { logicalId: 'Archive', bucket: { name: 'archive', owned: true }, retain: true };
const ABORT = { Id: 'abort-uploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } };

it.each<[string, Partial<BucketOptions>, readonly object[]]>([
  ['no time', {}, [ABORT]],
  ['a time', { expireAfterDays: 30 }, [ABORT, { Id: 'expire', Status: 'Enabled', ExpirationInDays: 30 }]],
  [
    'a folder that goes earlier',
    { expireAfterDays: 30, expireEarlier: { folder: 'a/b', afterDays: 3 } },
    [
      ABORT,
      { Id: 'expire', Status: 'Enabled', ExpirationInDays: 30 },
      { Id: 'expire-earlier', Status: 'Enabled', Prefix: 'a/b/', ExpirationInDays: 3 },
    ],
  ],
])('with %s it has these lifecycle rules', (_, options, Rules) => {
  expect(bucketResources({ ...PLAIN, ...options })['Archive']?.Properties['LifecycleConfiguration']).toEqual({ Rules });
});

it.each([
  [undefined, { BucketKeyEnabled: false, ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
  [
    'key',
    { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'key' } },
  ],
])('is encrypted with the key %s', (kmsKey, rule) => {
  const bucket = { ...PLAIN.bucket, ...(kmsKey === undefined ? {} : { kmsKey }) };
  expect(bucketResources({ ...PLAIN, bucket })['Archive']?.Properties['BucketEncryption']).toEqual({
    ServerSideEncryptionConfiguration: [rule],
  });
});

it('is private, and refuses anything but TLS', () => {
  const { Archive, ArchivePolicy } = bucketResources(PLAIN);
  expect(Archive?.Properties['PublicAccessBlockConfiguration']).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  expect(ArchivePolicy?.Properties).toMatchObject({
    Bucket: { Ref: 'Archive' },
    PolicyDocument: { Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] },
  });
});

it.each([
  [true, 'RetainExceptOnCreate', 'Retain'],
  [false, 'Delete', 'Delete'],
])(
  'with retain: %s the bucket has the policies %s and %s; its own policy goes with the stack',
  (retain, deletion, update) => {
    const { Archive, ArchivePolicy } = bucketResources({ ...PLAIN, retain });
    expect(Archive).toMatchObject({ DeletionPolicy: deletion, UpdateReplacePolicy: update });
    expect(ArchivePolicy).not.toHaveProperty('DeletionPolicy');
  },
);
