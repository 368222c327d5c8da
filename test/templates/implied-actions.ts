/** An action that a role needs although no code of ours sends it, or does not need although the code could. */
interface Reviewed {
  readonly because: string;
  readonly source: string;
}

const mapping: Reviewed = {
  because: "Lambda's event source mapping reads the stream with the function's role",
  source: 'Lambda developer guide, "Using Lambda to process records from Amazon Kinesis Data Streams", permissions',
};
const logs: Reviewed = {
  because: 'Lambda writes what the function prints with its role',
  source: 'AWS managed policy AWSLambdaBasicExecutionRole',
};
const network: Reviewed = {
  because: "in a VPC Lambda makes the function's network interfaces with its role",
  source: 'AWS managed policy AWSLambdaVPCAccessExecutionRole, without logs:CreateLogGroup',
};
const trace: Reviewed = {
  because: 'with tracing Active, Lambda sends segments with the role',
  source: 'AWS managed policy AWSXRayDaemonWriteAccess',
};
const tableKey: Reviewed = {
  because: 'DynamoDB uses the customer managed key of the table on behalf of the caller',
  source: 'aws-cdk aws-dynamodb/lib/perms.ts, KEY_READ_ACTIONS and KEY_WRITE_ACTIONS',
};
const dataKey: Reviewed = {
  because: 'Kinesis and S3 encrypt under the customer managed key on behalf of the producer; the table asks for it too',
  source: 'Kinesis developer guide, "Permissions to use user-generated KMS keys"; S3 user guide, "Using SSE-KMS"',
};

/** Actions beside those of the bundle's SDK commands. */
export const IMPLIED_ACTIONS: Readonly<Record<string, Reviewed>> = {
  'kinesis:GetRecords': mapping,
  'kinesis:GetShardIterator': mapping,
  'kinesis:DescribeStream': mapping,
  'kinesis:DescribeStreamSummary': mapping,
  'kinesis:ListShards': mapping,
  'kinesis:SubscribeToShard': mapping,
  'logs:CreateLogStream': logs,
  'logs:PutLogEvents': logs,
  'ec2:AssignPrivateIpAddresses': network,
  'ec2:CreateNetworkInterface': network,
  'ec2:DeleteNetworkInterface': network,
  'ec2:DescribeNetworkInterfaces': network,
  'ec2:DescribeSubnets': network,
  'ec2:UnassignPrivateIpAddresses': network,
  'xray:PutTraceSegments': trace,
  'xray:PutTelemetryRecords': trace,
  's3:ListBucket': {
    because: 'asked for by an S3 on-failure destination; turns the 403 of a missing object into a 404',
    source: 'Lambda developer guide, "Retaining discarded batch records"; GetObject API reference, permissions',
  },
  'kms:Decrypt': {
    because: 'the mapping reads an encrypted stream; the table and outgrown progress rows are decrypted for the caller',
    source: 'Kinesis developer guide, "Permissions to use user-generated KMS keys"; aws-cdk KEY_READ_ACTIONS',
  },
  'kms:GenerateDataKey': dataKey,
  'kms:Encrypt': tableKey,
  'kms:DescribeKey': tableKey,
  'kms:ReEncryptFrom': tableKey,
  'kms:ReEncryptTo': tableKey,
};

/** Actions that are in a bundle but need no grant where the configuration does not use them. */
export const OPTIONAL_ACTIONS: Readonly<Record<string, Reviewed>> = {
  'kinesis:PutRecords': {
    because: 'router and forwarders write to Kinesis streams, to Firehose, or to both: what their targets are',
    source: 'config/routes.yml, config/forwarders.yml',
  },
  'firehose:PutRecordBatch': {
    because: 'router and forwarders write to Kinesis streams, to Firehose, or to both: what their targets are',
    source: 'config/routes.yml, config/forwarders.yml',
  },
  'secretsmanager:GetSecretValue': {
    because: 'only where a variable refers to a secret',
    source: 'config/sinks.yml',
  },
  's3:CreateSession': {
    because: 'the client carries it for directory buckets (S3 Express), which this project does not use',
    source: 'S3 API reference, CreateSession',
  },
  'dynamodb:DescribeEndpoints': {
    because: 'the client carries it for endpoint discovery, which is off unless asked for',
    source: 'SDK reference, endpointDiscoveryEnabled',
  },
  'ssm:GetParameter': { because: 'only where a variable refers to a parameter', source: 'config/sinks.yml' },
};
