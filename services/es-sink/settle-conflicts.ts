import { cutErrorText, errorText } from '../../shared/errors/error-text.ts';
import { createFieldReader, type ReadFields } from '../../shared/log/decode/fields.ts';
import { isJsonObject } from '../../shared/log/json-object.ts';
import { ALREADY_DELIVERED, type Outcome, rejected, retryable } from '../../shared/pipeline/outcome.ts';
import { type Conflict, hasSameFields, type SettleOptions, type Source } from './conflict.ts';
import { createReadIndexSettings, type ReadIndexSettings } from './index-settings.ts';
import { compareSources, type ReadSource, readSource } from './read-source.ts';
import { createFindRouted, type FindRouted } from './routed-document.ts';
import { createSimulate, type Simulate } from './simulate-ingest.ts';
import { fetchStored, groupLookups, type Stored, type StoredDocument } from './stored-documents.ts';

const OPERATION = 'POST /_mget';

interface Tools {
  readonly options: SettleOptions;
  readonly readFields: ReadFields;
  readonly readIndexSettings: ReadIndexSettings;
  readonly simulate: Simulate;
  readonly findRouted: FindRouted;
}

/**
 * Decides for logs whose `_id` exists whether the stored document is the same log or another one with the same id. The
 * whole documents are compared.
 * @returns an outcome for each, in their order: `alreadyDelivered`, `id_conflict`, or held while the engine does not say.
 */
export async function settleConflicts(
  conflicts: readonly Conflict[],
  options: SettleOptions,
): Promise<readonly Outcome[]> {
  const tools = {
    options,
    readFields: createFieldReader(options.fields),
    readIndexSettings: createReadIndexSettings(options),
    simulate: createSimulate(options),
    findRouted: createFindRouted(options),
  };
  const outcomes: Outcome[] = [];
  // One group after the other: what is stored may be large.
  for (const group of groupLookups(conflicts)) outcomes.push(...(await settleGroup(group, tools)));
  return outcomes;
}

async function settleGroup(group: readonly Conflict[], tools: Tools): Promise<readonly Outcome[]> {
  const stored = await fetchStored(group, tools.options);
  switch (stored.status) {
    case 'documents': {
      const outcomes: Outcome[] = [];
      for (const [index, document] of stored.documents.entries()) {
        outcomes.push(await judgeSafely(group[index] as Conflict, document, tools)); // there is one for each
      }
      return outcomes;
    }
    case 'tooLarge': {
      if (group.length === 1) return group.map((conflict) => explainUncovered(conflict, stored));
      const half = Math.ceil(group.length / 2);
      return [...(await settleGroup(group.slice(0, half), tools)), ...(await settleGroup(group.slice(half), tools))];
    }
    default:
      return group.map((conflict) => explainUncovered(conflict, stored));
  }
}

/** The outcome of a log whose stored document cannot be read. */
function explainUncovered(conflict: Conflict, stored: Exclude<Stored, { status: 'documents' }>): Outcome {
  switch (stored.status) {
    case 'unavailable':
      return ALREADY_DELIVERED;
    case 'tooLarge':
      return idConflict(conflict, stored.error);
    case 'unknown':
      return hold(stored.error);
  }
}

function hold(error: string): Outcome {
  return retryable('destination', error);
}

/** A fault here rejects one log; the batch goes on: a sender decides how deeply a log is nested. */
async function judgeSafely(conflict: Conflict, document: StoredDocument, tools: Tools): Promise<Outcome> {
  try {
    return await judge(conflict, document, tools);
  } catch (error) {
    return idConflict(conflict, `the documents cannot be compared: ${errorText(error)}`);
  }
}

async function judge(conflict: Conflict, document: StoredDocument, tools: Tools): Promise<Outcome> {
  if (document.head['found'] === false && conflict.name !== conflict.index) {
    // Sent to an alias, which may have a routing: then the document is on another shard.
    const routed = await tools.findRouted(conflict);
    if (routed.status !== 'documents') return explainUncovered(conflict, routed);
    return judgeDocument(conflict, routed.documents[0], tools);
  }
  return judgeDocument(conflict, document, tools);
}

async function judgeDocument(conflict: Conflict, document: StoredDocument | undefined, tools: Tools): Promise<Outcome> {
  const { head = {}, source: stored } = document ?? {};
  // Deleted in between: the next try creates it.
  if (head['found'] === false) return hold(`${OPERATION}: ${conflict.index}/${conflict.id} is gone again`);
  const type = isJsonObject(head['error']) ? head['error']['type'] : undefined;
  if (type !== undefined && type !== 'security_exception') return hold(`${OPERATION}: ${conflict.index}: ${type}`);
  if (stored === undefined) return ALREADY_DELIVERED;
  const ours = readSource(conflict.log.data.toString());
  const difference = compareSources(stored, ours);
  return difference === undefined ? ALREADY_DELIVERED : judgeChanged({ conflict, stored, ours, difference }, tools);
}

interface Changed {
  readonly conflict: Conflict;
  readonly stored: ReadSource;
  readonly ours: ReadSource;
  readonly difference: string;
}

/** The documents differ: because the index has changed ours when it came first, or because they are two logs. */
async function judgeChanged({ conflict, stored, ours, difference }: Changed, tools: Tools): Promise<Outcome> {
  const settings = await tools.readIndexSettings(conflict.index);
  if (settings.status === 'unknown') return hold(settings.error);
  const { pipelines, keepsSource } = settings.value;
  const rewritten = await tools.simulate(conflict, pipelines);
  if (rewritten.status === 'unknown') return hold(rewritten.error);
  const expected = rewritten.value ?? ours;
  if (!keepsSource) {
    const isSame = hasSameFields(stored.exact(), expected.exact(), conflict.log, tools.readFields);
    return isSame ? ALREADY_DELIVERED : idConflict(conflict, describe(stored.plain, tools));
  }
  const left = rewritten.value === undefined ? difference : compareSources(stored, expected, ours);
  if (left === undefined) return ALREADY_DELIVERED;
  return idConflict(conflict, `${describe(stored.plain, tools)}, different at ${JSON.stringify(left)}`);
}

function describe(stored: Source, { readFields }: Tools): string {
  return JSON.stringify(readFields(stored));
}

function idConflict({ id, index }: Conflict, what: string): Outcome {
  return rejected(
    'id_conflict',
    cutErrorText(`_id ${JSON.stringify(id)} in index ${index} belongs to another log: ${what}`),
  );
}
