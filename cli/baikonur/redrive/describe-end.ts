import { printable } from '../../../shared/log/printable.ts';
import type { RunSums } from '../../../shared/put-back/put-back-all.ts';
import { countText } from '../operator/quantity.ts';

const GONE_ONE = 'was moved by another run meanwhile, or has expired';
const GONE_MANY = 'were moved by another run meanwhile, or have expired';

interface End {
  /** Whether `--run` was given. */
  readonly isAsked: boolean;
  readonly run: { readonly id: string };
  readonly plan: { readonly keys: readonly string[] };
}

/** The end of a command, in lines for people. */
export function describeEnd(sums: RunSums | undefined, { isAsked, run, plan: { keys } }: End): readonly string[] {
  if (sums === undefined) return isAsked || keys.length === 0 ? [] : ['Nothing was sent. With --run it is.'];
  const { delivered, alreadyDelivered, filtered, rejectedAgain, retryable, sentAgain, moved, gone } = sums;
  const left = keys.length - moved - gone;
  return [
    '',
    `run ${run.id}: ${[
      `${delivered.toLocaleString('en-US')} delivered`,
      ...(alreadyDelivered > 0 ? [`${alreadyDelivered} ${alreadyDelivered === 1 ? 'was' : 'were'} there already`] : []),
      ...(filtered > 0 ? [`${filtered} filtered (no target takes their type now)`] : []),
      ...(rejectedAgain > 0 ? [`${rejectedAgain} rejected again (dead letters of the next generation)`] : []),
      ...(retryable > 0 ? [`${retryable} not delivered`] : []),
    ].join(', ')}`,
    `${countText(moved, 'object')} moved to _redriven/${run.id}/${left > 0 ? `, ${left} left` : ''}`,
    ...(gone > 0 ? [`${countText(gone, 'object')} ${gone === 1 ? GONE_ONE : GONE_MANY}`] : []),
    ...(sentAgain > 0
      ? [
          `${countText(sentAgain, 'log')} ${sentAgain === 1 ? 'was' : 'were'} sent a second time: the answer to the first was lost`,
        ]
      : []),
    ...sums.problems.map((problem) => `  ${printable(problem)}`),
    ...(sums.stoppedBecause === undefined ? [] : [`stopped: ${printable(sums.stoppedBecause)}`]),
    ...(left > 0 ? ['The same command goes on with what is left.'] : []),
  ];
}
