import { printable } from '../../../shared/log/printable.ts';
import type { RunSums } from '../../../shared/put-back/put-back-all.ts';
import { bytesText, countText, durationText } from '../operator/quantity.ts';
import { renderTable } from '../operator/table.ts';
import type { Prices } from '../plan/prices.ts';
import { costText } from '../redrive/cost-text.ts';
import type { ReplayPlan } from './plan-replay.ts';

const COLUMNS = [
  { head: 'OBJECTS', align: 'right', text: ({ objects }: TypeRow) => objects.toLocaleString('en-US') },
  { head: 'ABOUT LOGS', align: 'right', text: ({ logs }: TypeRow) => logs.toLocaleString('en-US') },
  { head: 'SIZE', align: 'right', text: ({ bytes }: TypeRow) => bytesText(bytes) },
  { head: 'TYPE', text: ({ logType }: TypeRow) => logType, isName: true },
] as const;

type TypeRow = ReplayPlan['types'][number];

const MAX_TYPES = 30;
/** Requests to S3 for an object. */
const READS = 3;
const WRITES = 4;
/** An assumption, not a measurement: 8 objects at a time; a destination may be slower. */
const LOGS_PER_SECOND = 2_000;

interface ReplayContext {
  /** Where the logs go, in words. */
  readonly goes: string;
  /** Whether that is a stream. */
  readonly isStream: boolean;
  readonly prices: Prices;
  /** Logs a second at most. */
  readonly rate?: number | undefined;
  /** Columns of the terminal. */
  readonly width?: number | undefined;
}

/** The plan, in lines for people. */
export function describeReplay(
  plan: ReplayPlan,
  { goes, isStream, prices, rate = LOGS_PER_SECOND, width }: ReplayContext,
): readonly string[] {
  const { objects, bytes, logs, types, example, problems } = plan;
  if (objects === 0) return ['The archive has no objects of these types and days.'];
  const perSecond = Math.min(rate, LOGS_PER_SECOND);
  return [
    `${countText(objects, 'object')}, ${bytesText(bytes)}, about ${countText(logs, 'log')}`,
    '',
    ...renderTable(COLUMNS, types.slice(0, MAX_TYPES), width),
    ...(types.length > MAX_TYPES ? [`… and ${countText(types.length - MAX_TYPES, 'more type')}`] : []),
    '',
    ...(example === undefined ? [] : [`example: ${printable(example)}`]),
    ...problems.map((problem) => printable(`${problem}: what comes before is sent`)),
    `goes: ${printable(goes)}`,
    costText({ objects, logs, reads: READS, writes: WRITES, toStream: isStream }, prices),
    `takes: about ${durationText((logs * 1_000) / perSecond)} at ${perSecond.toLocaleString('en-US')} logs a second`,
  ];
}

/** The end of a run, in lines for people. */
export function describeReplayEnd(sums: RunSums, run: string, objects: number): readonly string[] {
  const { delivered, alreadyDelivered, filtered, rejectedAgain, retryable, sentAgain, moved, gone } = sums;
  const done = moved + gone >= objects && sums.stoppedBecause === undefined;
  return [
    '',
    `run ${run}: ${[
      `${delivered.toLocaleString('en-US')} delivered`,
      ...(alreadyDelivered > 0
        ? [`${alreadyDelivered.toLocaleString('en-US')} ${alreadyDelivered === 1 ? 'was' : 'were'} there already`]
        : []),
      ...(filtered > 0 ? [`${filtered} filtered (the function does not take their type)`] : []),
      ...(rejectedAgain > 0 ? [`${rejectedAgain} rejected (dead letters)`] : []),
      ...(retryable > 0 ? [`${retryable} not delivered`] : []),
    ].join(', ')}; ${moved.toLocaleString('en-US')} of ${countText(objects, 'object')} done`,
    ...(gone > 0 ? [`not in the archive any more, and not sent: ${countText(gone, 'object')} of them`] : []),
    ...(sentAgain > 0
      ? [
          `${countText(sentAgain, 'log')} ${sentAgain === 1 ? 'was' : 'were'} sent a second time: the answer to the first was lost`,
        ]
      : []),
    ...sums.problems.map((problem) => `  ${printable(problem)}`),
    ...(sums.stoppedBecause === undefined ? [] : [`stopped: ${printable(sums.stoppedBecause)}`]),
    ...(done ? [] : [`It goes on with --resume ${run}`]),
  ];
}
