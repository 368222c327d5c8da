import { isTypePattern } from '../../../shared/log/type-pattern.ts';
import { fixRange } from '../operator/time-range.ts';
import { type Shell, UsageError } from '../shell.ts';
import type { ReplayOptions, ReplaySelection } from './options.ts';

/**
 * A run that goes on has its selection: one that is given as well would do nothing.
 * @throws {UsageError} naming it.
 */
export function checkResume({ type, where, to, edit, since, until, name }: ReplayOptions): void {
  const given = Object.entries({ type, where, to, edit, since, until, name });
  const others = given.flatMap(([option, value]) => (value === undefined ? [] : [`--${option}`]));
  if (others.length === 0) return;
  throw new UsageError([`--resume: the run goes on with what it was made for: leave ${others.join(', ')} out`]);
}

/**
 * The options of a new run, with relative times fixed.
 * @param aheadMs by how much the clock of AWS, which dates objects, is ahead of this machine's
 * @throws {UsageError} naming what is missing or wrong.
 */
export function toSelection(options: ReplayOptions, shell: Shell, aheadMs = 0): ReplaySelection {
  const { type, to, where = [], edit, since } = options;
  if (type === undefined || to === undefined || since === undefined || since === 'start') {
    throw new UsageError(['expected --type, --to and --since (a time or duration), or --resume <run>']);
  }
  if (!isTypePattern(type)) throw new UsageError([`--type: expected NAME, PREFIX* or *, got ${JSON.stringify(type)}`]);
  const { fromMs, toMs } = fixRange(options, shell);
  return {
    ...{ type, to, where },
    ...(edit !== undefined && { edit }),
    from: new Date(fromMs).toISOString(),
    until: new Date(toMs).toISOString(),
    writtenBeforeMs: shell.now() + Math.max(0, aheadMs),
  };
}
