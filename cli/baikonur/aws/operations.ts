/** Part of the operator's policy: `read` changes nothing, `redrive` puts logs back. */
export type PolicyPart = 'read' | 'redrive';

/** Resources of a stage as a policy names them; `*`: AWS knows no resource for the action. */
export type ResourceKind =
  | '*'
  | 'alarms'
  | 'archive bucket'
  | 'archive objects'
  | 'dead-letter bucket'
  | 'dead-letter objects'
  | 'delivery bucket'
  | 'environments table'
  | 'functions'
  | 'log groups'
  | 'mappings'
  | 'progress table'
  | 'state machine'
  | 'executions'
  | 'streams';

/** The right that one operation of AWS needs. */
export interface Operation {
  readonly action: string;
  readonly on: readonly ResourceKind[];
  readonly part: PolicyPart;
}

/**
 * Every operation of AWS that the operator's commands call, by service and command of the SDK. One that is missing here
 * cannot be called; `docs/operator-policy.json` is made of it.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  // AWS answers it without any right.
  'STS GetCallerIdentity': read('sts:GetCallerIdentity', '*'),
  'Kinesis GetRecords': read('kinesis:GetRecords', 'streams'),
  'Kinesis GetShardIterator': read('kinesis:GetShardIterator', 'streams'),
  'Kinesis ListShards': read('kinesis:ListShards', 'streams'),
  'S3 GetObject': read('s3:GetObject', 'dead-letter objects', 'archive objects'),
  'Kinesis PutRecords': redrive('kinesis:PutRecords', 'streams'),
  'Lambda Invoke': redrive('lambda:InvokeFunction', 'functions'),
  'S3 CopyObject': redrive('s3:PutObject', 'dead-letter objects'),
  'S3 DeleteObject': redrive('s3:DeleteObject', 'dead-letter objects'),
  'S3 PutObject': redrive('s3:PutObject', 'dead-letter objects'),
  'SFN DescribeExecution': redrive('states:DescribeExecution', 'executions'),
  'SFN StartExecution': redrive('states:StartExecution', 'state machine'),
  'S3 HeadBucket': read('s3:ListBucket', 'dead-letter bucket', 'archive bucket', 'delivery bucket'),
  'S3 ListObjectsV2': read('s3:ListBucket', 'dead-letter bucket', 'archive bucket'),
  'Kinesis DescribeStreamSummary': read('kinesis:DescribeStreamSummary', 'streams'),
  'DynamoDB Scan': read('dynamodb:Scan', 'progress table', 'environments table'),
  'Lambda GetFunctionConfiguration': read('lambda:GetFunctionConfiguration', 'functions'),
  // AWS knows no resource for it.
  'Lambda ListEventSourceMappings': read('lambda:ListEventSourceMappings', '*'),
  'CloudWatch DescribeAlarms': read('cloudwatch:DescribeAlarms', 'alarms'),
  // AWS knows no resource for it.
  'CloudWatch GetMetricData': read('cloudwatch:GetMetricData', '*'),
  'CloudWatch Logs DescribeSubscriptionFilters': read('logs:DescribeSubscriptionFilters', 'log groups'),
  'CloudWatch Logs FilterLogEvents': read('logs:FilterLogEvents', 'log groups'),
};

function read(action: string, ...on: readonly ResourceKind[]): Operation {
  return { action, on, part: 'read' };
}

function redrive(action: string, ...on: readonly ResourceKind[]): Operation {
  return { action, on, part: 'redrive' };
}
