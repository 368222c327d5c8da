import type { AwsCallError } from '../../shared/eden/problem/problem.ts';

/** A failed call in words; a missing Region or missing credentials are named as what they are. */
export function explainCall({ message, code }: AwsCallError): string {
  if (/Region is missing/i.test(message)) {
    return 'No AWS Region is set: set AWS_REGION (or AWS_DEFAULT_REGION), or the region of your AWS profile.';
  }
  if (/^CredentialsProviderError$|^ProviderError$/.test(code) || /Could not load credentials/i.test(message)) {
    return 'No AWS credentials were found: set AWS_PROFILE, sign in, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
  }
  return message;
}
