import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/**
 * The attributes of an item of the table. Numbers are doubles: one that no double holds exactly would else end the listing of
 * all items, and whoever may write to the table may write it.
 */
export function readAttributes(raw: Record<string, AttributeValue>): ReturnType<typeof unmarshall> {
  return unmarshall(raw, { wrapNumbers: Number });
}
