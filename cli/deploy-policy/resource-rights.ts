import { TAGS, WORK_RIGHTS } from './work-rights.ts';

/** The rights that CloudFormation needs, with the credentials of who deploys, for resources of one type. */
export interface ResourceRights {
  /** Actions on the resource: make, read, change, delete, tag. Without the service's prefix. */
  readonly actions: readonly string[];
  /** The prefix of the actions: `kinesis`. */
  readonly service: string;
  /** The part behind the account in the ARN of a resource with a name; absent: `*`, AWS has no resource level. */
  readonly resource?: (name: string) => string;
  /** Further parts of the kind, that AWS asks for in the same call. */
  readonly also?: (name: string) => readonly string[];
  /** The property with its name, perhaps a path; absent: CloudFormation makes one, which begins with that of the stack. */
  readonly name?: string;
  /** ARNs without Region and account, or without account. */
  readonly isGlobal?: 'no-region' | 'no-account';
}

const GATEWAY: ResourceRights = {
  service: 'apigateway',
  actions: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  // Ids are AWS's own: known only once they are made.
  resource: () => '*',
  isGlobal: 'no-account',
};
const GATEWAY_TYPES = [
  ...['ApiKey', 'BasePathMapping', 'Deployment', 'DomainName', 'GatewayResponse', 'Method'],
  ...['Resource', 'RestApi', 'UsagePlan', 'UsagePlanKey'],
];
const NOTHING: ResourceRights = { service: '', actions: [] };

/**
 * By type of resource. @see the handlers' permissions in the CloudFormation registry schemas, and the Service
 * Authorization Reference
 */
export const RESOURCE_RIGHTS: Readonly<Record<string, ResourceRights>> = {
  'AWS::Kinesis::Stream': {
    service: 'kinesis',
    actions: [
      ...['CreateStream', 'DeleteStream', 'DescribeStreamSummary', 'UpdateShardCount', 'UpdateStreamMode'],
      ...['IncreaseStreamRetentionPeriod', 'DecreaseStreamRetentionPeriod', 'UpdateMaxRecordSize'],
      ...['StartStreamEncryption', 'StopStreamEncryption', 'ListTagsForStream', 'AddTagsToStream'],
      ...['RemoveTagsFromStream', ...TAGS],
    ],
    resource: (name) => `stream/${name}`,
    name: 'Name',
  },
  'AWS::Kinesis::StreamConsumer': {
    service: 'kinesis',
    actions: ['RegisterStreamConsumer', 'DeregisterStreamConsumer', 'DescribeStreamConsumer', ...TAGS],
    // The streams of the stage begin with the same name.
    resource: (name) => `stream/${name}/consumer/${name}:*`,
    also: (name) => [`stream/${name}`],
    name: 'ConsumerName',
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    service: 'firehose',
    actions: [
      ...['CreateDeliveryStream', 'DeleteDeliveryStream', 'DescribeDeliveryStream', 'UpdateDestination'],
      ...['ListTagsForDeliveryStream', 'TagDeliveryStream', 'UntagDeliveryStream'],
    ],
    resource: (name) => `deliverystream/${name}`,
    name: 'DeliveryStreamName',
  },
  'AWS::DynamoDB::Table': {
    service: 'dynamodb',
    actions: [
      ...['CreateTable', 'DeleteTable', 'DescribeTable', 'UpdateTable', 'DescribeTimeToLive', 'UpdateTimeToLive'],
      ...['DescribeContinuousBackups', 'UpdateContinuousBackups', 'DescribeContributorInsights', 'GetResourcePolicy'],
      ...['DescribeKinesisStreamingDestination', 'ListTagsOfResource', 'TagResource', 'UntagResource'],
    ],
    resource: (name) => `table/${name}`,
    name: 'TableName',
  },
  'AWS::S3::Bucket': {
    service: 's3',
    actions: [
      ...['CreateBucket', 'DeleteBucket', 'GetBucketLocation', 'ListBucket', 'ListBucketVersions'],
      ...['GetEncryptionConfiguration', 'PutEncryptionConfiguration', 'GetBucketPublicAccessBlock'],
      ...['PutBucketPublicAccessBlock', 'GetBucketOwnershipControls', 'PutBucketOwnershipControls'],
      ...['GetLifecycleConfiguration', 'PutLifecycleConfiguration', 'GetBucketTagging', 'PutBucketTagging'],
      ...['GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy', 'GetBucketAcl', 'GetBucketVersioning'],
    ],
    resource: (name) => name,
    name: 'BucketName',
    isGlobal: 'no-region',
  },
  'AWS::S3::BucketPolicy': NOTHING,
  'AWS::Logs::LogGroup': {
    service: 'logs',
    actions: [
      ...['CreateLogGroup', 'DeleteLogGroup', 'PutRetentionPolicy', 'DeleteRetentionPolicy', ...TAGS],
      ...['PutSubscriptionFilter', 'DeleteSubscriptionFilter', 'DescribeSubscriptionFilters', 'DescribeLogStreams'],
    ],
    resource: (name) => `log-group:${name}`,
    name: 'LogGroupName',
  },
  'AWS::Logs::LogStream': {
    service: 'logs',
    actions: ['CreateLogStream', 'DeleteLogStream'],
    resource: (name) => `log-group:${name}:log-stream:*`,
    name: 'LogGroupName',
  },
  'AWS::Logs::SubscriptionFilter': {
    service: 'logs',
    actions: ['PutSubscriptionFilter', 'DeleteSubscriptionFilter', 'DescribeSubscriptionFilters'],
    resource: (name) => `log-group:${name}`,
    name: 'LogGroupName',
  },
  'AWS::IAM::Role': {
    service: 'iam',
    actions: [
      ...['CreateRole', 'DeleteRole', 'GetRole', 'UpdateRole', 'UpdateAssumeRolePolicy', 'PutRolePolicy'],
      ...['DeleteRolePolicy', 'GetRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies', 'AttachRolePolicy'],
      ...['DetachRolePolicy', 'TagRole', 'UntagRole', 'PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'],
    ],
    resource: (name) => `role/${name}`,
    name: 'RoleName',
    isGlobal: 'no-region',
  },
  'AWS::IAM::ManagedPolicy': {
    service: 'iam',
    actions: [
      ...['CreatePolicy', 'DeletePolicy', 'GetPolicy', 'CreatePolicyVersion', 'DeletePolicyVersion'],
      ...['GetPolicyVersion', 'ListPolicyVersions', 'ListEntitiesForPolicy', 'TagPolicy', 'UntagPolicy'],
    ],
    resource: (name) => `policy/${name}`,
    name: 'ManagedPolicyName',
    isGlobal: 'no-region',
  },
  'AWS::Lambda::Function': {
    service: 'lambda',
    actions: [
      ...['CreateFunction', 'DeleteFunction', 'GetFunction', 'GetFunctionConfiguration', 'UpdateFunctionCode'],
      ...['UpdateFunctionConfiguration', 'PutFunctionConcurrency', 'DeleteFunctionConcurrency'],
      ...['GetFunctionCodeSigningConfig', 'GetFunctionRecursionConfig', 'GetRuntimeManagementConfig'],
      ...['AddPermission', 'RemovePermission', 'GetPolicy', 'ListTags', 'TagResource', 'UntagResource'],
    ],
    resource: (name) => `function:${name}`,
    name: 'FunctionName',
  },
  'AWS::Lambda::Permission': NOTHING,
  // Its descriptions have no resource level: deployer-policy.ts.
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    service: 'elasticloadbalancing',
    actions: [
      ...['CreateTargetGroup', 'DeleteTargetGroup', 'ModifyTargetGroup', 'ModifyTargetGroupAttributes'],
      ...['RegisterTargets', 'DeregisterTargets', 'AddTags', 'RemoveTags'],
    ],
    resource: (name) => `targetgroup/${name}/*`,
    name: 'Name',
  },
  'AWS::Lambda::EventInvokeConfig': {
    service: 'lambda',
    actions: [
      ...['PutFunctionEventInvokeConfig', 'UpdateFunctionEventInvokeConfig', 'DeleteFunctionEventInvokeConfig'],
      ...['GetFunctionEventInvokeConfig'],
    ],
    resource: (name) => `function:${name}`,
    name: 'FunctionName',
  },
  // Limited by a condition: deployer-policy.ts.
  'AWS::Lambda::EventSourceMapping': NOTHING,
  'AWS::CloudWatch::Alarm': {
    service: 'cloudwatch',
    actions: ['PutMetricAlarm', 'DeleteAlarms', 'DescribeAlarms', ...TAGS],
    resource: (name) => `alarm:${name}`,
    name: 'AlarmName',
  },
  'AWS::CloudWatch::CompositeAlarm': {
    service: 'cloudwatch',
    actions: ['PutCompositeAlarm', 'DeleteAlarms', 'DescribeAlarms', ...TAGS],
    resource: (name) => `alarm:${name}`,
    name: 'AlarmName',
  },
  'AWS::CloudWatch::Dashboard': {
    service: 'cloudwatch',
    actions: ['PutDashboard', 'GetDashboard', 'DeleteDashboards'],
    resource: (name) => `dashboard/${name}`,
    name: 'DashboardName',
    isGlobal: 'no-region',
  },
  'AWS::Glue::Database': {
    service: 'glue',
    actions: ['CreateDatabase', 'DeleteDatabase', 'GetDatabase', 'UpdateDatabase'],
    resource: (name) => `database/${name}`,
    also: (name) => ['catalog', `table/${name}/*`, `userDefinedFunction/${name}/*`],
    name: 'DatabaseInput.Name',
  },
  'AWS::Glue::Table': {
    service: 'glue',
    actions: ['CreateTable', 'DeleteTable', 'GetTable', 'UpdateTable'],
    resource: (name) => `table/${name}/*`,
    also: (name) => ['catalog', `database/${name}`],
    name: 'DatabaseName',
  },
  'AWS::Athena::NamedQuery': {
    service: 'athena',
    actions: ['CreateNamedQuery', 'DeleteNamedQuery', 'GetNamedQuery', 'UpdateNamedQuery'],
    resource: () => 'workgroup/primary',
  },
  'AWS::SNS::Topic': {
    service: 'sns',
    actions: [
      ...['CreateTopic', 'DeleteTopic', 'GetTopicAttributes', 'SetTopicAttributes', 'Subscribe', ...TAGS],
      ...['ListSubscriptionsByTopic', 'GetDataProtectionPolicy'],
    ],
    resource: (name) => name,
    name: 'TopicName',
  },
  'AWS::SNS::TopicPolicy': NOTHING,
  'AWS::SNS::Subscription': { service: 'sns', actions: ['Unsubscribe', 'GetSubscriptionAttributes'] },
  'AWS::Events::Rule': {
    service: 'events',
    actions: [
      ...['PutRule', 'DeleteRule', 'DescribeRule', 'EnableRule', 'DisableRule', 'PutTargets', 'RemoveTargets'],
      ...['ListTargetsByRule', ...TAGS],
    ],
    resource: (name) => `rule/${name}`,
    name: 'Name',
  },
  ...WORK_RIGHTS,
  'AWS::SQS::Queue': {
    service: 'sqs',
    actions: [
      ...['CreateQueue', 'DeleteQueue', 'GetQueueAttributes', 'SetQueueAttributes', 'GetQueueUrl'],
      ...['ListQueueTags', 'TagQueue', 'UntagQueue'],
    ],
    resource: (name) => name,
    name: 'QueueName',
  },
  // The rights of its queue.
  'AWS::SQS::QueuePolicy': NOTHING,
  ...Object.fromEntries(GATEWAY_TYPES.map((type) => [`AWS::ApiGateway::${type}`, GATEWAY])),
  'AWS::Route53::RecordSet': {
    service: 'route53',
    actions: ['ChangeResourceRecordSets', 'ListResourceRecordSets', 'GetHostedZone'],
    resource: (name) => `hostedzone/${name}`,
    name: 'HostedZoneId',
    isGlobal: 'no-account',
  },
};
