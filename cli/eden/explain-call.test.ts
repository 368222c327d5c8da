import { AwsCallError } from '../../shared/eden/problem/problem.ts';
import { explainCall } from './explain-call.ts';

it.each([
  ['Error', 'Region is missing', /^No AWS Region is set/],
  ['CredentialsProviderError', 'Could not load credentials from any providers', /^No AWS credentials were found/],
  ['AccessDeniedException', 'not authorized', /^AWS refused dynamodb:Scan on eden: AccessDeniedException/],
])('%s: %s', (name, message, said) => {
  const cause = Object.assign(new Error(message), { name });
  expect(explainCall(new AwsCallError('dynamodb:Scan', 'eden', name, cause))).toMatch(said);
});
