import type { DeadLetter } from '../../shared/pipeline/dead-letter/dead-letter.ts';
import type { Stage } from '../ledger/stage.ts';
import type { ToSend } from './to-send.ts';

/**
 * Whether every bad sample was refused for the reason it was made for, by every function that reads the router's
 * stream. (Only Firehose targets report `oversize`.)
 * @returns what differs, one sentence each
 */
export function checkReasons(sent: ToSend, deadLetters: readonly DeadLetter[], stage: Stage): string[] {
  const entries = [...sent.records, ...sent.events].flatMap((one) => one.entries);
  const expected = countBy(entries.flatMap((entry) => (entry.status === 'rejected' ? [entry.code] : [])));
  const readers = stage.functions.filter(({ source }) => source === stage.routerStream);
  return readers.flatMap(({ name, targets }) => {
    const own = deadLetters.filter((deadLetter) => deadLetter.function === name && deadLetter.reason !== 'oversize');
    const found = countBy(own.map(({ reason }) => reason));
    const oversize = deadLetters.filter(
      (deadLetter) => deadLetter.function === name && deadLetter.reason === 'oversize',
    ).length;
    const oversizeExpected = targets.some((target) => target.startsWith('firehose:'))
      ? entries.filter(({ status }) => status === 'oversizeForFirehose').length
      : 0;
    return [
      ...[...new Set([...expected.keys(), ...found.keys()])]
        .filter((reason) => expected.get(reason) !== found.get(reason))
        .map(
          (reason) =>
            `${name}: ${expected.get(reason) ?? 0} samples are ${reason}, ${found.get(reason) ?? 0} dead letters say so`,
        ),
      ...(oversize === oversizeExpected
        ? []
        : [`${name}: ${oversizeExpected} samples are oversize, ${oversize} dead letters say so`]),
    ];
  });
}

function countBy(reasons: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}
