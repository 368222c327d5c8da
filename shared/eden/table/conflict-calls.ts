import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Lets the client ask again what DynamoDB refused because a transaction was under way on the item. The SDK does not do so by
 * itself, and without it a run that only waits for its lease would end in the moment in which a group becomes ready.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export function retryConflicts(client: DynamoDBClient): DynamoDBClient {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        // `$retryable` is the SDK's own mark, which its retry reads.
        if (isConflict(error)) Object.assign(error, { $retryable: {} });
        throw error;
      }
    },
    { name: 'edenConflicts', step: 'deserialize', priority: 'high' },
  );
  return client;
}

/** Of a transaction: conflicts alone, since a condition that does not hold is an answer. */
function isConflict(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (error.name === 'TransactionConflictException') return true;
  if (!('CancellationReasons' in error) || !Array.isArray(error.CancellationReasons)) return false;
  const codes = error.CancellationReasons.map((reason: { readonly Code?: string }) => reason.Code);
  return codes.includes('TransactionConflict') && !codes.includes('ConditionalCheckFailed');
}
