import { parseIndexDate } from './index-date.ts';
import type { ListedIndex } from './listing.ts';
import { ageInDays, createMaxAgeOf, isOlder, type Retention } from './retention.ts';

/** Whether one index is deleted or kept, and why. */
interface PlanLine {
  readonly index: string;
  readonly action: 'delete' | 'keep';
  readonly reason: string;
  readonly ageDays?: number;
  readonly sizeBytes?: number;
  readonly documents?: number;
}

export interface PlanOptions extends Retention {
  /** Names that match are kept at any age. */
  readonly excludePattern: RegExp;
  readonly maxDeletions: number;
  /** Per cent of the indices whose name has a date. */
  readonly maxDeleteShare: number;
}

export interface Plan {
  readonly lines: readonly PlanLine[];
  /** Indices whose name has a date: `maxDeleteShare` is a share of this number. */
  readonly matching: number;
  /** Why nothing may be deleted; absent: the planned indices may be deleted. */
  readonly refusal?: string;
}

/** Decides for each index whether it is deleted. If a cap is exceeded, nothing may be deleted. */
export function planDeletions(indices: readonly ListedIndex[], options: PlanOptions, nowMs: number): Plan {
  const maxAgeOf = createMaxAgeOf(options);
  const lines: readonly PlanLine[] = indices.map((index) => planIndex(index, options, maxAgeOf, nowMs));
  const matching = lines.filter(({ ageDays }) => ageDays !== undefined).length;
  const deletions = lines.filter(({ action }) => action === 'delete').length;
  const refusal = explainRefusal(deletions, matching, options);
  return { lines, matching, ...(refusal === undefined ? {} : { refusal }) };
}

function planIndex(index: ListedIndex, options: PlanOptions, maxAgeOf: (base: string) => number, nowMs: number) {
  const { name, sizeBytes, documents } = index;
  const facts = {
    index: name,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(documents === undefined ? {} : { documents }),
  };
  const exempt = explainExempt(index, options);
  if (exempt !== undefined) return { ...facts, action: 'keep', reason: exempt } as const;
  const date = parseIndexDate(name);
  if (date === undefined) return { ...facts, action: 'keep', reason: 'its name does not end in a date' } as const;
  const maxAgeDays = maxAgeOf(date.base);
  const ageDays = ageInDays(date.dayStartsAtMs, nowMs);
  return isOlder(date.dayStartsAtMs, maxAgeDays, nowMs)
    ? ({ ...facts, ageDays, action: 'delete', reason: `older than ${maxAgeDays} days` } as const)
    : ({ ...facts, ageDays, action: 'keep', reason: `not older than ${maxAgeDays} days` } as const);
}

/** Why an index is kept whatever its date is. */
function explainExempt(index: ListedIndex, { prefix, excludePattern }: PlanOptions): string | undefined {
  if (index.isHidden) return 'a hidden index or a system index';
  if (prefix !== '' && !index.name.startsWith(`${prefix}-`)) return `does not begin with ${prefix}-`;
  if (excludePattern.test(index.name)) return `EXCLUDE_PATTERN ${excludePattern.source}`;
  if (index.dataStream !== undefined) return `belongs to data stream ${index.dataStream}`;
  if (index.writeAlias !== undefined) return `is the write index of alias ${index.writeAlias}`;
  return undefined;
}

function explainRefusal(deletions: number, matching: number, options: PlanOptions): string | undefined {
  const { maxDeletions, maxDeleteShare } = options;
  if (deletions > maxDeletions) return `${deletions} indices to delete, more than MAX_DELETIONS=${maxDeletions}`;
  if (deletions * 100 <= matching * maxDeleteShare) return undefined;
  const share = Math.round((deletions * 100) / matching);
  return `${deletions} of ${matching} indices to delete (${share} %), more than MAX_DELETE_SHARE=${maxDeleteShare} %`;
}
