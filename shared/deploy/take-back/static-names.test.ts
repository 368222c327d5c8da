import { ACCOUNT_ID } from '../topology/account.ts';
import { staticNames } from './static-names.ts';

const ACCOUNT = '123456789012';
const BUCKET = { 'Fn::Sub': `app-dev-archive-${ACCOUNT_ID}-eu-west-1` };

it.each([
  ['a bucket that is kept', 'RetainExceptOnCreate', BUCKET, 'app-dev-archive-123456789012-eu-west-1'],
  ['a bucket that goes with its stack', 'Delete', BUCKET, BUCKET],
  ['a name that is a text', 'RetainExceptOnCreate', 'mine', 'mine'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
  ['a name with another variable', 'RetainExceptOnCreate', { 'Fn::Sub': '${AWS::StackName}-a' }, expect.any(Object)],
  ['a reference', 'RetainExceptOnCreate', { Ref: 'A' }, { Ref: 'A' }],
])('%s', (_, DeletionPolicy, BucketName, expected) => {
  const { B } = staticNames({ B: { DeletionPolicy, Properties: { BucketName, Tags: BUCKET } } }, ACCOUNT);
  expect(B?.Properties).toEqual({ BucketName: expected, Tags: BUCKET });
});
