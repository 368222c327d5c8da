import { type AwsAnswer, awsErrorAnswer } from './aws-error.ts';
import type { AwsRequest } from './aws-request.ts';

/** Where AWS says that one update may not name an attribute twice. */
export const UPDATE_SOURCE =
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html and DynamoDB itself';

/** Refuses an update that sets and removes one attribute. moto applies both. */
export function refuseOverlap({ input }: AwsRequest): AwsAnswer | undefined {
  const items = (input.TransactItems ?? [{ Update: input }]) as readonly {
    readonly Update?: { UpdateExpression?: string };
  }[];
  const isWrong = items.some(({ Update }) => hasOverlap(Update?.UpdateExpression ?? ''));
  const message =
    'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths';
  return isWrong ? awsErrorAnswer('dynamodb', 'ValidationException', message) : undefined;
}

function hasOverlap(expression: string): boolean {
  const [, sets = '', removes = ''] = /^(?:SET (.*?))?\s*(?:REMOVE (.*))?$/s.exec(expression) ?? [];
  const set = sets.split(',').map((one) => one.split('=')[0]?.trim());
  const removed = new Set(removes.split(',').map((one) => one.trim()));
  return set.some((path) => path !== '' && path !== undefined && removed.has(path));
}
