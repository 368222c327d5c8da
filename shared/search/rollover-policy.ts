import { createHash } from 'node:crypto';
import { isJsonObject } from '../log/json-object.ts';
import type { InstallResult } from './install-template.ts';
import { describeAnswer } from './search-failure.ts';
import type { CallSearch, SearchAnswer } from './search-port.ts';

/** When a data stream gets its next backing index, and when an old one is deleted. */
export interface RolloverOptions {
  /** `INDEX_NAME_PREFIX`: the policy is for `<prefix>-*`. */
  readonly prefix: string;
  readonly maxAgeDays: number;
  /** Of a primary shard, GiB. */
  readonly maxSizeGb: number;
  /** Days since the rollover; absent: backing indices are kept. */
  readonly deleteAfterDays?: number | undefined;
}

/** A policy of Index State Management (ISM), and its name. */
export interface RolloverPolicy {
  readonly name: string;
  readonly body: { readonly policy: Readonly<Record<string, unknown>> & { readonly description: string } };
}

const PRIORITY = 200;

/**
 * The ISM policy of es-sink's data streams. A fingerprint in its description shows whether an installed one is up to date.
 * @see https://docs.opensearch.org/latest/im-plugin/ism/policies/
 */
export function createRolloverPolicy({
  prefix,
  maxAgeDays,
  maxSizeGb,
  deleteAfterDays,
}: RolloverOptions): RolloverPolicy {
  const rollover = { min_index_age: `${maxAgeDays}d`, min_primary_shard_size: `${maxSizeGb}gb` };
  const isDeleted = deleteAfterDays !== undefined;
  const toDelete = { state_name: 'delete', conditions: { min_rollover_age: `${deleteAfterDays}d` } };
  const policy = {
    default_state: 'write',
    states: [
      { name: 'write', actions: [{ rollover }], transitions: isDeleted ? [toDelete] : [] },
      ...(isDeleted ? [{ name: 'delete', actions: [{ delete: {} }], transitions: [] }] : []),
    ],
    ism_template: [{ index_patterns: [`${prefix}-*`], priority: PRIORITY }],
  };
  const fingerprint = createHash('sha256').update(JSON.stringify(policy)).digest('hex').slice(0, 16);
  return {
    name: `baikonur-${prefix}`,
    body: { policy: { description: `Rollover of the data streams of es-sink (${fingerprint})`, ...policy } },
  };
}

/** The result, or `notSupported`: the engine has no ISM, as Elasticsearch. */
export type RolloverResult = InstallResult | { readonly status: 'notSupported'; readonly name: string };

/**
 * Installs a policy. Installing it again changes nothing. Backing indices that exist keep the policy under which they are.
 * @param options.dryRun changes nothing, and answers what would be done.
 */
export async function installRollover(
  call: CallSearch,
  { name, body }: RolloverPolicy,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<RolloverResult> {
  const path = `/_plugins/_ism/policies/${encodeURIComponent(name)}`;
  const found = await call({ method: 'GET', path });
  if (found.status === 'answered' && [400, 405].includes(found.httpStatus)) return { status: 'notSupported', name };
  if (found.status === 'failed' || ![200, 404].includes(found.httpStatus)) {
    return { status: 'failed', error: describeAnswer(found, `GET ${path}`) };
  }
  const installed = found.httpStatus === 200 && isJsonObject(found.body) ? found.body : undefined;
  const policy = installed?.['policy'];
  if (isJsonObject(policy) && policy['description'] === body.policy.description) return { status: 'unchanged', name };
  const status = installed === undefined ? 'created' : 'updated';
  if (dryRun) return { status, name };
  const put = await call({ method: 'PUT', path, ...versionOf(installed), body: JSON.stringify(body) });
  return isDone(put) ? { status, name } : { status: 'failed', error: describeAnswer(put, `PUT ${path}`) };
}

/** A policy is replaced only in the version that was read. */
function versionOf(installed: Readonly<Record<string, unknown>> | undefined) {
  if (installed === undefined) return {};
  const { _seq_no: number, _primary_term: term } = installed;
  return { query: { if_seq_no: String(number), if_primary_term: String(term) } };
}

function isDone(answer: SearchAnswer): boolean {
  return answer.status === 'answered' && (answer.httpStatus === 200 || answer.httpStatus === 201);
}
