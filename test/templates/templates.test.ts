import { readConfigTexts } from '../../shared/deploy/topology/read-config.ts';
import { describePermissions } from './describe-permissions.ts';
import { known, PACKAGED, packageStages, STAGES } from './packaged-stages.ts';
import { comparable, makeTemplates } from './variants/run-make-templates.ts';

const MAX_ZIP_BYTES = 500 * 1024;
const MINUTE_MS = 60_000;

const stages = packageStages(10 * MINUTE_MS);
const { workshop, services, topology, resource, ofType, propertiesOf } = stages;
function text(value: unknown): string {
  return JSON.stringify(value);
}

describe('packages', () => {
  it.each(PACKAGED)('are small at stage %s, and hold the licences of what is bundled', (stage) => {
    const wrong = services(stage).flatMap(({ zips = [] }) =>
      zips.filter(({ bytes, hasNotices }) => bytes > MAX_ZIP_BYTES || !hasNotices),
    );
    expect(services(stage).flatMap(({ zips = [] }) => zips).length).toBeGreaterThanOrEqual(
      topology(stage).functions.length,
    );
    expect(wrong).toEqual([]);
  });

  it(
    'are those that variants.test.ts makes without the command line, and lints',
    async () => {
      const texts = readConfigTexts(workshop().root);
      const made = await makeTemplates(PACKAGED.map((stage) => ({ name: stage, stage, texts })));
      for (const stage of PACKAGED) {
        for (const { service, resources } of services(stage)) {
          const one = made.find((template) => template.variant === stage && template.service === service);
          expect(known(one && comparable(one.template)).Resources).toEqual(
            comparable({ Resources: resources }).Resources,
          );
        }
      }
    },
    5 * MINUTE_MS,
  );

  it(
    'are refused for an invalid configuration, with the list of problems and no stack trace',
    async () => {
      const failure: unknown = await workshop()
        .sls('router', 'package', '--stage', 'nosuch')
        .catch((error: unknown) => error);
      const output =
        String((failure as { stdout?: string; stderr?: string }).stdout) +
        String((failure as { stderr?: string }).stderr);
      expect(output).toContain(
        'config/stages/nosuch.yml:1: unknown stage "nosuch"; there are stage files for dev, full, local',
      );
      expect(output).not.toMatch(/^\s+at /m);
    },
    MINUTE_MS,
  );
});

describe('names', () => {
  it.each(STAGES)('are computed at stage %s', (stage) => {
    const { names, functions, streams, deliveryStreams } = topology(stage);
    const pairs: readonly (readonly [string, string, readonly string[]])[] = [
      ['AWS::Kinesis::Stream', 'Name', streams.map(({ name }) => name)],
      ['AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName', deliveryStreams.map(({ name }) => name)],
      ['AWS::DynamoDB::Table', 'TableName', [names.table('progress')]],
      ['AWS::CloudWatch::Dashboard', 'DashboardName', [names.dashboard]],
    ];
    for (const [type, key, expected] of pairs) {
      expect(propertiesOf(stage, type).map((properties) => properties[key])).toEqual(expected);
    }
    const deployed = propertiesOf(stage, 'AWS::Lambda::Function').map(({ FunctionName }) => FunctionName);
    expect(deployed).toEqual(expect.arrayContaining(functions.map(({ name }) => name)));
  });
});

describe('what must survive', () => {
  const KEPT = ['AWS::Kinesis::Stream', 'AWS::DynamoDB::Table', 'AWS::KinesisFirehose::DeliveryStream'];

  it.each([
    ['dev', 'RetainExceptOnCreate', 'Retain'],
    ['full', 'RetainExceptOnCreate', 'Retain'],
    ['local', 'Delete', 'Delete'],
  ] as const)('at stage %s: %s', (stage, deletion, update) => {
    const buckets = ofType(stage, 'AWS::S3::Bucket').filter(({ Properties }) => 'BucketName' in Properties);
    const kept = [...KEPT.flatMap((type) => ofType(stage, type)), ...buckets];
    expect(kept.length).toBeGreaterThan(5);
    for (const { DeletionPolicy, UpdateReplacePolicy } of kept) {
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual([deletion, update]);
    }
  });

  it.each(STAGES)('no other policy keeps anything at stage %s', (stage) => {
    const policies = services(stage).flatMap(({ resources }) =>
      Object.values(resources).map(({ DeletionPolicy = 'Delete' }) => DeletionPolicy),
    );
    expect([...new Set(policies)].filter((policy) => !['Delete', 'RetainExceptOnCreate'].includes(policy))).toEqual([]);
  });

  it.each(STAGES)('no role may make a log group, and no managed policy may either, at stage %s', (stage) => {
    const roles = propertiesOf(stage, 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(4);
    expect(text(roles)).not.toContain('logs:CreateLogGroup');
    expect(roles.filter(({ ManagedPolicyArns }) => ManagedPolicyArns !== undefined)).toEqual([]);
  });

  it.each(STAGES)('every stream but the first waits for another at stage %s', (stage) => {
    const waiting = ofType(stage, 'AWS::Kinesis::Stream').map(({ DependsOn = [] }) => [DependsOn].flat());
    expect(waiting.filter((ids) => ids.length === 0)).toHaveLength(1);
    expect(new Set(waiting.flat()).size).toBe(waiting.length - 1);
  });
});

describe('event source mappings', () => {
  it.each([
    [
      'dev',
      {
        BatchSize: 500,
        MaximumRetryAttempts: 1205,
        MaximumRecordAgeInSeconds: 194_400,
        Enabled: true,
        StartingPosition: 'TRIM_HORIZON',
      },
    ],
    ['local', { BatchSize: 500, MaximumRetryAttempts: 5189, MaximumRecordAgeInSeconds: 194_400, Enabled: false }],
    // 24 h / (300 s - 30 s) = 320, and 7 attempts; midway between 24 h and 168 h
    [
      'full',
      {
        BatchSize: 50,
        MaximumRetryAttempts: 327,
        MaximumRecordAgeInSeconds: 345_600,
        ParallelizationFactor: 2,
        BisectBatchOnFunctionError: false,
        StartingPosition: 'AT_TIMESTAMP',
        StartingPositionTimestamp: 1_767_225_600,
      },
    ],
  ] as const)('of the router at stage %s', (stage, expected) => {
    const mapping = propertiesOf(stage, 'AWS::Lambda::EventSourceMapping').find(({ FunctionName }) =>
      text(FunctionName).includes('RouteLambda'),
    );
    expect(mapping).toMatchObject(expected);
  });

  it('of the router waits for what its own template makes, else a first deployment is refused', () => {
    const mappings = Object.values(known(services('dev').find(({ service }) => service === 'router')).resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::EventSourceMapping',
    );
    expect(mappings.length).toBe(1);
    for (const { DependsOn } of mappings) {
      expect(DependsOn).toEqual(expect.arrayContaining(['StreamRouter', 'DeadLetterBucket', 'ProgressTable']));
    }
    expect(resource('dev', 'router', 'DeliveryPartner').DependsOn).toContain('DeliveryBucket');
  });

  it.each(STAGES)('all report failures, and spill given-up batches on the dead-letter bucket, at stage %s', (stage) => {
    const mappings = propertiesOf(stage, 'AWS::Lambda::EventSourceMapping');
    expect(mappings.length).toBeGreaterThanOrEqual(topology(stage).functions.length);
    for (const mapping of mappings) {
      expect(mapping['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
      expect(text(mapping['DestinationConfig'])).toContain(`:s3:::${topology(stage).deadLetterBucket.name}"`);
    }
  });
});

describe('the shared ground', () => {
  it('keeps dead letters private, encrypted and for a time', () => {
    expect(resource('dev', 'router', 'DeadLetterBucket').Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: expect.arrayContaining([expect.objectContaining({ ExpirationInDays: 90 })]) },
    });
  });

  it.each([
    ['dev', 'failed/_progress/'],
    ['full', '_progress/'],
  ] as const)('forgets outgrown progress rows at stage %s before they count as dead letters', (stage, Prefix) => {
    expect(resource(stage, 'router', 'DeadLetterBucket').Properties).toMatchObject({
      LifecycleConfiguration: {
        Rules: expect.arrayContaining([expect.objectContaining({ Prefix, ExpirationInDays: 16 })]),
      },
    });
  });

  it.each(STAGES)('refuses anything but TLS on every bucket at stage %s', (stage) => {
    const named = ofType(stage, 'AWS::S3::Bucket').filter(({ Properties }) => 'BucketName' in Properties);
    const policies = ofType(stage, 'AWS::S3::BucketPolicy').filter(({ Properties }) =>
      /SecureTransport":"?false/.test(text(Properties)),
    );
    expect(policies.length).toBeGreaterThanOrEqual(named.length);
  });

  it('keeps progress on demand, by lane and checkpoint, and forgets it', () => {
    expect(resource('dev', 'router', 'ProgressTable').Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'lane', KeyType: 'HASH' },
        { AttributeName: 'checkpoint', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it.each([
    ['dev', { RetentionPeriodHours: 72, ShardCount: 1, StreamModeDetails: { StreamMode: 'PROVISIONED' } }],
    [
      'full',
      {
        RetentionPeriodHours: 168,
        ShardCount: 3,
        StreamEncryption: { EncryptionType: 'KMS', KeyId: expect.stringContaining('key/streams') },
      },
    ],
  ] as const)('has streams as stage %s wants them', (stage, expected) => {
    for (const properties of propertiesOf(stage, 'AWS::Kinesis::Stream')) expect(properties).toMatchObject(expected);
  });

  it('subscribes the log groups, and makes those that are ours', () => {
    expect(propertiesOf('dev', 'AWS::Logs::SubscriptionFilter')).toEqual([
      expect.objectContaining({ LogGroupName: { Ref: 'LogGroupWeb' }, Distribution: 'ByLogStream' }),
    ]);
    expect(resource('dev', 'router', 'LogGroupWeb').Properties).toMatchObject({ LogGroupName: '/baikonur/dev/web' });
  });

  it('leaves the archive to its owner where the stage names one', () => {
    expect(Object.keys(known(services('full').find(({ service }) => service === 's3-sink')).resources)).not.toContain(
      'ArchiveBucket',
    );
  });
});

describe('a VPC', () => {
  it('is given to every function where the stage names one, to none where it does not', () => {
    const vpcs = propertiesOf('full', 'AWS::Lambda::Function').map(({ VpcConfig }) => VpcConfig);
    expect(vpcs.length).toBeGreaterThanOrEqual(4);
    for (const vpc of vpcs)
      expect(vpc).toEqual({
        SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
        SecurityGroupIds: ['sg-0123456789abcdef0'],
      });
    expect(text(ofType('dev', 'AWS::Lambda::Function'))).not.toContain('VpcConfig');
  });
});

describe('alarms', () => {
  it.each([
    ['IteratorAge', 'AWS/Lambda', 1_800_000],
    ['Errors', 'AWS/Lambda', 0],
    ['Throttles', 'AWS/Lambda', 0],
    ['OnFailureDestinationDeliveredEventCount', 'AWS/Lambda', 0],
    ['LogsRejected', 'Baikonur', 0],
    ['RetriesExhausted', 'Baikonur', 0],
    ['LedgerMismatch', 'Baikonur', 0],
    ['NumberOfObjects', 'AWS/S3', 0],
    ['DeliveryToS3.DataFreshness', 'AWS/Firehose', 1800],
  ])('watch %s of %s', (metric, namespace, threshold) => {
    const alarms = propertiesOf('dev', 'AWS::CloudWatch::Alarm').filter(({ MetricName }) => MetricName === metric);
    expect(alarms).not.toEqual([]);
    for (const alarm of alarms) expect(alarm).toMatchObject({ Namespace: namespace, Threshold: threshold });
  });

  it('tell whom the stage names', () => {
    for (const alarm of propertiesOf('full', 'AWS::CloudWatch::Alarm')) {
      expect(alarm['AlarmActions']).toEqual(['arn:aws:sns:eu-west-1:123456789012:alarms']);
    }
  });
});

describePermissions(stages);
