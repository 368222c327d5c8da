import pMap from 'p-map';
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

const postponed = (error: string): Outcome => ({ status: 'retryable', scope: 'postponed', error });

const toOutcome = (error: unknown): Outcome => ({
  status: 'retryable',
  scope: error instanceof PortError && OWN_FAULT.has(error.code) ? 'entry' : 'destination',
  error: error instanceof Error ? error.message : String(error),
});

/**
 * Writes one object for each log type and day (or hour). An object is taken or refused as a whole, and its logs
 * share that outcome; the other objects of the batch do not.
 */
export const createObjectDeliver = (putObject: PutObject, settings: ObjectSettings): Deliver => {
  const { bucket, gzipLevel, maxGroups, layout } = settings;
  const write = async (logs: readonly Log[], first: Log, context: DeliverContext): Promise<Outcome> => {
    const identities = logs.map(({ entry }) => entry.identity);
    const key = objectKey(settings, first, identities);
    const texts = logs.map(({ entry }) => entry.data);
    const body = objectBody(texts, gzipLevel);
    const { signal } = context;
    try {
      await putObject({ bucket, key, body, contentType: 'application/x-ndjson', contentEncoding: 'gzip', signal });
    } catch (error) {
      return toOutcome(error);
    }
    context.countBytesOut(body.length);
    return DELIVERED;
  };

  return async (deliveries, context) => {
    const logs = deliveries.map(({ log }) => log);
    const { groups, postponedFrom } = groupLogs(logs, { periodNs: PERIOD_NS[layout], maxGroups });
    const outcomes: Outcome[] = logs.map(() => postponed('not written: no time was left in the invocation'));
    outcomes.fill(postponed(`not written: more than ${maxGroups} types and days in one batch`), postponedFrom);
    const settle = async ({ places, first }: LogGroup): Promise<void> => {
      if (context.signal.aborted) return;
      const members = places.flatMap((place) => logs[place] ?? []);
      const outcome = await write(members, first, context);
      for (const place of places) outcomes[place] = outcome;
    };
    await pMap(groups, settle, { concurrency: CONCURRENCY });
    return outcomes;
  };
};
