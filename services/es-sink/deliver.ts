import pMap from 'p-map';
import type { Log } from '../../shared/log/log.ts';
import { DELIVERED, type Deliver, type DeliverContext, type Outcome } from '../../shared/pipeline/outcome.ts';
import { createIndexNamer, type IndexNaming } from '../../shared/search/index-name.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';
import { type BulkVerdict, type ItemVerdict, readBulkAnswer } from './bulk-answer.ts';
import {
  type BulkDocument,
  buildBulkBody,
  type ChunkLimits,
  chunkDocuments,
  createDocument,
  createHead,
} from './bulk-body.ts';
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

interface Item extends BulkDocument {
  /** Place of the log among those given, and of its outcome. */
  readonly position: number;
  readonly log: Log;
}

/** One call of `deliver`: what the chunks share. */
interface Round {
  readonly options: DeliverOptions;
  readonly context: DeliverContext;
  readonly outcomes: Outcome[];
  /** Set once the engine is down: what is left is not sent in this round. */
  down: Outcome | undefined;
}

/** Only what the verdicts are made of; the rest of an answer is as long as the batch. */
const FILTER_PATH = 'errors,items.*.status,items.*._index,items.*.error';

/**
 * Indexes logs by `_bulk`, each as a `create` under its own id: a log that comes again is not indexed twice.
 * Chunks go out side by side; the first answer that speaks of the whole engine ends the round for all.
 */
export function createDeliver(options: DeliverOptions): Deliver {
  return async (logs, context) => {
    const round: Round = { options, context, outcomes: new Array<Outcome>(logs.length), down: undefined };
    const items = prepareItems(logs, round);
    const chunks = chunkDocuments(items, options.limits);
    await pMap(chunks, (chunk) => sendChunk(chunk, round), { concurrency: options.concurrency });
    return round.outcomes;
  };
}

/** Builds the documents; what can be no document has its outcome at once. */
function prepareItems(logs: readonly Log[], { options, outcomes }: Round): readonly Item[] {
  const nameIndex = createIndexNamer(options.naming);
  const heads = new Map<string, string>();
  const items: Item[] = [];
  let position = 0;
  for (const log of logs) {
    const index = nameIndex(log);
    let head = heads.get(index);
    if (head === undefined) {
      head = createHead(index);
      heads.set(index, head);
    }
    const { action, actionBytes, source, bytes } = createDocument(head, log.logId, log.data);
    const item: Item = { position, log, action, actionBytes, source, bytes };
    const problem = explainBadId(log.logId) ?? explainOversize(item, options.limits);
    if (problem === undefined) items.push(item);
    else outcomes[position] = problem;
    position++;
  }
  return items;
}

function explainOversize({ bytes }: BulkDocument, { maxBytes }: ChunkLimits): Outcome | undefined {
  return bytes > maxBytes
    ? {
        status: 'rejected',
        code: 'oversize',
        error: `the document takes ${bytes} bytes of a bulk body, more than ES_BULK_MAX_BYTES=${maxBytes}`,
      }
    : undefined;
}

async function sendChunk(items: readonly Item[], round: Round): Promise<void> {
  if (round.down !== undefined) return settleAll(items, round.down, round);
  const verdict = await requestBulk(items, round);
  switch (verdict.status) {
    case 'allDelivered':
      return settleAll(items, DELIVERED, round);
    case 'items':
      return settleItems(items, verdict.items, round);
    case 'down':
      round.down = verdict.outcome;
      return settleAll(items, verdict.outcome, round);
    case 'split': {
      if (items.length === 1) return settleAll(items, verdict.lone, round);
      const half = Math.ceil(items.length / 2);
      await sendChunk(items.slice(0, half), round);
      return sendChunk(items.slice(half), round);
    }
  }
}

function settleAll(items: readonly Item[], outcome: Outcome, { outcomes }: Round): void {
  for (const { position } of items) outcomes[position] = outcome;
}

async function requestBulk(items: readonly Item[], { options, context }: Round): Promise<BulkVerdict> {
  const body = buildBulkBody(items);
  const answer = await options.call({
    method: 'POST',
    path: '/_bulk',
    query: { filter_path: FILTER_PATH, timeout: `${options.engineTimeoutMs}ms` },
    body,
    signal: context.signal,
  });
  if (answer.status === 'answered' && answer.httpStatus === 200) context.countBytesOut(body.length);
  return readBulkAnswer(answer, items.length);
}

async function settleItems(items: readonly Item[], verdicts: readonly ItemVerdict[], round: Round): Promise<void> {
  const conflicts: (Conflict & Pick<Item, 'position'>)[] = [];
  let unknownRefusals = 0;
  for (const [place, { position, log }] of items.entries()) {
    // One verdict an item: readBulkAnswer counts them.
    const verdict = verdicts[place] as ItemVerdict;
    if (verdict.status === 'conflict') conflicts.push({ log, position, id: log.logId, index: verdict.index });
    else round.outcomes[position] = verdict.outcome;
    if (verdict.status === 'unknownRefusal') unknownRefusals++;
  }
  const { call, fields, countUnknownRefusals } = round.options;
  if (unknownRefusals > 0) countUnknownRefusals(unknownRefusals);
  const outcomes = await settleConflicts(conflicts, { call, fields, signal: round.context.signal });
  for (const [place, { position }] of conflicts.entries()) round.outcomes[position] = outcomes[place] as Outcome;
}
