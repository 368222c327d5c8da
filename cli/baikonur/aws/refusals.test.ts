import { goneOf, refusalOf, unreachableOf } from './refusals.ts';

function refusal(name: string, message = ''): Error {
  return Object.assign(new Error(message), { name });
}

it.each([
  [
    refusal('AccessDenied'),
    { operation: 'S3 ListObjectsV2', input: { Bucket: 'b', Prefix: 'failed/' } },
    'no right to s3:ListBucket on s3://b/failed/; docs/operator-policy.json has the rights that are needed',
  ],
  [
    refusal('AccessDeniedException'),
    { operation: 'S3 GetObject', input: { StreamARN: 'arn:aws:kinesis:eu-west-1:1:stream/s', Limit: 5 } },
    /^no right to s3:GetObject on arn:aws:kinesis:eu-west-1:1:stream\/s;/,
  ],
  [
    refusal('AccessDenied', 'not authorized to perform: kms:Decrypt on resource'),
    { operation: 'S3 GetObject', input: { Bucket: 'b', Key: 'k' } },
    /^no right to s3:GetObject on s3:\/\/b\/k \(kms:Decrypt on its key\);/,
  ],
  [
    refusal(
      'AccessDeniedException',
      'User: x is not authorized to perform: iam:PassRole on resource: arn:aws:iam::1:role/r',
    ),
    { operation: 'ECS RunTask', input: { cluster: 'jobs', taskDefinition: 'report' } },
    /^no right to ecs:RunTask on report \(iam:PassRole on arn:aws:iam::1:role\/r\);/,
  ],
  [
    refusal('AccessDeniedException'),
    { operation: 'CloudWatch Logs GetLogEvents', input: { logGroupName: '/ecs/report' } },
    /^no right to logs:GetLogEvents on \/ecs\/report;/,
  ],
  [refusal('AccessDenied'), { operation: 'CloudWatch GetMetricData', input: {} }, /on any resource \(\*\);/],
  [
    refusal('ExpiredTokenException'),
    { operation: 'S3 GetObject', input: {} },
    'AWS does not accept the credentials (ExpiredTokenException): sign in again, or see AWS_PROFILE and AWS_ACCESS_KEY_ID',
  ],
])('%# is one sentence', (error, call, sentence) => {
  expect(refusalOf(error, call)).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
});

it.each([refusal('NoSuchBucket'), refusal('ThrottlingException'), 'text', undefined])('leaves %#', (error) => {
  expect(refusalOf(error, { operation: 'S3 GetObject', input: {} })).toBeUndefined();
});

it.each([
  ['http://127.0.0.1:1', /^nothing answers at http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\): /],
  [undefined, /^AWS cannot be reached \(connect ECONNREFUSED\): /],
])('says what cannot be reached, at %s', (endpoint, sentence) => {
  const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(unreachableOf(error, endpoint)).toMatch(sentence);
  expect(unreachableOf(new Error('ECONNREFUSED'), endpoint)).toBeUndefined();
});

it('names the bucket that is not there', () => {
  const call = { operation: 'S3 ListObjectsV2', input: { Bucket: 'b-1' } };
  expect(goneOf(refusal('NoSuchBucket'), call)).toMatch(/^there is no bucket b-1: /);
  expect(goneOf(refusal('NoSuchKey'), call)).toBeUndefined();
});
