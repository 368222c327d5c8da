import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { batchesOf } from '../aws/batches.ts';
import { boundTo, callAws } from '../aws/call.ts';

/** An event for EventBridge's default bus; its source is `eden`. */
export interface EdenEvent {
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Puts events. @throws AwsCallError where a call or a single event is refused: then others may have been put. */
export type PutEvents = (events: readonly EdenEvent[]) => Promise<void>;

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_EVENTS = 10;
const SOURCE = 'eden';

/** Creates the call that puts events on the default bus. */
export function createPutEvents(client: EventBridgeClient, callTimeoutMs?: number): PutEvents {
  const bounded = boundTo(callTimeoutMs);
  return async (events) => {
    for (const batch of batchesOf(events, MAX_EVENTS)) {
      const Entries = batch.map(({ detailType, detail }) => ({
        Source: SOURCE,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      }));
      await callAws({ action: 'events:PutEvents', resource: 'the default bus' }, async () => {
        const { Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries }), bounded());
        const refused = answers.find(({ ErrorCode }) => ErrorCode !== undefined);
        if (refused !== undefined) throw new Error(`${refused.ErrorCode}: ${refused.ErrorMessage}`);
      });
    }
  };
}
