import type { MiddlewareObj, Request } from '@middy/core';
import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { Batch } from '../batch.ts';
import { openBatch } from '../open-batch.ts';

/**
 * The outermost middleware. On the way in the event becomes the batch that all others see; on the way out its
 * checkpoint becomes the response. The lowest reported sequence number is where the shard goes on.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function reportFailures(now: () => number): MiddlewareObj<Batch, unknown> {
  return {
    before: (request: Request<Batch, unknown>) => {
      // Lambda hands in its own event; from here on the chain knows the batch alone.
      const event = request.event as unknown as KinesisStreamEvent;
      request.event = openBatch(event, request.context as Context, now);
    },
    after: (request) => {
      const { checkpoint } = request.event;
      const response: KinesisStreamBatchResponse = {
        batchItemFailures: checkpoint === undefined ? [] : [{ itemIdentifier: checkpoint }],
      };
      request.response = response;
    },
  };
}
