/** The account in names, until CloudFormation or `resolveAccount` replaces it. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
export const ACCOUNT_ID = '${AWS::AccountId}';

/** A text of the topology (bucket name, variable) with the account put in. */
export function resolveAccount(text: string, accountId: string): string {
  return text.replaceAll(ACCOUNT_ID, accountId);
}
