import type { Invoked, InvokeFunction } from '../aws/invoke-function.ts';
import { REDRIVE_FORM, type RedriveAnswer, type RedriveEvent } from '../pipeline/redrive/redrive-event.ts';
import type { SendItems, Sent } from './ports.ts';

/** Words by which a function says that it does not know the form of an operator's event. */
const TOO_OLD = 'expected a Kinesis event';
const BAD_EVENT = 'redrive event:';

/** Sends items back into the function that failed, for the target that failed. */
export function createInvokeSender(invoke: InvokeFunction, run: string, stage: string): SendItems {
  return async (items) => {
    const [first] = items;
    if (first === undefined) return { status: 'answered', outcomes: [] };
    const { function: name, target, generation } = first;
    const records = items.map(({ record }) => record);
    const event: RedriveEvent = { form: REDRIVE_FORM, run, function: name, stage, target, generation, records };
    return readInvoked(await invoke(name, JSON.stringify(event)), name, records.length);
  };
}

function readInvoked(invoked: Invoked, name: string, records: number): Sent {
  switch (invoked.status) {
    case 'throttled':
      return invoked;
    case 'missing':
      return { status: 'refused', error: `no function ${name} is deployed: use --to-stream, or deploy it` };
    case 'failed': {
      const error = `${invoked.type}: ${invoked.message}`;
      if (invoked.message.includes(TOO_OLD)) {
        return { status: 'refused', error: `${name} is of a version without redrive: deploy this one first` };
      }
      return { status: invoked.message.includes(BAD_EVENT) ? 'refused' : 'crashed', error };
    }
    case 'returned': {
      const { form, outcomes } = invoked.payload as Partial<RedriveAnswer>; // checked below
      if (form === REDRIVE_FORM && outcomes?.length === records) return { status: 'answered', outcomes };
      return { status: 'refused', error: `${name} gave no answer to a redrive: is it a function that reads a stream?` };
    }
  }
}
