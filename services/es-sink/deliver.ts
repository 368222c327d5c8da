import pMap from 'p-map';
import { cutErrorText } from '../../shared/errors/error-text.ts';
import type { FieldNames } from '../../shared/log/decode/fields.ts';
import type { Log } from '../../shared/log/log.ts';
import {
  DELIVERED,
  type Deliver,
  type DeliverContext,
  type Outcome,
  rejected,
  retryable,
} from '../../shared/pipeline/outcome.ts';
import { createIndexNamer, type IndexNaming } from '../../shared/search/index-name.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';
import type { AdmitIndices } from './admit-indices.ts';
import { type BulkVerdict, type ItemVerdict, readBulkAnswer } from './bulk-answer.ts';
import type { Conflict } from './conflict.ts';
import type { InspectStreams } from './data-streams.ts';
import { explainBadId } from './document-id.ts';
import {
  type BulkDocument,
  buildBulkBody,
  type ChunkLimits,
  chunkDocuments,
  createBulkRequest,
  createDocument,
  createHead,
} from './request.ts';
import { settleConflicts } from './settle-conflicts.ts';
import { stampDocument } from './stamp-document.ts';

export interface DeliverOptions {
  readonly call: CallSearch;
  readonly naming: IndexNaming;
  readonly fields: FieldNames;
  readonly limits: ChunkLimits;
  /** Bulk requests at a time. Memory is bounded by this times `limits.maxBytes`. */
  readonly concurrency: number;
  /** How long the engine may wait for its shards before it answers, milliseconds. */
  readonly engineTimeoutMs: number;
  /** How long after its arrival a log is held for an index that is closed or blocked, milliseconds. */
  readonly indexHoldMs: number;
  /** Receives the number of logs that were rejected with an error that the table in answer.ts does not have. */
  readonly countUnknownRefusals: (logs: number) => void;
  /** Decides which new indices may not be made; absent: all may. */
  readonly admitIndices?: AdmitIndices;
  /** For data streams: looks at them before their logs are written; absent: logs go to indices. */
  readonly inspectStreams?: InspectStreams;
}

interface Item extends BulkDocument {
  /** Index of the log among those given, and of its outcome. */
  readonly index: number;
  readonly log: Log;
}

/** A log whose id exists, and its index among those given. */
type ItemConflict = Conflict & { readonly logIndex: number };

/** State that the chunks of one call of `deliver` share. */
interface Round {
  readonly options: DeliverOptions;
  readonly context: DeliverContext;
  readonly outcomes: Outcome[];
  /** Set once the engine is down: the chunks that remain are not sent. */
  down: Outcome | undefined;
}

/**
 * Indexes logs by `_bulk`, each as a `create` under its own id: a log that comes again is not indexed twice.
 * Chunks are sent concurrently. After the first answer about the whole engine no more chunks are sent.
 */
export function createDeliver(options: DeliverOptions): Deliver {
  return async (logs, context) => {
    const round: Round = { options, context, outcomes: new Array<Outcome>(logs.length), down: undefined };
    const items = await inspectItems(await prepareItems(logs, round), round);
    const chunks = chunkDocuments(items, options.limits);
    await pMap(chunks, (chunk) => sendChunk(chunk, round), { concurrency: options.concurrency });
    return round.outcomes;
  };
}

/** Builds the documents. A log that cannot be a document, or whose index may not be made, gets its outcome here. */
async function prepareItems(logs: readonly Log[], round: Round): Promise<readonly Item[]> {
  const { options, outcomes } = round;
  const nameIndex = createIndexNamer(options.naming);
  const heads = new Map<string, string>();
  const items: Item[] = [];
  let index = 0;
  for (const log of logs) {
    const indexName = nameIndex(log);
    let head = heads.get(indexName);
    if (head === undefined) {
      head = createHead(indexName);
      heads.set(indexName, head);
    }
    const { idText, source, bytes } = createDocument(
      head,
      log.logId,
      options.inspectStreams === undefined ? log.data : stampDocument(log),
    );
    const item: Item = { index, log, head, idText, source, bytes };
    const problem = explainBadId(log.logId) ?? explainOversize(item, options.limits);
    if (problem === undefined) items.push(item);
    else outcomes[index] = problem;
    index++;
  }
  const refused = await options.admitIndices?.(heads.keys(), round.context);
  return refused === undefined || refused.size === 0 ? items : leaveOut(items, refused, round);
}

/** Leaves out the logs that may not be written to their data stream now, or that it has already; they get their outcomes here. */
async function inspectItems(items: readonly Item[], round: Round): Promise<readonly Item[]> {
  const { inspectStreams, naming } = round.options;
  if (inspectStreams === undefined || items.length === 0) return items;
  const nameStream = createIndexNamer(naming);
  const verdicts = await inspectStreams(
    items.map(({ log }) => ({ log, stream: nameStream(log) })),
    round.context,
  );
  const conflicts: ItemConflict[] = [];
  const open = items.filter((item, at) => {
    const verdict = verdicts[at] ?? { status: 'write' };
    if (verdict.status === 'settled') round.outcomes[item.index] = verdict.outcome;
    if (verdict.status === 'exists') conflicts.push(streamConflict(item, verdict.index));
    return verdict.status === 'write';
  });
  await settleAllConflicts(conflicts, round);
  return open;
}

/** Rejects the logs whose indices may not be made. */
function leaveOut(
  items: readonly Item[],
  refused: ReadonlyMap<string, string>,
  { options, outcomes }: Round,
): readonly Item[] {
  const nameIndex = createIndexNamer(options.naming);
  return items.filter(({ index, log }) => {
    const problem = refused.get(nameIndex(log));
    if (problem !== undefined) outcomes[index] = rejected('too_many_indices', problem);
    return problem === undefined;
  });
}

function explainOversize({ bytes }: BulkDocument, { maxBytes }: ChunkLimits): Outcome | undefined {
  if (bytes <= maxBytes) return undefined;
  return rejected(
    'oversize',
    `the document takes ${bytes} bytes of a bulk body, more than ES_BULK_MAX_BYTES=${maxBytes}`,
  );
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
      if (items.length === 1) return settleItems(items, [verdict.lone], round);
      const half = Math.ceil(items.length / 2);
      await sendChunk(items.slice(0, half), round);
      return sendChunk(items.slice(half), round);
    }
  }
}

function settleAll(items: readonly Item[], outcome: Outcome, { outcomes }: Round): void {
  for (const { index } of items) outcomes[index] = outcome;
}

async function requestBulk(items: readonly Item[], { options, context }: Round): Promise<BulkVerdict> {
  const { signal, countBytesOut } = context;
  const body = buildBulkBody(items);
  const answer = await options.call({ ...createBulkRequest(body, options.engineTimeoutMs), signal });
  if (answer.status === 'answered' && answer.httpStatus === 200) countBytesOut(body.length);
  return readBulkAnswer(answer, items.length);
}

async function settleItems(items: readonly Item[], verdicts: readonly ItemVerdict[], round: Round): Promise<void> {
  const { naming, countUnknownRefusals } = round.options;
  const conflicts: ItemConflict[] = [];
  const nameIndex = createIndexNamer(naming);
  const isStream = round.options.inspectStreams !== undefined;
  let unknownRefusals = 0;
  for (const [itemIndex, item] of items.entries()) {
    const { index: logIndex, log } = item;
    const verdict = verdicts[itemIndex] as ItemVerdict; // readBulkAnswer answers one for each item
    if (verdict.status === 'conflict') {
      const { index } = verdict;
      conflicts.push(
        isStream ? streamConflict(item, index) : { log, logIndex, id: log.logId, index, name: nameIndex(log) },
      );
    } else {
      round.outcomes[logIndex] =
        verdict.status === 'indexHeld' ? holdForIndex(log, verdict.error, round) : verdict.outcome;
      if (verdict.status === 'unknownRefusal') unknownRefusals++;
    }
  }
  if (unknownRefusals > 0) countUnknownRefusals(unknownRefusals);
  await settleAllConflicts(conflicts, round);
}

async function settleAllConflicts(conflicts: readonly ItemConflict[], round: Round): Promise<void> {
  const { call, fields } = round.options;
  const outcomes = await settleConflicts(conflicts, { call, fields, signal: round.context.signal });
  for (const [index, { logIndex }] of conflicts.entries()) round.outcomes[logIndex] = outcomes[index] as Outcome;
}

/** The document is compared as it was sent, with its `@timestamp`; a backing index is no alias. */
function streamConflict({ log, index: logIndex, source }: Item, index: string): ItemConflict {
  return { log: { ...log, data: source }, logIndex, id: log.logId, index, name: index };
}

/** One index that stays closed must not hold its shard as long as an outage does: other logs wait behind. */
function holdForIndex(log: Log, error: string, { options, context }: Round): Outcome {
  if (context.now() - log.arrivedAtMs <= options.indexHoldMs) return retryable('destination', cutErrorText(error));
  const minutes = options.indexHoldMs / 60_000;
  return rejected('held_too_long', cutErrorText(`held for more than ${minutes} min since its arrival: ${error}`));
}
