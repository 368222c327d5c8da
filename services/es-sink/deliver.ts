import pMap from 'p-map';
import type { Log } from '../../shared/log/log.ts';
import type { Deliver, DeliverContext, Delivery, Outcome } from '../../shared/pipeline/outcome.ts';
import { createIndexNamer, type IndexNaming } from '../../shared/search/index-name.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';
import { type BulkVerdict, type ItemVerdict, readBulkAnswer } from './bulk-answer.ts';
import { type BulkDocument, buildBulkBody, type ChunkLimits, chunkDocuments, createDocument } from './bulk-body.ts';
import type { Conflict, FieldNames } from './conflict.ts';
import { explainBadId } from './document-id.ts';
import { settleConflicts } from './settle-conflicts.ts';

export interface DeliverOptions {
  readonly call: CallSearch;
  readonly naming: IndexNaming;
  readonly fields: FieldNames;
  readonly limits: ChunkLimits;
  /** Bulk requests under way at once: the bound on memory, times `limits.maxBytes`. */
  readonly concurrency: number;
  /** How long the engine may wait for shards, in milliseconds, before it answers for itself. */
  readonly engineTimeoutMs: number;
  /** Told how many logs were refused with an error type that the table does not know. */
  readonly countUnknownRefusals: (logs: number) => void;
}

interface Item {
  readonly log: Log;
  readonly id: string;
  readonly document: BulkDocument;
  readonly settle: (outcome: Outcome) => void;
}

/** One call of `deliver`: what the chunks share. */
interface Round {
  readonly options: DeliverOptions;
  readonly context: DeliverContext;
  /** Set once the engine is down: what is left is not sent in this round. */
  down: Outcome | undefined;
}

/** Only what the verdicts are made of; the rest of an answer is as long as the batch. */
const FILTER_PATH = 'errors,items.*.status,items.*._index,items.*.error';

const createItem = (delivery: Delivery, index: string, settle: Item['settle']): Item => {
  const { log } = delivery;
  const id = log.logId;
  return { log, id, document: createDocument({ index, id, data: log.entry.data }), settle };
};

const explainOversize = ({ document }: Item, { maxBytes }: ChunkLimits): Outcome | undefined =>
  document.bytes > maxBytes
    ? {
        status: 'rejected',
        code: 'oversize',
        error: `the document takes ${document.bytes} bytes of a bulk body, more than ES_BULK_MAX_BYTES=${maxBytes}`,
      }
    : undefined;

const requestBulk = async (items: readonly Item[], { options, context }: Round): Promise<BulkVerdict> => {
  const body = buildBulkBody(items.map(({ document }) => document));
  const answer = await options.call({
    method: 'POST',
    path: '/_bulk',
    query: { filter_path: FILTER_PATH, timeout: `${options.engineTimeoutMs}ms` },
    body,
    signal: context.signal,
  });
  if (answer.status === 'answered' && answer.httpStatus === 200) context.countBytesOut(body.length);
  return readBulkAnswer(answer, items.length);
};

const settleItems = async (items: readonly Item[], verdicts: readonly ItemVerdict[], round: Round): Promise<void> => {
  const conflicts: (Conflict & Item)[] = [];
  for (const [position, item] of items.entries()) {
    const verdict = verdicts[position] as ItemVerdict;
    if (verdict.status === 'conflict') {
      conflicts.push({ ...item, index: verdict.index });
      continue;
    }
    item.settle(verdict.outcome);
  }
  const unknown = verdicts.filter(({ status }) => status === 'unknownRefusal').length;
  if (unknown > 0) round.options.countUnknownRefusals(unknown);
  const { call, fields } = round.options;
  const outcomes = await settleConflicts(conflicts, { call, fields, signal: round.context.signal });
  for (const [position, conflict] of conflicts.entries()) conflict.settle(outcomes[position] as Outcome);
};

const settleAll = (items: readonly Item[], outcome: Outcome): void => {
  for (const { settle } of items) settle(outcome);
};

const sendChunk = async (items: readonly Item[], round: Round): Promise<void> => {
  if (round.down !== undefined) return settleAll(items, round.down);
  const verdict = await requestBulk(items, round);
  switch (verdict.status) {
    case 'items':
      return settleItems(items, verdict.items, round);
    case 'down':
      round.down = verdict.outcome;
      return settleAll(items, verdict.outcome);
    case 'split': {
      if (items.length === 1) return settleAll(items, verdict.lone);
      const half = Math.ceil(items.length / 2);
      await sendChunk(items.slice(0, half), round);
      return sendChunk(items.slice(half), round);
    }
  }
};

/**
 * Indexes logs by `_bulk`, each as a `create` under its own id: a log that comes again is not indexed twice.
 * Chunks go out side by side; the first answer that speaks of the whole engine ends the round for all.
 */
export const createDeliver =
  (options: DeliverOptions): Deliver =>
  async (deliveries, context) => {
    const outcomes = new Array<Outcome>(deliveries.length);
    const nameIndex = createIndexNamer(options.naming);
    const items: Item[] = [];
    for (const [position, delivery] of deliveries.entries()) {
      const settle = (outcome: Outcome): void => {
        outcomes[position] = outcome;
      };
      const item = createItem(delivery, nameIndex(delivery.log), settle);
      const problem = explainBadId(item.id) ?? explainOversize(item, options.limits);
      if (problem === undefined) items.push(item);
      else settle(problem);
    }
    const round: Round = { options, context, down: undefined };
    const chunks = chunkDocuments(items, options.limits);
    await pMap(chunks, (chunk) => sendChunk(chunk, round), { concurrency: options.concurrency });
    return outcomes;
  };
