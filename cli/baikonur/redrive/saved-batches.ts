import { buffer } from 'node:stream/consumers';
import type { InvokeFunction } from '../../../shared/aws/invoke-function.ts';
import type { MoveObjects } from '../../../shared/aws/move-object.ts';
import type { OpenObject } from '../../../shared/aws/open-object.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { isJsonObject, type JsonObject } from '../../../shared/log/json-object.ts';
import { readSavedBatch, SAVED_BATCHES_FOLDER } from '../../../shared/pipeline/dead-letter/saved-batch.ts';
import { type DeadLetterPlace, redrivenKey } from '../../../shared/put-back/dead-letter-sources.ts';
import type { ReadItem, SendItems, Sources } from '../../../shared/put-back/ports.ts';
import type { ListObjects } from '../aws/list-objects.ts';
import type { TimeRange } from '../operator/time-range.ts';
import type { RedrivePlan } from './plan.ts';
import { MAX_INVOCATION_BYTES, shrinkEvent } from './shrink-event.ts';
import type { IsOfStage } from './stage-functions.ts';

/** Selects batches that Lambda saved. */
export interface SavedBatchOptions {
  readonly place: DeadLetterPlace;
  readonly range: TimeRange;
  /** Name of the function on AWS, or its id, key or service in `config/`; absent: all. */
  readonly function?: string;
  readonly functions: Topology['functions'];
  readonly isOfStage: IsOfStage;
}

type Opened = { readonly openObject: OpenObject };

/** Reads the saved batches that are meant. The logs of the plan are records; they are not looked into. */
export async function planSavedBatches(
  { place, range, functions, isOfStage, function: named }: SavedBatchOptions,
  { list, openObject }: Opened & { readonly list: ListObjects },
): Promise<RedrivePlan> {
  const names = functions.filter((fn) => [fn.id, fn.key, fn.service].includes(named ?? '')).map(({ name }) => name);
  const keys: string[] = [];
  const problems: string[] = [];
  const groups = new Map<string, { count: number; objects: number }>();
  let bytes = 0;
  for await (const { objects } of list({ bucket: place.bucket, prefix: SAVED_BATCHES_FOLDER })) {
    for (const { key, bytes: size, writtenAtMs } of objects) {
      if (writtenAtMs < range.fromMs || writtenAtMs >= range.toMs) continue;
      const batch = await readBatch(key, place, openObject);
      if (batch?.status === 'broken') problems.push(`${key}: ${batch.sentence}`);
      if (batch?.status !== 'found') continue;
      if (!isOfStage(batch.function)) {
        problems.push(`${key}: it names ${batch.function}: no function of this stage that reads a stream`);
        continue;
      }
      if (named !== undefined && named !== batch.function && !names.includes(batch.function)) continue;
      keys.push(key);
      bytes += size;
      const group = JSON.stringify([batch.function, batch.condition]);
      const sums = groups.get(group) ?? { count: 0, objects: 0 };
      groups.set(group, { count: sums.count + batch.records.length, objects: sums.objects + 1 });
    }
  }
  const inOrder = [...groups].map(([group, sums]) => {
    const [name, reason]: readonly string[] = JSON.parse(group);
    return { function: name ?? '', target: '-', reason: reason ?? '', logType: null, ...sums };
  });
  const logs = inOrder.reduce((sum, { count }) => sum + count, 0);
  const leftBy = problems.map((problem) => ({
    why: 'it is no batch of this stage that Lambda saved',
    example: problem,
    count: 1,
  }));
  return { keys, bytes, logs, groups: inOrder, changed: 0, diffs: [], left: problems.length, problems, leftBy };
}

async function readBatch(key: string, { bucket }: DeadLetterPlace, openObject: OpenObject) {
  const body = await openObject({ bucket, key });
  return body === undefined ? undefined : readSavedBatch(await buffer(body));
}

/** Saved batches as sources of one item each: its data is the event as text, compressed where it is too large. */
export function createSavedBatchSources(
  place: DeadLetterPlace,
  { openObject, copy, remove }: MoveObjects & Opened,
): Sources {
  const { bucket } = place;
  return {
    open: async (key) => {
      const batch = await readBatch(key, place, openObject);
      if (batch === undefined) return undefined;
      return asList(batch.status === 'broken' ? broken(batch.sentence) : toItem(key, batch));
    },
    finish: async (key, run) => {
      await copy({ bucket, from: key, to: redrivenKey(place, key, run) });
      await remove({ bucket, key });
    },
  };
}

async function* asList(item: ReadItem): AsyncGenerator<readonly ReadItem[]> {
  yield [item];
}

function broken(why: string): ReadItem {
  return { status: 'left', line: 1, why, isProblem: true };
}

function toItem(
  key: string,
  { event, function: name }: { readonly event: JsonObject; readonly function: string },
): ReadItem {
  const data = shrinkEvent(event);
  const bytes = Buffer.byteLength(data);
  if (bytes > MAX_INVOCATION_BYTES) return broken(`its event has ${bytes} bytes, compressed too: Lambda takes 6 MB`);
  const record = { identity: key, partitionKey: '', arrivedAt: '', data };
  return { status: 'item', item: { line: 1, function: name, target: '-', generation: 0, record } };
}

/** Invokes the function with the event as it was: the progress rows say what of it is settled. */
export function createBatchSender(invoke: InvokeFunction): SendItems {
  return async ([item]) => {
    if (item === undefined) return { status: 'answered', outcomes: [] };
    const { identity, data } = item.record;
    const invoked = await invoke(item.function, data);
    switch (invoked.status) {
      case 'throttled':
        return invoked;
      case 'missing':
        return { status: 'refused', error: `no function ${item.function} is deployed` };
      case 'failed':
        return { status: 'crashed', error: `${invoked.type}: ${invoked.message}` };
      case 'returned': {
        const failures = isJsonObject(invoked.payload) ? invoked.payload['batchItemFailures'] : undefined;
        if (Array.isArray(failures) && failures.length === 0) {
          return { status: 'answered', outcomes: [{ identity, status: 'delivered', counts: { delivered: 1 } }] };
        }
        const error = 'the function did not settle all of it; its progress row keeps what it settled';
        const outcome = { identity, status: 'retryable', counts: {}, scope: 'entry', error } as const;
        return { status: 'answered', outcomes: [outcome] };
      }
    }
  };
}
