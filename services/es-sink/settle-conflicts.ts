import { ALREADY_DELIVERED, type Outcome } from '../../shared/pipeline/outcome.ts';
import { cutError, describeAnswer } from '../../shared/search/search-failure.ts';
import type { SearchAnswer } from '../../shared/search/search-port.ts';
import { type Conflict, isRecord, isSameLog, parseSource, type SettleOptions, type Source } from './conflict.ts';
import { createSimulate, type Simulate } from './simulate-ingest.ts';

const OPERATION = 'POST /_mget';

/**
 * Tells apart, for logs whose `_id` is taken, a log that is there already from another one with the same id: the
 * three schema fields are compared with the stored document's.
 * @returns an outcome each, in their order: `alreadyDelivered`, `id_conflict`, or held where nobody could tell.
 */
export async function settleConflicts(
  conflicts: readonly Conflict[],
  options: SettleOptions,
): Promise<readonly Outcome[]> {
  if (conflicts.length === 0) return [];
  const answer = await fetchStored(conflicts, options);
  if (isNotToBeHad(answer)) return conflicts.map(() => ALREADY_DELIVERED);
  const documents = answer.status === 'answered' && isRecord(answer.body) ? answer.body['docs'] : undefined;
  if (!Array.isArray(documents) || documents.length !== conflicts.length) {
    const outcome = hold(describeAnswer(answer, OPERATION));
    return conflicts.map(() => outcome);
  }
  const simulate = createSimulate(options);
  const outcomes: Outcome[] = [];
  for (const [position, conflict] of conflicts.entries()) {
    outcomes.push(await judge(conflict, documents[position], options, simulate));
  }
  return outcomes;
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

/** Whether the answer means that this role may never read here: then the stored log is not to be had. */
function isNotToBeHad(answer: SearchAnswer): boolean {
  return answer.status === 'answered' && [400, 403, 404, 405].includes(answer.httpStatus);
}

function hold(error: string): Outcome {
  return { status: 'retryable', scope: 'destination', error };
}

async function judge(
  conflict: Conflict,
  document: unknown,
  { fields }: SettleOptions,
  simulate: Simulate,
): Promise<Outcome> {
  if (!isRecord(document)) return hold(`${OPERATION}: no answer for ${conflict.index}/${conflict.id}`);
  // Deleted in between: the next try creates it.
  if (document['found'] === false) return hold(`${OPERATION}: ${conflict.index}/${conflict.id} is gone again`);
  const type = isRecord(document['error']) ? document['error']['type'] : undefined;
  if (type !== undefined && type !== 'security_exception') return hold(`${OPERATION}: ${conflict.index}: ${type}`);
  const stored = document['_source'];
  if (!isRecord(stored)) return ALREADY_DELIVERED;
  if (isSameLog(stored, parseSource(conflict.log), conflict.log, fields)) return ALREADY_DELIVERED;
  // An ingest pipeline may have rewritten the fields: then what it makes of ours must be what is stored.
  const rewritten = await simulate(conflict);
  if (rewritten.status === 'unknown') return hold(rewritten.error);
  const isSame = rewritten.value !== undefined && isSameLog(stored, rewritten.value, conflict.log, fields);
  return isSame ? ALREADY_DELIVERED : conflictLetter(conflict, stored);
}

function conflictLetter(conflict: Conflict, stored: Source): Outcome {
  return {
    status: 'rejected',
    code: 'id_conflict',
    error: cutError(
      `_id ${JSON.stringify(conflict.id)} in index ${conflict.index} belongs to another log: ${JSON.stringify(stored)}`,
    ),
  };
}
