import { missingSetUp } from './aws-set-up.ts';

const NO_CREDENTIALS =
  'no AWS credentials: set AWS_PROFILE, sign in, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';

it.each<[name: string, error: unknown, expected: string | undefined]>([
  [
    'a Region of the SDK',
    new Error('AWS refused dynamodb:DescribeTable', { cause: new Error('Region is missing') }),
    'no AWS Region: set AWS_REGION, or AWS_PROFILE to a profile that has a region',
  ],
  [
    'credentials of the SDK',
    Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' }),
    NO_CREDENTIALS,
  ],
  ['credentials of a port', new Error('Kinesis ListShards to a: no AWS credentials: set AWS_PROFILE'), NO_CREDENTIALS],
  ['a profile without credentials', Object.assign(new Error('no sso'), { name: 'ProviderError' }), NO_CREDENTIALS],
  ['a refusal of AWS', new Error('AccessDenied'), undefined],
  ['no error', 'Region is missing', undefined],
])('%s', (_, error, expected) => {
  expect(missingSetUp(error)).toBe(expected);
});
