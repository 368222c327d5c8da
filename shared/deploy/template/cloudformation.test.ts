import { ours } from '../topology/testing/topology-of.ts';
import {
  bucketArn,
  deletionPolicies,
  deliveryStreamArn,
  domainArn,
  parameterArn,
  pascal,
  secretArn,
  streamArn,
  streamLogicalId,
  sub,
  tableArn,
} from './cloudformation.ts';

it.each([
  [streamArn('a'), ours('kinesis:REGION:ACCOUNT:stream/a')],
  [deliveryStreamArn('a'), ours('firehose:REGION:ACCOUNT:deliverystream/a')],
  [tableArn('a'), ours('dynamodb:REGION:ACCOUNT:table/a')],
  [domainArn('a'), ours('es:REGION:ACCOUNT:domain/a/*')],
  [secretArn('a'), ours('secretsmanager:REGION:ACCOUNT:secret:a-??????')],
  [secretArn('arn:aws:secretsmanager:eu-west-1:1:secret:a'), 'arn:aws:secretsmanager:eu-west-1:1:secret:a'],
  [parameterArn('/a/b'), ours('ssm:REGION:ACCOUNT:parameter/a/b')],
  [parameterArn('a'), ours('ssm:REGION:ACCOUNT:parameter/a')],
  [parameterArn('arn:aws:ssm:eu-west-1:1:parameter/a'), 'arn:aws:ssm:eu-west-1:1:parameter/a'],
  [bucketArn({ name: 'b' }), ours('s3:::b')],
  [bucketArn({ name: 'b' }, 'logs/*'), ours('s3:::b/logs/*')],
])('ARN %#: %j', (arn, expected) => {
  expect(arn).toEqual(expected);
});

it.each([
  ['plain', 'plain'],
  ['$' + '{other}', '$' + '{other}'],
  ['b-$' + '{AWS::AccountId}', { 'Fn::Sub': 'b-$' + '{AWS::AccountId}' }],
])('%s is %j in a template', (text, expected) => {
  expect(sub(text)).toEqual(expected);
});

it.each([
  ['s3-sink', 'S3Sink'],
  ['a', 'A'],
  ['5xx', '5xx'],
  ['a.b_c', 'ABC'],
])('%s is %s in a logical id', (name, expected) => {
  expect(pascal(name)).toBe(expected);
});

it.each([
  [true, 'RetainExceptOnCreate', 'Retain'],
  [false, 'Delete', 'Delete'],
])('retain: %s is %s, and %s when it is replaced', (retain, DeletionPolicy, UpdateReplacePolicy) => {
  expect(deletionPolicies(retain)).toEqual({ DeletionPolicy, UpdateReplacePolicy });
});

it('a stream has a logical id by its short name', () => {
  expect(streamLogicalId({ key: 'my-logs' })).toBe('StreamMyLogs');
});
