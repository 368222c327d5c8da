import pMap from 'p-map';
import { errorText } from '../../shared/errors/error-text.ts';
import type { Log } from '../../shared/log/log.ts';
import { DELIVERED, type Deliver, type DeliverContext, type Outcome } from '../../shared/pipeline/outcome.ts';
import { PortError, type PutObject } from '../../shared/pipeline/ports.ts';
import { groupLogs, type LogGroup, PERIOD_NS } from './groups.ts';
import { objectBody } from './object-body.ts';
import { type ObjectNaming, objectKey } from './object-key.ts';

/** Where and how objects are written. */
export interface ObjectSettings extends ObjectNaming {
  readonly bucket: string;
  readonly gzipLevel: number;
  readonly maxGroups: number;
}

/** Objects on their way at a time: enough to hide S3's latency, few enough to keep their bodies' memory small. */
const CONCURRENCY = 16;

/** Refusals that name the key or the object itself; whatever else S3 answers speaks of the bucket, or of now. */
const OWN_FAULT = new Set(['KeyTooLongError', 'EntityTooLarge', 'InvalidURI']);

interface Members {
  readonly identities: string[];
  readonly texts: Buffer[];
}

/**
 * Writes one object for each log type and day (or hour). An object is taken or refused as a whole, and its logs
 * share that outcome; the other objects of the batch do not.
 */
export function createObjectDeliver(putObject: PutObject, settings: ObjectSettings): Deliver {
  const { bucket, gzipLevel, maxGroups, layout } = settings;
  const noTime = postponed('not written: no time was left in the invocation');
  const noRoom = postponed(`not written: more than ${maxGroups} types and days in one batch`);

  const write = async (key: string, body: Buffer, context: DeliverContext): Promise<Outcome> => {
    const { signal } = context;
    try {
      await putObject({ bucket, key, body, contentType: 'application/x-ndjson', contentEncoding: 'gzip', signal });
    } catch (error) {
      return toOutcome(error);
    }
    context.countBytesOut(body.length);
    return DELIVERED;
  };

  return async (logs, context) => {
    const { groups, postponedFrom } = groupLogs(logs, { periodNs: PERIOD_NS[layout], maxGroups });
    const outcomes = new Array<Outcome>(logs.length).fill(noTime).fill(noRoom, postponedFrom);
    const settle = async ({ places, first }: LogGroup): Promise<void> => {
      if (context.signal.aborted) return;
      const { identities, texts } = membersOf(logs, places);
      const outcome = await write(objectKey(settings, first, identities), objectBody(texts, gzipLevel), context);
      for (const place of places) outcomes[place] = outcome;
    };
    await pMap(groups, settle, { concurrency: CONCURRENCY });
    return outcomes;
  };
}

function postponed(error: string): Outcome {
  return { status: 'retryable', scope: 'postponed', error };
}

function toOutcome(error: unknown): Outcome {
  return {
    status: 'retryable',
    scope: error instanceof PortError && OWN_FAULT.has(error.code) ? 'entry' : 'destination',
    error: errorText(error),
  };
}

function membersOf(logs: readonly Log[], places: readonly number[]): Members {
  const members: Members = { identities: [], texts: [] };
  for (const place of places) {
    const log = logs[place];
    if (log === undefined) throw new RangeError(`no log at ${place}`);
    members.identities.push(log.identity);
    members.texts.push(log.data);
  }
  return members;
}
