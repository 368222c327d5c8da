import pMap from 'p-map';
import {
  DELIVERED,
  type Deliver,
  type DeliverContext,
  type Outcome,
  retryable,
} from '../../shared/pipeline/outcome.ts';
import type { PutObject } from '../../shared/pipeline/ports.ts';
import { readFailure } from './answer.ts';
import { groupLogs, type LogGroup } from './groups.ts';
import { createRequest, type ObjectSettings } from './request.ts';

/** Objects being written at a time: enough to hide S3's latency, few enough to limit the memory of their bodies. */
const CONCURRENCY = 16;

/**
 * Writes one object for each log type and day (or hour). S3 takes or refuses an object as a whole, so its logs share
 * one outcome; other objects of the batch are not affected.
 */
export function createObjectDeliver(putObject: PutObject, settings: ObjectSettings): Deliver {
  const { maxGroups } = settings;
  const noTime = retryable('postponed', 'not written: no time was left in the invocation');
  const noRoom = retryable('postponed', `not written: more than ${maxGroups} types and days in one batch`);
  return async (logs, context) => {
    const { groups, postponedFrom } = groupLogs(logs, settings);
    const outcomes = new Array<Outcome>(logs.length).fill(noTime).fill(noRoom, postponedFrom);
    const write = async (group: LogGroup): Promise<void> => {
      if (context.signal.aborted) return;
      const outcome = await putGroup(createRequest(logs, group, settings), putObject, context);
      for (const index of group.indexes) outcomes[index] = outcome;
    };
    await pMap(groups, write, { concurrency: CONCURRENCY });
    return outcomes;
  };
}

async function putGroup(
  request: ReturnType<typeof createRequest>,
  putObject: PutObject,
  { signal, countBytesOut }: DeliverContext,
): Promise<Outcome> {
  try {
    await putObject({ ...request, signal });
  } catch (error) {
    return readFailure(error);
  }
  countBytesOut(request.body.length);
  return DELIVERED;
}
