import type { CommonSettings } from '../../../shared/settings/common-settings.ts';
import type { TimeRange } from '../operator/time-range.ts';
import { createReadLine } from './read-line.ts';
import { compileWhere } from './where.ts';

/** Whether a line of the archive is meant. @param arrivedAtMs about when its log arrived, epoch milliseconds */
export type TakesLine = (line: Buffer, arrivedAtMs: number) => boolean;

const DAY_MS = 86_400_000;

/**
 * Selects lines by the time of the log and by `--where`. Whole days need no look into the lines: their folders say it.
 * @throws {UsageError} for a condition that is none.
 */
export function createTakesLine(
  settings: CommonSettings,
  { fromMs, toMs }: TimeRange,
  conditions: readonly string[],
): TakesLine {
  const where = compileWhere(conditions);
  const isWholeDays = fromMs % DAY_MS === 0 && toMs % DAY_MS === 0;
  if (isWholeDays && conditions.length === 0) return () => true;
  const read = createReadLine(settings, where.paths);
  return (line, arrivedAtMs) => {
    const [first] = read(line, arrivedAtMs);
    const validated = first?.validated;
    // It was a log when it was archived: where today's settings do not read it, the function says why.
    if (validated?.status !== 'valid') return conditions.length === 0;
    const { timeNs, picked } = validated.log;
    const timeMs = Number(timeNs / 1_000_000n);
    return timeMs >= fromMs && timeMs < toMs && where.holds(picked);
  };
}
