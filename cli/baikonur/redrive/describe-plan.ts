import { printable } from '../../../shared/log/printable.ts';
import { bytesText, countText } from '../operator/quantity.ts';
import { renderTable } from '../operator/table.ts';
import type { Prices } from '../plan/prices.ts';
import { costText } from './cost-text.ts';
import type { PlanGroup, RedrivePlan } from './plan.ts';

const COLUMNS = [
  { head: 'LOGS', align: 'right', text: ({ count }: PlanGroup) => count.toLocaleString('en-US') },
  { head: 'FUNCTION', text: (group: PlanGroup) => group.function, isName: true },
  { head: 'TARGET', text: (group: PlanGroup) => group.target, isName: true },
  { head: 'REASON', text: (group: PlanGroup) => group.reason },
  { head: 'TYPE', text: (group: PlanGroup) => group.logType ?? '(unknown)', isName: true },
] as const;

const MAX_GROUPS = 30;
/** Requests to S3 for an object: it and its receipt are read twice; the receipt is written three times, the object copied. Deletes are free. */
const READS = 4;
const WRITES = 4;

interface PlanContext {
  /** Where the logs go, in words. */
  readonly goes: readonly string[];
  /** Whether they go onto a stream. */
  readonly toStream: boolean;
  readonly prices: Prices;
  /** Logs that a run sends at most. */
  readonly limit?: number | undefined;
  /** Columns of the terminal. */
  readonly width?: number | undefined;
}

/** The plan of a run, in lines for people. */
export function describePlan(
  plan: RedrivePlan,
  { goes, toStream, prices, limit, width }: PlanContext,
): readonly string[] {
  const { keys, logs, bytes, groups, oldest, newest, example, changed, diffs } = plan;
  if (keys.length === 0) return ['No dead letters to put back.', ...describeLeft(plan)];
  return [
    `${countText(logs, 'log')} in ${countText(keys.length, 'object')} (${bytesText(bytes)})${oldest === undefined ? '' : `, arrived ${oldest} to ${newest}`}`,
    '',
    ...renderTable(COLUMNS, groups.slice(0, MAX_GROUPS), width),
    ...(groups.length > MAX_GROUPS ? [`… and ${countText(groups.length - MAX_GROUPS, 'more group')}`] : []),
    '',
    ...(example === undefined ? [] : [`example: ${printable(example.text)}`, `  failed: ${printable(example.error)}`]),
    ...(diffs.length === 0 ? [] : [`--edit changes ${countText(changed, 'log')}; the first of them:`, ...diffs]),
    ...describeLeft(plan),
    ...(limit !== undefined && limit < logs ? [`--limit: a run sends ${countText(limit, 'log')} of them`] : []),
    ...goes.map(printable),
    costText({ objects: keys.length, logs, reads: READS, writes: WRITES, toStream }, prices),
  ];
}

/** Lines that stay: a line for each cause, since thousands may have the same one. */
function describeLeft({ left, leftBy }: RedrivePlan): readonly string[] {
  if (left === 0) return [];
  const named = leftBy.reduce((sum, { count }) => sum + count, 0);
  return [
    `${countText(left, 'line')} ${left === 1 ? 'stays' : 'stay'}:`,
    ...leftBy.flatMap(({ why, example, count }) => [
      printable(`  ${count.toLocaleString('en-US')}: ${why}`),
      printable(`    ${count === 1 ? '' : 'such as '}${example}`),
    ]),
    ...(named < left ? [`  ${(left - named).toLocaleString('en-US')} more, for other causes`] : []),
  ];
}
