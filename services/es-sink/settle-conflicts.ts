import { createFieldReader, type ReadFields } from '../../shared/log/decode/fields.ts';
import { isJsonObject } from '../../shared/log/json-object.ts';
import { ALREADY_DELIVERED, type Outcome, rejected, retryable } from '../../shared/pipeline/outcome.ts';
import { cutError, describeAnswer } from '../../shared/search/search-failure.ts';
import type { SearchAnswer } from '../../shared/search/search-port.ts';
import { meaningOf } from './answer.ts';
import { type Conflict, isSameLog, parseSource, type SettleOptions, type Source } from './conflict.ts';
import { createFindRouted, type FindRouted } from './routed-document.ts';
import { createSimulate, type Simulate } from './simulate-ingest.ts';

const OPERATION = 'POST /_mget';

/**
 * Decides for logs whose `_id` exists whether the stored document is the same log or another one with the same id, by
 * the three schema fields.
 * @returns an outcome for each, in their order: `alreadyDelivered`, `id_conflict`, or held while the engine does not say.
 */
export async function settleConflicts(
  conflicts: readonly Conflict[],
  options: SettleOptions,
): Promise<readonly Outcome[]> {
  if (conflicts.length === 0) return [];
  const answer = await fetchStored(conflicts, options);
  // This role may not read here, now or later: the log counts as delivered.
  if (answer.status === 'answered' && meaningOf('lookup', answer.httpStatus) === 'unavailable') {
    return conflicts.map(() => ALREADY_DELIVERED);
  }
  const documents = answer.status === 'answered' && isJsonObject(answer.body) ? answer.body['docs'] : undefined;
  if (!Array.isArray(documents) || documents.length !== conflicts.length) {
    const outcome = hold(describeAnswer(answer, OPERATION));
    return conflicts.map(() => outcome);
  }
  const tools = {
    readFields: createFieldReader(options.fields),
    simulate: createSimulate(options),
    findRouted: createFindRouted(options),
  };
  const outcomes: Outcome[] = [];
  for (const [index, conflict] of conflicts.entries()) {
    outcomes.push(await judge(conflict, documents[index], tools));
  }
  return outcomes;
}

interface Tools {
  readonly readFields: ReadFields;
  readonly simulate: Simulate;
  readonly findRouted: FindRouted;
}

function fetchStored(conflicts: readonly Conflict[], { call, fields, signal }: SettleOptions): Promise<SearchAnswer> {
  return call({
    method: 'POST',
    path: '/_mget',
    query: { _source_includes: [fields.logType, fields.logId, fields.time].join(',') },
    body: JSON.stringify({ docs: conflicts.map(({ index, id }) => ({ _index: index, _id: id })) }),
    signal,
  });
}

function hold(error: string): Outcome {
  return retryable('destination', error);
}

async function judge(conflict: Conflict, document: unknown, tools: Tools): Promise<Outcome> {
  if (!isJsonObject(document)) return hold(`${OPERATION}: no answer for ${conflict.index}/${conflict.id}`);
  if (document['found'] === false && conflict.name !== conflict.index) {
    // Sent to an alias, which may have a routing: then the document is on another shard.
    const routed = await tools.findRouted(conflict);
    if (routed.status === 'unknown') return hold(routed.error);
    return judgeDocument(conflict, routed.value, tools);
  }
  return judgeDocument(conflict, document, tools);
}

async function judgeDocument(conflict: Conflict, document: Source, tools: Tools): Promise<Outcome> {
  const { readFields, simulate } = tools;
  // Deleted in between: the next try creates it.
  if (document['found'] === false) return hold(`${OPERATION}: ${conflict.index}/${conflict.id} is gone again`);
  const type = isJsonObject(document['error']) ? document['error']['type'] : undefined;
  if (type !== undefined && type !== 'security_exception') return hold(`${OPERATION}: ${conflict.index}: ${type}`);
  const stored = document['_source'];
  if (!isJsonObject(stored)) return ALREADY_DELIVERED;
  if (isSameLog(stored, parseSource(conflict.log), conflict.log, readFields)) return ALREADY_DELIVERED;
  // An ingest pipeline may have rewritten the fields: then our log as it rewrites it must be what is stored.
  const rewritten = await simulate(conflict);
  if (rewritten.status === 'unknown') return hold(rewritten.error);
  const isSame = rewritten.value !== undefined && isSameLog(stored, rewritten.value, conflict.log, readFields);
  return isSame ? ALREADY_DELIVERED : idConflict(conflict, stored);
}

function idConflict({ id, index }: Conflict, stored: Source): Outcome {
  const sentence = `_id ${JSON.stringify(id)} in index ${index} belongs to another log: ${JSON.stringify(stored)}`;
  return rejected('id_conflict', cutError(sentence));
}
